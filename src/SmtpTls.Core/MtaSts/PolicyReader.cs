using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SmtpTls.MtaSts;

/// <summary>
/// Reads one policy file line by line (RFC 8461 §3.2). Strict where senders in use are: what would make one of them ignore the policy makes it invalid
/// here. The one thing outside the grammar that they all pass over, an empty line, is a warning.
/// </summary>
internal sealed class PolicyReader
{
    private const int MostProblems = 100;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<TextProblem> _problems = [];
    private readonly HashSet<string> _first = new(StringComparer.Ordinal);
    private readonly HashSet<string> _repeated = new(StringComparer.Ordinal);
    private readonly List<RecordField> _extensions = [];
    private readonly List<MxPattern> _mx = [];
    private readonly HashSet<string> _patterns = new(StringComparer.Ordinal);
    private MtaStsMode? _mode;
    private int? _maxAge;
    private bool _mxSeen;
    private bool _fatal;

    public Reading<StsPolicy> Read(byte[] body)
    {
        if (body.Length > StsFetchOptions.MostOctets)
        {
            // RFC 8461 §3.3: senders limit what they read and suggest this much. A fetch ends there; a file that is only planned comes here.
            Fail(TextProblemKind.Value, $"the policy has {body.Length} octets, and senders read {StsFetchOptions.MostOctets} at most", null, null);
            return Reading<StsPolicy>.Invalid("The MTA-STS policy", "", _problems);
        }

        string text = Decode(body);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            bool last = i == lines.Length - 1;

            // RFC 8461 §3.2: CRLF or LF ends a line; at the last one it is optional. A CR elsewhere is no end of anything.
            string line = lines[i].EndsWith('\r') && !last ? lines[i].Substring(0, lines[i].Length - 1) : lines[i];
            if (!last || line.Length > 0)
            {
                ReadLine(line, i + 1);
            }
        }

