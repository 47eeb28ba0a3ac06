using System;
using System.Text;

namespace SmtpTls.Rules.Files;

/// <summary>A file's octets as UTF-8, and where in its lines an octet stands.</summary>
internal sealed class Utf8Text
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly byte[] _octets;

    public Utf8Text(byte[] octets) => _octets = octets;

    /// <summary>Octets of a byte order mark that the text begins behind.</summary>
    public int Start => _octets.Length >= 3 && _octets[0] == 0xEF && _octets[1] == 0xBB && _octets[2] == 0xBF ? 3 : 0;

    /// <summary>The text; a problem at the place of the first octet that is no UTF-8.</summary>
    public string? Decode(out SourceRemark? problem)
    {
        try
        {
            problem = null;
            return Strict.GetString(_octets, Start, _octets.Length - Start);
        }
        catch (DecoderFallbackException e)
        {
            problem = At("The file is not UTF-8 here; save it as UTF-8.", Start + Math.Max(0, e.Index));
            return null;
        }
    }

    /// <summary>A remark at an octet of the file.</summary>
    public SourceRemark At(string message, long offset)
    {
        int end = (int)Math.Min(offset, _octets.Length), line = 1, lineStart = Start;
        for (int i = Start; i < end; i++)
        {
            if (_octets[i] == (byte)'\n')
            {
                line++;
                lineStart = i + 1;
            }
        }

        return new SourceRemark(message, line, Encoding.UTF8.GetCharCount(_octets, lineStart, Math.Max(0, end - lineStart)) + 1);
    }

    /// <summary>A remark at an octet of a line, both from 0, as JSON's reader counts.</summary>
    public SourceRemark At(string message, long line, long octetInLine)
    {
        int start = line == 0 ? Start : 0;
        for (long seen = 0; seen < line && start < _octets.Length; start++)
        {
            seen += _octets[start] == (byte)'\n' ? 1 : 0;
        }

        return At(message, start + octetInLine);
    }
}
