using System;
using System.Globalization;

namespace SmtpTls.Headers;

/// <summary>
/// What the comments and clauses of one stamp say about TLS and login. Only forms that servers are known to write count, so that a host named
/// <c>tls.example</c> or an envelope address is no evidence. The first statement of each kind wins.
/// </summary>
internal sealed class TlsRemark
{
    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ',', '(', ')', ';'];

    /// <summary>What "N bits" belongs to.</summary>
    private string _subject = "cipher";

    public string? Version { get; private set; }

    public string? Cipher { get; private set; }

    public int? Bits { get; private set; }

    public string? KeyExchange { get; private set; }

    public string? Signature { get; private set; }

    /// <summary>Said in words, without a version or a cipher.</summary>
    public bool SaidInWords { get; private set; }

    /// <summary>Said in words that there was none.</summary>
    public bool DeniedInWords { get; private set; }

    public bool LoggedIn { get; private set; }

    public void SayEncrypted() => SaidInWords = true;

    /// <param name="comment">Without its outer parentheses.</param>
    public void ReadComment(string comment)
    {
        string trimmed = comment.Trim();
        if (trimmed.StartsWith("envelope-", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        SaidInWords |= trimmed is "TLS" or "tls" or "SSL";
        DeniedInWords |= trimmed.Equals("not encrypted", StringComparison.OrdinalIgnoreCase) || trimmed.Equals("unencrypted", StringComparison.OrdinalIgnoreCase);
        LoggedIn |= trimmed.StartsWith("Authenticated", StringComparison.OrdinalIgnoreCase) || trimmed.StartsWith("AUTH: ", StringComparison.OrdinalIgnoreCase);
        string[] words = trimmed.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 1)
        {
            Version ??= TlsVersionName.Normalize(words[0]);
        }

        // Mimecast: "(Using TLS)".
        SaidInWords |= words.Length == 2 && words[0].Equals("using", StringComparison.OrdinalIgnoreCase) && words[1].Equals("TLS", StringComparison.OrdinalIgnoreCase);
        for (int i = 0; i < words.Length && !IsGreeting(words[i]); i++)
        {
            ReadWord(words[i], i > 0 ? words[i - 1] : "", i + 1 < words.Length ? words[i + 1] : "");
        }
    }

    /// <summary>The value of a <c>tls</c> clause (RFC 8314 §4.3), or a part of <c>ESMTP/TLS/cipher</c>.</summary>
    public void ReadCipher(string text)
    {
        string name = text.Trim('"', '\'', ',', '.');
        if (Cipher is null && name.Length > 0 && !IsNothing(name))
        {
            Cipher = name;
        }
    }

    public void ReadVersion(string text) => Version ??= TlsVersionName.Normalize(text);

    private void ReadWord(string word, string before, string after)
    {
        int equals = word.IndexOf('=');
        if (word.IndexOf('@') >= 0)
        {
            // What an ident server said, or an address: the sender's word.
            return;
        }

        if (equals > 0)
        {
            ReadPair(word.Substring(0, equals), word.Substring(equals + 1));
        }
        else if (word.IndexOf(':') > 0)
        {
            ReadTriple(word, after);
        }
        else
        {
            ReadPhrase(word, before, after);
        }
    }

    private void ReadPair(string name, string value)
    {
        switch (name.ToLowerInvariant())
        {
            case "version" or "tls_version" or "tls":
                ReadVersion(value);
                break;
            case "cipher" or "tls_cipher":
                ReadCipher(value);
                break;
            case "bits":
                ReadBits(value);
                break;
        }
    }

    /// <summary>"TLS1.2:ECDHE-RSA-AES256-GCM-SHA384:256" of Exim and OpenSMTPD; "TLS:" before "TLSv1/SSLv3 256bits AES256-SHA" of Courier.</summary>
    private void ReadTriple(string word, string after)
    {
        string[] parts = word.Split(':');
        if (TlsVersionName.Normalize(parts[0]) is { } version)
        {
            Version ??= version;
            ReadCipher(parts[1]);
            if (parts.Length > 2)
            {
                ReadBits(parts[2]);
            }
        }
        else if (word is "TLS:" && TlsVersionName.Normalize(after) is { } courier)
        {
            Version ??= courier;
            _subject = "courier";
        }
    }

    private void ReadPhrase(string word, string before, string after)
    {
        switch (word.ToLowerInvariant())
        {
            case "using":
                ReadVersion(after);
                break;
            case "cipher":
                _subject = "cipher";
                ReadCipher(after);
                break;
            case "key-exchange":
                _subject = "key";
                KeyExchange ??= after;
                break;
            case "server-signature":
                _subject = "key";
                Signature ??= after;
                break;
            case "client-signature" or "server-digest" or "client-digest":
                _subject = "key";
                break;
            case "bits" when _subject != "key":
                ReadBits(before);
                break;
            case "encrypted" when CipherNames.ToIana(before) is not null:
                ReadCipher(before);
                break;
            case { } bits when _subject == "courier" && bits.EndsWith("bits", StringComparison.Ordinal):
                ReadBits(bits.Substring(0, bits.Length - 4));
                ReadCipher(after);
                break;
        }
    }

    /// <summary>"256/256" is bits used and bits of the algorithm: the first counts.</summary>
    private void ReadBits(string text)
    {
        int slash = text.IndexOf('/');
        if (Bits is null && int.TryParse(slash > 0 ? text.Substring(0, slash) : text, NumberStyles.None, CultureInfo.InvariantCulture, out int bits) && bits is > 0 and <= 1024)
        {
            Bits = bits;
        }
    }

    /// <summary>What follows it is what the sender called himself: qmail writes "(HELO name)", and the name may be anything, "version=TLS1.3" too.</summary>
    private static bool IsGreeting(string word) => word.ToUpperInvariant() is "HELO" or "EHLO" or "LHLO";

    private static bool IsNothing(string name) => name.ToUpperInvariant() is "NONE" or "NO" or "UNKNOWN" or "NULL" or "N/A" or "-";
}
