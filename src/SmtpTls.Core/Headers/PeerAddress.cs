using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace SmtpTls.Headers;

/// <summary>Finds the peer's address and its looked-up name among the comments after <c>from</c>.</summary>
internal static class PeerAddress
{
    /// <summary>
    /// The first address that the receiver wrote itself: <c>[192.0.2.1]</c>, <c>[IPv6:2001:db8::1]</c>, or a comment that is an address.
    /// What stands after <c>helo=</c> or <c>HELO</c> was the sender's word and does not count.
    /// </summary>
    public static string? Find(IReadOnlyList<string> comments, string? from)
    {
        foreach (string comment in comments)
        {
            string[] words = Words(comment);
            for (int i = 0; i < words.Length; i++)
            {
                if (!IsSaidBySender(words, i) && (Literal(words[i]) ?? (IsAlone(words, i) ? Address(words[i]) : null)) is { } address)
                {
                    return address;
                }
            }
        }

        return from is null ? null : Literal(from) ?? Address(from);
    }

    /// <summary>"mail.example.net" of "(mail.example.net [192.0.2.1])"; null when it was not found or not looked up.</summary>
    public static string? FindName(IReadOnlyList<string> comments)
    {
        foreach (string comment in comments)
        {
            string[] words = Words(comment);
            if (words.Length > 1 && Literal(words[1]) is not null && words[0].IndexOf('.') > 0 && !IsSaidBySender(words, 0))
            {
                string name = words[0].TrimEnd('.');
                return name.Substring(name.LastIndexOf('@') + 1);
            }
        }

        return null;
    }

    /// <summary>True when the text is an address that stays inside a site: RFC 1918, link-local, unique local, loopback.</summary>
    public static bool IsPrivate(string address)
    {
        if (!IPAddress.TryParse(address, out IPAddress? ip))
        {
            return false;
        }

        byte[] octets = ip.GetAddressBytes();
        return IPAddress.IsLoopback(ip) || (ip.AddressFamily == AddressFamily.InterNetwork
            ? octets[0] == 10 || (octets[0] == 172 && (octets[1] & 0xf0) == 16) || (octets[0] == 192 && octets[1] == 168) || (octets[0] == 169 && octets[1] == 254) || (octets[0] == 100 && (octets[1] & 0xc0) == 64)
            : ip.IsIPv6LinkLocal || (octets[0] & 0xfe) == 0xfc);
    }

    /// <summary>Servers inside Exchange Online see each other at addresses of Microsoft's own 2603:1000::/24.</summary>
    public static bool IsExchangeOnline(string address) => address.StartsWith("2603:10", StringComparison.Ordinal);

    public static bool IsLoopback(string address) => IPAddress.TryParse(address, out IPAddress? ip) && IPAddress.IsLoopback(ip);

    private static string[] Words(string comment) => comment.Split([' ', '\t', '\r', '\n', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries);

    private static bool IsSaidBySender(string[] words, int i) =>
        words[i].StartsWith("helo=", StringComparison.OrdinalIgnoreCase) || words[i].StartsWith("ehlo=", StringComparison.OrdinalIgnoreCase)
        || (i > 0 && words[i - 1].ToUpperInvariant() is "HELO" or "EHLO" or "LHLO");

    /// <summary>A bare address counts where nothing else stands, or with an ident answer before it.</summary>
    private static bool IsAlone(string[] words, int i) => words.Length == 1 || (words.Length == 2 && i == 1);

    /// <summary>"[192.0.2.1]", with a port or a sentence sign behind it perhaps.</summary>
    private static string? Literal(string word)
    {
        int open = word.IndexOf('['), close = word.IndexOf(']');
        return open >= 0 && close > open && close - open < 60 && (open == 0 || word[open - 1] != '=') ? Address(word.Substring(open + 1, close - open - 1)) : null;
    }

    private static string? Address(string text)
    {
        string plain = text.Substring(text.LastIndexOf('@') + 1);
        plain = plain.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? plain.Substring(5) : plain;
        int zone = plain.IndexOf('%');
        plain = zone > 0 ? plain.Substring(0, zone) : plain;

        // The platform also reads "1" and "0x7f.1" as addresses.
        bool looksLikeOne = plain.Length <= 45 && (plain.IndexOf(':') >= 0 || (plain.Split('.').Length == 4 && plain.Trim('.').Length == plain.Length && !Array.Exists(plain.ToCharArray(), c => c is not ((>= '0' and <= '9') or '.'))));
        return looksLikeOne && IPAddress.TryParse(plain, out IPAddress? ip) ? (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString() : null;
    }
}
