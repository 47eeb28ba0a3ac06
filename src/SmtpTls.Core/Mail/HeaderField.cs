using System;
using System.Collections.Generic;
using System.Text;

namespace SmtpTls.Mail;

/// <summary>One field of a header section (RFC 5322 §2.2), as it was sent.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="Raw">What follows the colon, its folds (line ends and the white space behind them) included, without the last line end.</param>
internal sealed record HeaderField(string Name, string Raw)
{
    /// <summary>The body on one line (RFC 5322 §2.2.3: unfolding takes away the line ends and nothing else), without white space around it.</summary>
    public string Value => Raw.IndexOf('\n') < 0 ? Raw.Trim() : Raw.Replace("\r", "").Replace("\n", "").Trim();

    public bool Is(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The fields of one header section in the order sent.</summary>
internal sealed class HeaderSection
{
    private static readonly UTF8Encoding Strict = new(false, true);

    private HeaderSection(IReadOnlyList<HeaderField> fields, bool truncated)
    {
        Fields = fields;
        Truncated = truncated;
    }

    public IReadOnlyList<HeaderField> Fields { get; }

    /// <summary>True when there were more than the limit allows; those are passed over.</summary>
    public bool Truncated { get; }

    /// <summary>The body of the first field of a name; null where there is none.</summary>
    public string? Find(string name)
    {
        foreach (HeaderField field in Fields)
        {
            if (field.Is(name))
            {
                return field.Value;
            }
        }

        return null;
    }

    /// <summary>Reads fields up to and with the empty line. A line that is none ends them and is left, as is a boundary.</summary>
    /// <param name="source">Stands at the first field.</param>
    /// <param name="isBoundary">Tells lines that end the part even here.</param>
    /// <param name="most">Octets of fields that are kept.</param>
    internal static HeaderSection Read(LineSource source, BoundaryTest isBoundary, int most)
    {
        List<HeaderField> fields = [];
        List<byte> current = [];
        bool truncated = false, dropping = false;
        int size = 0;
        while (true)
        {
            ReadOnlySpan<byte> piece = source.Peek();
            bool starts = source.AtLineStart;
            bool blank = starts && piece.Length == LineSource.LineEnd(piece);
            bool continues = !starts || (piece.Length > 0 && piece[0] is (byte)' ' or (byte)'\t');
            if (piece.Length == 0 || blank || (starts && isBoundary(piece)) || (!continues && NameLength(piece) == 0 && !IsEnvelope(piece)))
            {
                Finish(fields, current);
                if (blank)
                {
                    source.Take();
                }

                return new HeaderSection(fields, truncated);
            }

            if (!continues)
            {
                Finish(fields, current);
                dropping = IsEnvelope(piece);
            }

            size += piece.Length;
            truncated |= size > most;
            if (!dropping && size <= most)
            {
                current.AddRange(piece.ToArray());
            }

            source.Take();
        }
    }

    /// <summary>The length of a field's name; 0 where the line is no field (RFC 5322 §2.2: printable ASCII but the colon).</summary>
    internal static int NameLength(ReadOnlySpan<byte> line)
    {
        int i = 0;
        while (i < line.Length && line[i] is > 32 and < 127 and not (byte)':')
        {
            i++;
        }

        int end = i;
        while (i < line.Length && line[i] is (byte)' ' or (byte)'\t')
        {
            i++;
        }

        return i < line.Length && line[i] == ':' ? end : 0;
    }

    // "From someone date", or as a mail store quotes it: no field, but some programs leave it above them.
    private static bool IsEnvelope(ReadOnlySpan<byte> line) => line.StartsWith("From "u8) || line.StartsWith(">From "u8);

    private static void Finish(List<HeaderField> fields, List<byte> current)
    {
        if (current.Count == 0)
        {
            return;
        }

        byte[] line = [.. current];
        current.Clear();
        int name = NameLength(line);
        int colon = Array.IndexOf(line, (byte)':');
        if (name > 0 && colon > 0)
        {
            int end = line.Length - LineSource.LineEnd(line);
            fields.Add(new HeaderField(Encoding.ASCII.GetString(line, 0, name), Text(line, colon + 1, Math.Max(end - colon - 1, 0))));
        }
    }

    /// <summary>8-bit text in headers is UTF-8 (RFC 6532) or, from older programs, most often Latin-1: never a reason to lose the field.</summary>
    private static string Text(byte[] octets, int start, int count)
    {
        try
        {
            return Strict.GetString(octets, start, count);
        }
        catch (DecoderFallbackException)
        {
            char[] text = new char[count];
            for (int i = 0; i < count; i++)
            {
                text[i] = (char)octets[start + i];
            }

            return new string(text);
        }
    }
}

/// <summary>Tells whether a line ends what is being read.</summary>
internal delegate bool BoundaryTest(ReadOnlySpan<byte> line);
