using System;
using System.Collections.Generic;

namespace SmtpTls.Headers;

/// <summary>Which servers can be taken at their word when they write a plain keyword: with TLS they would have written another (RFC 3848).</summary>
internal static class StampSoftware
{
    private static readonly string[] Known =
    [
        "Postfix", "Exim", "OpenSMTPD", "Haraka", "Kerio Connect", "Kerio MailServer", "MDaemon", "Stalwart", "Sendmail", "PPS", "CommuniGate Pro", "Cyrus", "Dovecot", "Zimbra", "hMailServer", "Maddy",
    ];

    /// <param name="comments">All comments of the stamp.</param>
    /// <param name="by">The host that wrote it.</param>
    public static bool FollowsKeywords(IReadOnlyList<string> comments, string? by)
    {
        foreach (string comment in comments)
        {
            if (Array.Exists(Known, name => StartsWithWord(comment, name)) || IsSendmailVersion(comment))
            {
                return true;
            }
        }

        return by is not null && (by.Equals("mx.google.com", StringComparison.OrdinalIgnoreCase) || by.EndsWith(".mimecast.com", StringComparison.OrdinalIgnoreCase));
    }

    private static bool StartsWithWord(string comment, string name)
    {
        string text = comment.TrimStart();
        return text.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (text.Length == name.Length || !char.IsLetterOrDigit(text[name.Length]));
    }

    /// <summary>"8.17.1/8.17.1", perhaps with "/Submit" behind it.</summary>
    private static bool IsSendmailVersion(string comment)
    {
        string text = comment.Trim();
        int slash = text.IndexOf('/');
        return slash is > 2 and < 20 && text[0] == '8' && text[1] == '.' && text.Length > slash + 2 && text[slash + 1] == '8' && text[slash + 2] == '.';
    }
}
