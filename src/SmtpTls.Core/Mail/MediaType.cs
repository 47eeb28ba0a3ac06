using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace SmtpTls.Mail;

/// <summary>A <c>Content-Type</c> or <c>Content-Disposition</c> (RFC 2045 §5.1, RFC 2183): a word and its parameters, read as kindly as possible.</summary>
internal sealed class MediaType
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private MediaType(string name) => Name = name;

    /// <summary>The type or disposition in lower case, <c>multipart/report</c>.</summary>
    public string Name { get; }

    public bool IsMultipart => Name.StartsWith("multipart/", StringComparison.Ordinal);

    public bool IsMessage => Name is "message/rfc822" or "message/global";

    /// <summary>The value of a parameter, encoded ones (RFC 2231, RFC 2047) decoded; null where there is none.</summary>
    public string? Parameter(string name)
    {
        if (_parameters.TryGetValue(name + "*", out string? extended))
        {
            return Extended(extended, first: true);
        }

        if (_parameters.ContainsKey(name + "*0") || _parameters.ContainsKey(name + "*0*"))
        {
            return Continued(name);
        }

        return _parameters.TryGetValue(name, out string? plain) ? EncodedWord.Decode(plain) : null;
    }

    public static MediaType Parse(string? text)
    {
        ParameterScanner scan = new(text ?? "");
        MediaType type = new(scan.Token().ToLowerInvariant());
        while (scan.NextParameter(out string name, out string value))
        {
            type._parameters.TryAdd(name, value);
        }

        return type;
    }

    // RFC 2231 §3: name*0, name*1*, ...; the charset stands in the first part only.
    private string Continued(string name)
    {
        List<byte> octets = [];
        string charset = "utf-8";
        for (int i = 0; i < 100; i++)
        {
            string key = name + "*" + i.ToString(CultureInfo.InvariantCulture);
            if (_parameters.TryGetValue(key + "*", out string? encoded))
            {
                string rest = i == 0 ? AfterCharset(encoded, out charset) : encoded;
                octets.AddRange(Unescape(rest));
            }
            else if (_parameters.TryGetValue(key, out string? plain))
            {
                octets.AddRange(Encoding.UTF8.GetBytes(plain));
            }
            else
            {
                break;
            }
        }

        return Charset.Decode(charset, [.. octets]);
    }

    private static string Extended(string value, bool first)
    {
        string charset = "utf-8";
        string rest = first ? AfterCharset(value, out charset) : value;
        return Charset.Decode(charset, Unescape(rest));
    }

    private static string AfterCharset(string value, out string charset)
    {
        int one = value.IndexOf('\'');
        int two = one < 0 ? -1 : value.IndexOf('\'', one + 1);
        charset = two < 0 || one == 0 ? "utf-8" : value.Substring(0, one);
        return two < 0 ? value : value.Substring(two + 1);
    }

    private static byte[] Unescape(string text)
    {
        List<byte> octets = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.Substring(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
            {
                octets.Add(octet);
                i += 2;
            }
            else
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            }
        }

        return [.. octets];
    }

    /// <summary>Walks over <c>token *(";" name "=" value)</c>, comments and stray characters passed over.</summary>
    private sealed class ParameterScanner(string text)
    {
        private int _at;

        public string Token()
        {
            int end = text.IndexOf(';', _at);
            string token = end < 0 ? text.Substring(_at) : text.Substring(_at, end - _at);
            _at = end < 0 ? text.Length : end;
            int comment = token.IndexOf('(');
            return (comment < 0 ? token : token.Substring(0, comment)).Trim();
        }

        public bool NextParameter(out string name, out string value)
        {
            name = value = "";
            while (_at < text.Length)
            {
                _at++;
                int equals = text.IndexOf('=', Math.Min(_at, text.Length));
                int semicolon = text.IndexOf(';', Math.Min(_at, text.Length));
                if (equals < 0)
                {
                    _at = text.Length;
                    return false;
                }

                if (semicolon >= 0 && semicolon < equals)
                {
                    _at = semicolon;
                    continue;
                }

                name = text.Substring(_at, equals - _at).Trim();
                _at = equals + 1;
                value = Value();
                if (name.Length > 0)
                {
                    return true;
                }
            }

            return false;
        }

        private string Value()
        {
            while (_at < text.Length && text[_at] is ' ' or '\t')
            {
                _at++;
            }

            if (_at >= text.Length || text[_at] != '"')
            {
                return Token();
            }

            StringBuilder value = new();
            for (_at++; _at < text.Length && text[_at] != '"'; _at++)
            {
                _at += text[_at] == '\\' && _at + 1 < text.Length ? 1 : 0;
                value.Append(text[_at]);
            }

            int next = text.IndexOf(';', Math.Min(_at, text.Length));
            _at = next < 0 ? text.Length : next;
            return value.ToString();
        }
    }
}

/// <summary>Octets to text by the name of a character set. A name that this platform does not know reads as UTF-8.</summary>
internal static class Charset
{
    public static string Decode(string name, byte[] octets)
    {
        try
        {
            return Encoding.GetEncoding(name.Trim()).GetString(octets);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return Encoding.UTF8.GetString(octets);
        }
    }
}
