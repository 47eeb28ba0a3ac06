using System;
using System.Globalization;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.Audit.Journal;

/// <summary>What a line of a journal is.</summary>
internal enum JournalLineKind
{
    /// <summary>The first line: which run this is.</summary>
    Head,

    /// <summary>The facts of one domain.</summary>
    Facts,

    /// <summary>The last line: nothing was left to do.</summary>
    End,
}

/// <summary>
/// One line of a journal: the first 16 hex digits of the SHA-256 of the rest, a blank, a letter for the kind, and what the kind holds, parted by blanks.
/// Facts: the place in the list, the domain, its mail hosts, the facts as in a facts file, packed.
/// </summary>
internal sealed record JournalLine
{
    private const int SumLength = 16;
    private const string NoHosts = "-";
    private static readonly Encoding Utf8 = new UTF8Encoding(false, true);

    public required JournalLineKind Kind { get; init; }

    /// <summary>The place in the list of the run, from 0.</summary>
    public long Place { get; init; }

    public string Subject { get; init; } = "";

    /// <summary>Names or addresses of the mail hosts, joined by commas; empty for none.</summary>
    public string Hosts { get; init; } = "";

    /// <summary>The head's or the facts' JSON.</summary>
    public string Body { get; init; } = "";

    /// <summary>The octets of the line, its line feed included.</summary>
    public byte[] ToOctets()
    {
        string text = Kind switch
        {
            JournalLineKind.Head => "H " + Body,
            JournalLineKind.End => "E",
            _ => FormattableString.Invariant($"F {Place} {Subject} {(Hosts.Length == 0 ? NoHosts : Hosts)} {Body}"),
        };
        byte[] rest = Utf8.GetBytes(text);
        byte[] line = new byte[SumLength + 1 + rest.Length + 1];
        Utf8.GetBytes(SumOf(rest), 0, SumLength, line, 0);
        line[SumLength] = (byte)' ';
        rest.CopyTo(line, SumLength + 1);
        line[line.Length - 1] = (byte)'\n';
        return line;
    }

    /// <summary>Reads a line without its line feed; null when it is damaged or none. Never throws.</summary>
    public static JournalLine? Read(byte[] octets)
    {
        if (octets.Length < SumLength + 2 || octets[SumLength] != ' ')
        {
            return null;
        }

        byte[] rest = octets.AsSpan(SumLength + 1).ToArray();
        try
        {
            if (Encoding.ASCII.GetString(octets, 0, SumLength) != SumOf(rest))
            {
                return null;
            }

            string text = Utf8.GetString(rest);
            return text[0] switch
            {
                'H' when text.StartsWith("H ", StringComparison.Ordinal) => new JournalLine { Kind = JournalLineKind.Head, Body = text.Substring(2) },
                'E' when text.Length == 1 => new JournalLine { Kind = JournalLineKind.End },
                'F' => ReadFacts(text.Split([' '], 5)),
                _ => null,
            };
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static JournalLine? ReadFacts(string[] parts) =>
        parts.Length == 5 && parts[0] == "F" && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long place)
            ? new JournalLine { Kind = JournalLineKind.Facts, Place = place, Subject = parts[2], Hosts = parts[3] == NoHosts ? "" : parts[3], Body = parts[4] }
            : null;

    private static string SumOf(byte[] octets) => Hex.ToString(Hashes.Sha256(octets)).Substring(0, SumLength);
}
