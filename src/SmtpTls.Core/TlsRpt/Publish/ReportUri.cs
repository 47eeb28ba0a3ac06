using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SmtpTls.TlsRpt.Publish;

/// <summary>An address for TLS reports, in the form in which it stands in a record (RFC 8460 §3): <c>mailto:</c> or <c>https:</c>, ASCII only.</summary>
internal sealed record ReportUri(string Text)
{
    private const int MostCharacters = 2048;

    public bool IsMail => Text.StartsWith("mailto:", StringComparison.Ordinal);

    /// <summary>Reads what a person wrote: a URI, or a bare mail address. Never throws.</summary>
    /// <param name="text">As given.</param>
    /// <param name="uri">In its published form.</param>
    /// <param name="problem">One clause when it is of no use.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ReportUri? uri, [NotNullWhen(false)] out string? problem)
    {
        string trimmed = (text ?? "").Trim();
        int colon = trimmed.IndexOf(':');
        string scheme = colon < 0 ? "" : trimmed.Substring(0, colon).ToLowerInvariant();
        string? published = null;
        problem = trimmed.Length == 0 ? "it is empty"
            : trimmed.Length > MostCharacters ? $"it is longer than {MostCharacters} characters"
            : scheme == "mailto" ? ReadMail(trimmed.Substring(colon + 1), out published)
            : scheme == "https" ? ReadWeb(trimmed, out published)
            : colon < 0 && trimmed.IndexOf('@') >= 0 ? ReadMail(trimmed, out published)
            : scheme == "http" ? "reports are posted over https only (RFC 8460 §3)"
            : "it is neither a mailto: nor an https: address (RFC 8460 §3)";
        uri = problem is null ? new ReportUri(published!) : null;
        return uri is not null;
    }

    public override string ToString() => Text;

    private static string? ReadMail(string text, out string? published)
    {
        published = null;
        int at = text.LastIndexOf('@');
        if (at <= 0)
        {
            return "it names no mailbox, as in mailto:tls-reports@example.com";
        }

        // RFC 6068 §2 has header fields behind a question mark; no sender of reports uses them.
        if (text.IndexOf('?', at) >= 0)
        {
            return "it holds header fields behind a question mark, which senders do not use";
        }

        string local = text.Substring(0, at);
        if (HoldsBlank(text))
        {
            return "a mail address here holds no blank and no control character";
        }

        // RFC 6068 §2 would allow several mailboxes in one URI; a record lists URIs instead.
        if (local.IndexOf('@') >= 0)
        {
            return "it names more than one mailbox; give each as a value of its own";
        }

        if (!DomainName.TryParse(text.Substring(at + 1), out DomainName? domain, out string? problem))
        {
            return $"what follows the @ is no domain name: {problem}";
        }

        published = $"mailto:{Encode(local, "/?#[]@:")}@{domain}";
        return null;
    }

    private static string? ReadWeb(string text, out string? published)
    {
        published = null;
        if (HoldsBlank(text))
        {
            return "a URI holds no blank and no control character";
        }

        // Uri also takes one slash or backslashes, which no other program would.
        bool slashes = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && text.IndexOf('\\') < 0;
        if (!slashes || !Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            return "it is no complete URI, as in https://reports.example.com/tls";
        }

        if (uri.UserInfo.Length > 0)
        {
            return "it holds a user name, which everybody could read in DNS";
        }

        // RFC 9110 §4.2.2 with RFC 3986 §3.5: a fragment is never sent.
        if (text.IndexOf('#') >= 0)
        {
            return "it holds a fragment (#), which is never sent";
        }

        if (!DomainName.TryParse(uri.IdnHost, out DomainName? host, out string? problem))
        {
            return $"its host is no domain name: {problem}";
        }

        int authority = text.IndexOf("//", StringComparison.Ordinal) + 2;
        int path = text.IndexOfAny(['/', '?'], authority);
        string port = uri.IsDefaultPort ? "" : ":" + uri.Port.ToString(CultureInfo.InvariantCulture);
        published = $"https://{host}{port}{(path < 0 ? "/" : Encode(text.Substring(path), "[]"))}";
        return null;
    }

    private static bool HoldsBlank(string text)
    {
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Percent-encodes what may not stand there as it is; what is encoded already stays.</summary>
    private static string Encode(string text, string reserved)
    {
        StringBuilder encoded = new(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];

            // RFC 8460 §3: a comma, an exclamation point or a semicolon would end or change the URI, so each is encoded.
            bool plain = c is > ' ' and < '\u007f' && ",!;\"<>\\^`{|}".IndexOf(c) < 0 && reserved.IndexOf(c) < 0;
            if (c == '%' ? IsEncoded(text, i) : plain)
            {
                encoded.Append(c);
                continue;
            }

            foreach (byte octet in Encoding.UTF8.GetBytes([c]))
            {
                encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    private static bool IsEncoded(string text, int percent) =>
        percent + 2 < text.Length && Uri.IsHexDigit(text[percent + 1]) && Uri.IsHexDigit(text[percent + 2]);
}
