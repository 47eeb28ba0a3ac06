using System.Collections.Generic;
using System.Text;

namespace SmtpTls.Rules.Files;

/// <summary>Comma-separated values (RFC 4180), with the semicolon of many locales and the tab of a spreadsheet's clipboard as well.</summary>
internal sealed class CsvReader
{
    private readonly string _text;
    private readonly char _mark;
    private int _at;
    private int _line = 1;

    public CsvReader(string text)
    {
        _text = text;
        _mark = FindMark(text);
    }

    /// <summary>Set once a quoted field has no end.</summary>
    public SourceRemark? Problem { get; private set; }

    /// <summary>The next record that is not empty, and the line it begins in; null at the end.</summary>
    public IReadOnlyList<string>? Next(out int line)
    {
        while (_at < _text.Length)
        {
            line = _line;
            List<string> fields = [];
            do
            {
                fields.Add(Field());
            }
            while (TakeMark());

            TakeLineEnd();
            if (fields.Count > 1 || fields[0].Trim().Length > 0)
            {
                return fields;
            }
        }

        line = _line;
        return null;
    }

    private string Field()
    {
        StringBuilder field = new();
        if (_at < _text.Length && _text[_at] == '"')
        {
            Quoted(field);
        }

        // What stands behind a closing quote belongs to the field as well, as spreadsheets read it.
        for (; _at < _text.Length && _text[_at] != _mark && _text[_at] is not ('\r' or '\n'); _at++)
        {
            field.Append(_text[_at]);
        }

        return field.ToString();
    }

    private void Quoted(StringBuilder field)
    {
        int line = _line;
        for (_at++; _at < _text.Length; _at++)
        {
            char c = _text[_at];
            if (c == '"')
            {
                if (_at + 1 >= _text.Length || _text[_at + 1] != '"')
                {
                    _at++;
                    return;
                }

                _at++;
            }

            _line += c == '\n' ? 1 : 0;
            field.Append(c);
        }

        Problem ??= new SourceRemark("A quoted field begins here and has no closing quote.", line);
    }

    private bool TakeMark()
    {
        bool there = _at < _text.Length && _text[_at] == _mark;
        _at += there ? 1 : 0;
        return there;
    }

    private void TakeLineEnd()
    {
        bool both = _at + 1 < _text.Length && _text[_at] == '\r' && _text[_at + 1] == '\n';
        _at += both ? 2 : 1;
        _line++;
    }

    /// <summary>The first of the marks in the header decides.</summary>
    private static char FindMark(string text)
    {
        foreach (char c in text)
        {
            if (c is ',' or ';' or '\t')
            {
                return c;
            }

            if (c is '\n')
            {
                break;
            }
        }

        return ',';
    }
}
