using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Cli.Input;

/// <summary>One column of a CSV file (RFC 4180) by the name in its header. Commas, semicolons and tabs part fields, whichever the header uses.</summary>
internal static class CsvColumn
{
    /// <summary>No list of partners has longer fields or more columns; what is longer is cut.</summary>
    private const int MostCharacters = 65_536, MostFields = 1024;

    /// <exception cref="UsageException">There is no such column.</exception>
    public static async IAsyncEnumerable<(string Text, int Line)> ReadAsync(TextReader reader, string column, string file, [EnumeratorCancellation] CancellationToken stop)
    {
        Cursor cursor = new(reader);
        char separator = ',';
        int place = -1;
        while (await Task.Run(() => cursor.ReadRecord(ref separator), stop).WaitAsync(stop) is { } fields)
        {
            if (place < 0)
            {
                if (fields is ["#TYPE", ..] || (fields.Count > 0 && fields[0].StartsWith("#TYPE ", StringComparison.Ordinal)))
                {
                    // Windows PowerShell's Export-Csv puts the type of its objects first.
                    cursor.IsHeader = true;
                    continue;
                }

                place = fields.FindIndex(name => string.Equals(name.Trim(), column.Trim(), StringComparison.OrdinalIgnoreCase));
                if (place < 0)
                {
                    throw new UsageException($"--input {file} has no column '{VisibleText.Show(column, 100)}': its header names {VisibleText.Show(string.Join(", ", fields), 300)}.");
                }
            }
            else if (place < fields.Count && fields[place].Trim().Length > 0)
            {
                yield return (fields[place].Trim(), cursor.Line);
            }
        }

        if (place < 0)
        {
            throw new UsageException($"--input {file} is empty: a header that names the column '{VisibleText.Show(column, 100)}' was expected.");
        }
    }

    private sealed class Cursor
    {
        private readonly TextReader _reader;
        private int _next = 1;

        public Cursor(TextReader reader) => _reader = reader;

        /// <summary>Where the last record began.</summary>
        public int Line { get; private set; }

        public bool IsHeader { get; set; } = true;

        /// <summary>Null at the end. Blank lines are passed over.</summary>
        public List<string>? ReadRecord(ref char separator)
        {
            while (true)
            {
                Line = _next;
                List<string>? fields = ReadLine(ref separator);
                if (fields is null || fields.Count > 1 || fields[0].Length > 0)
                {
                    IsHeader = false;
                    return fields;
                }
            }
        }

        private List<string>? ReadLine(ref char separator)
        {
            if (_reader.Peek() < 0)
            {
                return null;
            }

            List<string> fields = [];
            StringBuilder field = new();
            bool quoted = false, wasQuoted = false;
            for (int c = _reader.Read(); ; c = _reader.Read())
            {
                if (c < 0 || (c == '\n' && !quoted))
                {
                    _next++;
                    Add(fields, field, wasQuoted);
                    return fields;
                }

                if (c == '"' && (quoted || (field.Length == 0 && !wasQuoted)))
                {
                    // A doubled quote inside quotes is one (RFC 4180 §2.7).
                    bool doubled = quoted && _reader.Peek() == '"';
                    quoted = !quoted || doubled;
                    wasQuoted = true;
                    if (!doubled)
                    {
                        continue;
                    }

                    _reader.Read();
                }
                else if (!quoted && IsSeparator((char)c, ref separator))
                {
                    Add(fields, field, wasQuoted);
                    wasQuoted = false;
                    continue;
                }

                _next += c == '\n' ? 1 : 0;
                if (field.Length < MostCharacters)
                {
                    field.Append((char)c);
                }
            }
        }

        /// <summary>The first that stands in the header parts the fields of the whole file.</summary>
        private bool IsSeparator(char c, ref char separator)
        {
            if (IsHeader && c is ',' or ';' or '\t')
            {
                separator = c;
                IsHeader = false;
            }

            return c == separator;
        }

        private static void Add(List<string> fields, StringBuilder field, bool wasQuoted)
        {
            if (fields.Count < MostFields)
            {
                string text = field.ToString();
                fields.Add(wasQuoted ? text.TrimEnd('\r') : text.Trim('\r', '\ufeff'));
            }

            field.Clear();
        }
    }
}
