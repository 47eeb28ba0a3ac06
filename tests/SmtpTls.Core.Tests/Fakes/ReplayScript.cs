using System.Globalization;
using System.IO;
using System.Text;

namespace SmtpTls.Core.Tests.Fakes;

internal enum ReplayKind
{
    /// <summary>The server sends octets.</summary>
    Send,

    /// <summary>The server waits for a command that begins with a word.</summary>
    Await,

    /// <summary>A handshake succeeds here.</summary>
    TlsSucceeds,

    /// <summary>A handshake fails here; the text says how: an alert's name, <c>close</c>, <c>reset</c>, <c>old</c>.</summary>
    TlsFails,
    Close,
    Reset,

    /// <summary>Nothing happens for so many seconds.</summary>
    Silence,
}

internal sealed record ReplayStep(ReplayKind Kind, byte[] Octets, string Text, int Number);

/// <summary>
/// What a server does in one connection. As a text file (<c>Data/*.smtp</c>), a line each: <c>S: text</c> sends text and CRLF, <c>T: text</c> sends text
/// alone, <c>R 5: text</c> sends the line five times, <c>C: EHLO</c> waits for that command, <c>TLS: ok</c> and <c>TLS: alert-name</c>,
/// <c>CLOSE</c>, <c>RESET</c>, <c>SILENCE: 60</c>; <c># …</c> is a comment and <c>= name: value</c> what a test expects. In texts,
/// <c>\r \n \\ \x00</c> stand for octets.
/// </summary>
internal sealed class ReplayScript
{
    public List<ReplayStep> Steps { get; } = [];

    public Dictionary<string, string> Expected { get; } = [];

    public static ReplayScript Read(string file) => Parse(File.ReadAllText(file, Encoding.UTF8));

    public static ReplayScript Parse(string text)
    {
        ReplayScript script = new();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                script.ParseLine(line);
            }
        }

        return script;
    }

    public ReplayScript Send(string text, int times = 1)
    {
        Steps.Add(new ReplayStep(ReplayKind.Send, Octets(text), text, times));
        return this;
    }

    public ReplayScript Await(string command) => Add(ReplayKind.Await, command);

    public ReplayScript Tls() => Add(ReplayKind.TlsSucceeds, "");

    public ReplayScript TlsFails(string how) => Add(ReplayKind.TlsFails, how);

    public ReplayScript Close() => Add(ReplayKind.Close, "");

    public ReplayScript Reset() => Add(ReplayKind.Reset, "");

    public ReplayScript Silence(int seconds) => Add(ReplayKind.Silence, "", seconds);

    /// <summary>One octet a character below 256; others as UTF-8.</summary>
    public static byte[] Octets(string text) => text.All(c => c < 256) ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);

    private ReplayScript Add(ReplayKind kind, string text, int number = 0)
    {
        Steps.Add(new ReplayStep(kind, [], text, number));
        return this;
    }

    private void ParseLine(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        string head = colon < 0 ? line : line[..colon];
        string rest = colon < 0 ? "" : line[(colon + 1)..];
        rest = rest.StartsWith(' ') ? rest[1..] : rest;
        _ = head switch
        {
            "S" => Send(Unescape(rest) + "\r\n"),
            "T" => Send(Unescape(rest)),
            "C" => Await(rest),
            "TLS" => rest == "ok" ? Tls() : TlsFails(rest),
            "CLOSE" => Close(),
            "RESET" => Reset(),
            "SILENCE" => Silence(int.Parse(rest, CultureInfo.InvariantCulture)),
            ['R', ' ', .. string times] => Send(Unescape(rest) + "\r\n", int.Parse(times, CultureInfo.InvariantCulture)),
            ['=', ' ', .. string name] => Expect(name, rest),
            _ => throw new FormatException($"'{line}' is no line of a script."),
        };
    }

    private ReplayScript Expect(string name, string value)
    {
        Expected.Add(name, value);
        return this;
    }

    private static string Unescape(string text)
    {
        StringBuilder plain = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
                continue;
            }

            i++;
            plain.Append(text[i] switch
            {
                'r' => '\r',
                'n' => '\n',
                'x' => (char)Convert.ToByte(text.Substring(i + 1, 2), 16),
                _ => text[i],
            });
            i += text[i] == 'x' ? 2 : 0;
        }

        return plain.ToString();
    }
}
