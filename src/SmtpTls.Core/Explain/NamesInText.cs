using System;

namespace SmtpTls.Explain;

/// <summary>The mail host and the domain that an error text is about. Only real names count: they end up in commands that people paste.</summary>
/// <param name="Host">The mail host; null when none was found.</param>
/// <param name="Domain">The mail domain; null when none was found.</param>
internal sealed record NamesInText(string? Host, string? Domain)
{
    private static readonly string[] BeforeHost =
        ["lastattemptedservername=", "{fqdn=", "remote-mta: dns; ", "remote-mta: dns;", "connect to ", "lost connection with ", "offered by host ", "host ", "tlsa lookup error for ", "dane error: ", "certificate for "],
        BeforeDomain = ["mx hosts of '", "mx hosts of ", "final-recipient: rfc822; ", "final-recipient: rfc822;", "original-recipient: rfc822; ", "domain='", "to=<", "for domain ", "name="];

    /// <param name="text">As <see cref="ErrorText.Normalize"/> leaves it.</param>
    public static NamesInText Find(string text) => new(First(text, BeforeHost), First(text, BeforeDomain));

    /// <summary>A name that can stand in a command: parsed, with a dot, and beginning with a letter or digit. Null otherwise.</summary>
    public static string? Usable(string? text) =>
        text is { Length: > 0 and < 300 } && text.IndexOf('.') > 0 && char.IsLetterOrDigit(text[0]) && DomainName.TryParse(text, out DomainName? name, out _) ? name.ToString() : null;

    private static string? First(string text, string[] markers)
    {
        foreach (string marker in markers)
        {
            int at = text.IndexOf(marker, StringComparison.Ordinal);
            for (int tries = 0; at >= 0 && tries < 5; tries++)
            {
                if (Usable(NameAt(text, at + marker.Length)) is { } name)
                {
                    return name;
                }

                at = text.IndexOf(marker, at + 1, StringComparison.Ordinal);
            }
        }

        return null;
    }

    private static string NameAt(string text, int start)
    {
        int end = start;
        while (end < text.Length && end - start < 300 && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-' or '_' or '@' or '+'))
        {
            end++;
        }

        string word = text.Substring(start, end - start).TrimEnd('.');
        return word.Substring(word.LastIndexOf('@') + 1);
    }
}
