using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Headers;

/// <summary>The protocol after <c>with</c>, and what it says (RFC 3848; IANA "Mail Transmission Types").</summary>
internal static class ProtocolKeyword
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "SMTP", "ESMTP", "ESMTPA", "ESMTPS", "ESMTPSA", "LMTP", "LMTPA", "LMTPS", "LMTPSA", "MMS", "UTF8SMTP", "UTF8SMTPA", "UTF8SMTPS", "UTF8SMTPSA",
        "UTF8LMTP", "UTF8LMTPA", "UTF8LMTPS", "UTF8LMTPSA",

        // Not registered, but written by many.
        "SMTPS", "SMTPA", "SMTPSA", "HTTP", "HTTPS", "LOCAL", "MAPI",
    };

    /// <summary>The words after <c>with</c> to one keyword; what they say of TLS goes into <paramref name="tls"/>.</summary>
    public static string? Find(IReadOnlyList<string> with, TlsRemark tls)
    {
        if (with.Count == 0)
        {
            return null;
        }

        // Cisco: "ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384".
        string[] parts = with[0].Split('/');
        if (parts.Length > 1 && Types.Contains(parts[0].ToUpperInvariant()))
        {
            ReadParts(parts, tls);
        }

        if (with.Skip(1).Any(word => word.Equals("STARTTLS", StringComparison.OrdinalIgnoreCase)))
        {
            tls.SayEncrypted();
        }

        // Symantec: "with ECDHE-RSA-AES256-GCM-SHA384 encrypted SMTP".
        int encrypted = with.ToList().FindIndex(word => word.Equals("encrypted", StringComparison.OrdinalIgnoreCase));
        if (encrypted > 0 && CipherNames.ToIana(with[encrypted - 1]) is not null)
        {
            tls.ReadCipher(with[encrypted - 1]);
        }

        string first = parts[0].ToUpperInvariant(), last = with[with.Count - 1].ToUpperInvariant();
        return Types.Contains(first) ? first : Types.Contains(last) ? last : string.Join(" ", with.Take(6)).ToUpperInvariant();
    }

    /// <summary>Whether the keyword alone says that TLS was used.</summary>
    /// <param name="keyword">As <see cref="Find"/> gives it.</param>
    /// <param name="follows">Whether the software is known to write another keyword with TLS.</param>
    public static Answer SaysEncrypted(string? keyword, bool follows) => keyword switch
    {
        null => Answer.Unknown,
        "ESMTPS" or "ESMTPSA" or "LMTPS" or "LMTPSA" or "UTF8SMTPS" or "UTF8SMTPSA" or "UTF8LMTPS" or "UTF8LMTPSA" or "SMTPS" or "SMTPSA" or "HTTPS" => Answer.Yes,

        // Exchange and the Windows SMTP service always write their TLS comment or words when there was TLS.
        _ when keyword.StartsWith("MICROSOFT SMTP", StringComparison.Ordinal) => Answer.No,
        "SMTP" or "SMTPA" or "ESMTP" or "ESMTPA" or "LMTP" or "LMTPA" or "UTF8SMTP" or "UTF8SMTPA" or "UTF8LMTP" or "UTF8LMTPA" when follows => Answer.No,
        _ => Answer.Unknown,
    };

    /// <summary>RFC 3848: an A for a login. The keywords without one say so only where extended SMTP or LMTP was spoken, or by software that keeps to them.</summary>
    public static Answer SaysLogin(string? keyword, bool inWords, bool follows)
    {
        if (inWords || (keyword is not null && Types.Contains(keyword) && keyword is not "MMS" && keyword.EndsWith("A", StringComparison.Ordinal)))
        {
            return Answer.Yes;
        }

        bool extended = keyword is not null && (keyword.StartsWith("ESMTP", StringComparison.Ordinal) || keyword.StartsWith("LMTP", StringComparison.Ordinal) || keyword.StartsWith("UTF8", StringComparison.Ordinal));
        return extended || (follows && keyword is "SMTP" or "SMTPS") ? Answer.No : Answer.Unknown;
    }

    private static void ReadParts(string[] parts, TlsRemark tls)
    {
        foreach (string part in parts.Skip(1))
        {
            if (TlsVersionName.Normalize(part) is not null)
            {
                tls.ReadVersion(part);
            }
            else if (part.Equals("TLS", StringComparison.OrdinalIgnoreCase))
            {
                tls.SayEncrypted();
            }
            else if (part.Length > 3)
            {
                tls.ReadCipher(part);
            }
        }
    }
}