        FindMissing(text.Length == 0);
        return _fatal
            ? Reading<StsPolicy>.Invalid("The MTA-STS policy", text, _problems)
            : Reading<StsPolicy>.Found(new StsPolicy { Mode = _mode!.Value, MaxAge = _maxAge!.Value, Mx = _mx, Extensions = _extensions }, text, _problems);
    }

    private string Decode(byte[] body)
    {
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            int line = 1 + CountLines(body, e.Index);
            Fail(TextProblemKind.Syntax, "the text is not UTF-8", null, line);
            return Encoding.UTF8.GetString(body);
        }
    }

    private static int CountLines(byte[] body, int end)
    {
        int count = 0;
        for (int i = 0; i < end && i < body.Length; i++)
        {
            count += body[i] == '\n' ? 1 : 0;
        }

        return count;
    }

    private void ReadLine(string line, int number)
    {
        if (line.Trim(' ', '\t').Length == 0)
        {
            Warn(TextProblemKind.Odd, "an empty line is outside the grammar; most senders pass over it", null, number);
            return;
        }

        int colon = line.IndexOf(':');
        if (colon < 0)
        {
            string why = line.StartsWith("#", StringComparison.Ordinal) ? "a policy has no comments" : "the line has no colon and is no field";
            Fail(TextProblemKind.Syntax, why, line, number);
            return;
        }

        string name = line.Substring(0, colon);
        string value = line.Substring(colon + 1).Trim(' ', '\t');
        if (!RecordFields.IsExtensionName(name))
        {
            string why = name.StartsWith('\ufeff') ? "the file begins with a byte order mark; save it without one"
                : name.Length == 0 ? "no name stands before the colon"
                : name != name.Trim(' ', '\t') ? "blanks stand before or behind the field's name"
                : "the field's name is not 1 to 32 letters, digits, '_', '-' or '.'";
            Fail(TextProblemKind.Syntax, why, line, number);
        }
        else if (name == "mx")
        {
            ReadMx(value, line, number);
        }
        else if (_first.Add(name))
        {
            ReadField(name, value, number);
        }
        else
        {
            NoteRepeated(name, line, number);
        }
    }

    // RFC 8461 §3.2, last paragraph: of a field that may not repeat, all but the first are ignored.
    private void NoteRepeated(string name, string line, int number)
    {
        if (_repeated.Add(name))
        {
            Warn(TextProblemKind.Repeated, $"{name} stands there more than once; the first counts", line, number);
        }
    }

    private void ReadField(string name, string value, int number)
    {
        switch (name)
        {
            case "version":
                if (value != StsPolicy.Version)
                {
                    Fail(TextProblemKind.Value, $"the version is not {StsPolicy.Version}", value, number);
                }

                break;
            case "mode":
                ReadMode(value, number);
                break;
            case "max_age":
                ReadMaxAge(value, number);
                break;
            default:
                ReadExtension(name, value, number);
                break;
        }
    }

    private void ReadMode(string value, int number)
    {
        _mode = value switch
        {
            "none" => MtaStsMode.None,
            "testing" => MtaStsMode.Testing,
            "enforce" => MtaStsMode.Enforce,
            _ => null,
        };
        if (_mode is null)
        {
            string hint = value.ToLowerInvariant() is "none" or "testing" or "enforce" ? ", written in small letters" : "";
            Fail(TextProblemKind.Value, "the mode is none of none, testing and enforce" + hint, value, number);
        }
    }

    private void ReadMaxAge(string value, int number)
    {
        // RFC 8461 §3.2: 1*10(DIGIT), 31557600 at most.
        bool digits = value.Length is > 0 and <= 10 && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (!digits)
        {
            Fail(TextProblemKind.Value, "max_age is not a whole number of seconds in at most ten digits", value, number);
            return;
        }

        long age = long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
        if (age > StsPolicy.MostMaxAge)
        {
            Fail(TextProblemKind.Value, $"max_age is above the maximum of {StsPolicy.MostMaxAge} seconds", value, number);
            return;
        }

        _maxAge = (int)age;
    }

    private void ReadMx(string value, string line, int number)
    {
        _mxSeen = true;
        if (!MxPattern.TryParse(value, out MxPattern? pattern, out string? problem))
        {
            Fail(TextProblemKind.Value, "the mx is no host pattern: " + problem, line, number);
            return;
        }

        if (!_patterns.Add(pattern.Text))
        {
            Warn(TextProblemKind.Repeated, "the same mx stands there twice", line, number);
            return;
        }

        _mx.Add(pattern);
        if (pattern.IsWildcard && !pattern.Domain.Contains('.'))
        {
            Warn(TextProblemKind.Odd, "the pattern covers every domain below a top-level domain", line, number);
        }
        else if (!DomainName.TryParse(pattern.Domain, out _, out string? odd))
        {
            Warn(TextProblemKind.Odd, $"the pattern can match no mail host: {odd}", line, number);
        }
    }

    private void ReadExtension(string name, string value, int number)
    {
        foreach (char c in value)
        {
            // sts-policy-vchar and inner blanks: no control character, which leaves the C1 ones to UTF-8.
            if (c is < ' ' or '\x7f')
            {
                Fail(TextProblemKind.Syntax, "the value holds a control character", $"{name}: {value}", number);
                return;
            }
        }

        if (value.Length == 0)
        {
            Fail(TextProblemKind.Syntax, "the field has no value", name + ":", number);
            return;
        }

        if (name.ToLowerInvariant() is "version" or "mode" or "mx" or "max_age")
        {
            Warn(TextProblemKind.Overlooked, "the field is not known in this case: names are written in small letters", name, number);
        }

        _extensions.Add(new RecordField(name, value));
    }

    private void FindMissing(bool empty)
    {
        if (empty)
        {
            Fail(TextProblemKind.Missing, "the file is empty", null, null);
            return;
        }

        foreach (string name in (string[])["version", "mode", "max_age"])
        {
            if (!_first.Contains(name))
            {
                Fail(TextProblemKind.Missing, $"there is no {name} line", null, null);
            }
        }

        // RFC 8461 §3.2: mx is required unless the mode is none.
        if (!_mxSeen && _mode is MtaStsMode.Testing or MtaStsMode.Enforce)
        {
            Fail(TextProblemKind.Missing, $"there is no mx line, and mode {StsPolicy.WordFor(_mode!.Value)} needs one", null, null);
        }
    }

    private void Warn(TextProblemKind kind, string message, string? text, int? line)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(TextProblem.Warning(kind, message, text, line));
        }
    }

    private void Fail(TextProblemKind kind, string message, string? text, int? line)
    {
        // The first fatal problem is kept however many warnings stand before it.
        if (_problems.Count < MostProblems || !_fatal)
        {
            _problems.Add(TextProblem.Error(kind, message, text, line));
        }

        _fatal = true;
    }
}
