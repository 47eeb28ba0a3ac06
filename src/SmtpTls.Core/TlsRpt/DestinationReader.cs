using System;
using System.Collections.Generic;
using System.Text;

namespace SmtpTls.TlsRpt;

/// <summary>Reads the value of <c>rua</c>: URIs between commas (RFC 8460 §3). A comma, semicolon or exclamation mark inside one is percent-encoded.</summary>
internal static class DestinationReader
{
    private const string Mailto = "mailto:", Https = "https://";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static IReadOnlyList<ReportDestination> ReadAll(string value, List<TextProblem> problems)
    {
        List<ReportDestination> destinations = [];
        if (value.Length == 0)
        {
            problems.Add(TextProblem.Error(TextProblemKind.Missing, "rua is empty", "rua="));
            return destinations;
        }

        if (value[0] is ' ' or '\t')
        {
            // RFC 8460 §3: tlsrpt-rua = "rua=" tlsrpt-uri; white space has its place at commas and semicolons only.
            problems.Add(TextProblem.Error(TextProblemKind.Syntax, "a blank stands between 'rua=' and the first URI", "rua=" + value));
        }

        foreach (string part in value.Split(','))
        {
            string uri = part.Trim(' ', '\t');
            if (FindFault(uri) is { } fault)
            {
                problems.Add(TextProblem.Error(TextProblemKind.Syntax, fault, uri.Length == 0 ? "rua=" + value : uri));
            }
            else
            {
                destinations.Add(Read(uri, problems));
            }
        }

        return destinations;
    }

    private static ReportDestination Read(string uri, List<TextProblem> problems)
    {
        if (uri.Contains('!'))
        {
            // RFC 8460 §3: the publisher MUST encode it; readers can still tell the parts.
            problems.Add(TextProblem.Warning(TextProblemKind.Odd, "an exclamation mark in a rua has to be written %21", uri));
        }

        if (uri.StartsWith(Mailto, StringComparison.OrdinalIgnoreCase))
        {
            return ReadMailto(uri, problems);
        }

        if (uri.StartsWith(Https, StringComparison.OrdinalIgnoreCase))
        {
            if (!Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed) || parsed.Host.Length == 0)
            {
                problems.Add(TextProblem.Error(TextProblemKind.Syntax, "the https URI names no host, or is none", uri));
            }
            else if (parsed.UserInfo.Length > 0)
            {
                problems.Add(TextProblem.Warning(TextProblemKind.Odd, "the https URI holds a user name, which everybody can read", uri));
            }

            return new ReportDestination(uri, DestinationKind.Https);
        }

        problems.Add(TextProblem.Warning(TextProblemKind.Odd, "only mailto and https URIs are sent to", uri));
        return new ReportDestination(uri, DestinationKind.Unsupported);
    }

    private static ReportDestination ReadMailto(string uri, List<TextProblem> problems)
    {
        string rest = uri.Substring(Mailto.Length);
        int query = rest.IndexOfAny(['?', '#']);
        if (query >= 0)
        {
            problems.Add(TextProblem.Warning(TextProblemKind.Odd, "header fields behind a mail address are not used", uri));
        }

        string? address = Decode(query < 0 ? rest : rest.Substring(0, query));
        if (address is null || !IsMailbox(address))
        {
            problems.Add(TextProblem.Error(TextProblemKind.Syntax, "the mailto URI holds no mail address", uri));
            address = null;
        }

        return new ReportDestination(uri, DestinationKind.Mailto) { Address = address };
    }

    /// <summary>RFC 3986 §2, §3.1: a scheme, and no character that a URI may not hold.</summary>
    private static string? FindFault(string uri)
    {
        if (uri.Length == 0)
        {
            return "nothing stands before, between or behind the commas of rua";
        }

        int colon = uri.IndexOf(':');
        for (int i = 0; i < colon; i++)
        {
            bool letter = (uri[i] | 0x20) is >= 'a' and <= 'z';
            if (!letter && (i == 0 || uri[i] is not ((>= '0' and <= '9') or '+' or '-' or '.')))
            {
                colon = -1;
            }
        }

        if (colon <= 0)
        {
            return "a rua is no URI: it begins with no scheme such as 'mailto:' or 'https:'";
        }

        for (int i = colon; i < uri.Length; i++)
        {
            if (uri[i] is <= ' ' or > '~' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}')
            {
                return uri[i] is ' ' or '\t' ? "a rua holds a blank; several are written with commas between them" : "a rua holds a character that a URI may not hold";
            }

            if (uri[i] == '%' && (i + 2 >= uri.Length || !Uri.IsHexDigit(uri[i + 1]) || !Uri.IsHexDigit(uri[i + 2])))
            {
                return "a percent sign in a rua is not followed by two hexadecimal digits";
            }
        }

        return null;
    }

    private static string? Decode(string text)
    {
        byte[] octets = new byte[text.Length];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            octets[count++] = text[i] == '%' ? (byte)((Uri.FromHex(text[i + 1]) << 4) | Uri.FromHex(text[i + 2])) : (byte)text[i];
            i += text[i] == '%' ? 2 : 0;
        }

        try
        {
            return Strict.GetString(octets, 0, count);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsMailbox(string address)
    {
        int at = address.LastIndexOf('@');
        foreach (char c in address)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        string domain = address.Substring(at + 1);
        return at > 0 && (DomainName.TryParse(domain, out _, out _) || (domain.StartsWith('[') && domain.EndsWith(']')));
    }
}
