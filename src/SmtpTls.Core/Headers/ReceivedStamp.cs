using System;

namespace SmtpTls.Headers;

/// <summary>Whether something is so. A stamp that says nothing is not a stamp that says no.</summary>
internal enum Answer
{
    Unknown,
    Yes,
    No,
}

/// <summary>What one Received field says (RFC 5321 §4.4). Every part is as the receiving server wrote it, which may be a lie or copied from one.</summary>
internal sealed record ReceivedStamp
{
    /// <summary>The name after <c>from</c>, most often the HELO name: nobody has checked it.</summary>
    public string? From { get; init; }

    /// <summary>The name that the receiver found for the peer's address, where the stamp shows one beside the HELO name.</summary>
    public string? FromVerified { get; init; }

    /// <summary>The peer's address, which the receiver saw itself.</summary>
    public string? FromIp { get; init; }

    /// <summary>The host that wrote the stamp.</summary>
    public string? By { get; init; }

    /// <summary>The protocol in upper case: a registered transmission type where it is one.</summary>
    public string? Keyword { get; init; }

    /// <summary><c>SSLv3, TLSv1, TLSv1.1, TLSv1.2, TLSv1.3</c>.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>The cipher suite as written.</summary>
    public string? CipherOriginal { get; init; }

    /// <summary>Its name in the registry of IANA.</summary>
    public string? CipherSuite { get; init; }

    /// <summary>Key bits of the cipher, when stated.</summary>
    public int? Bits { get; init; }

    /// <summary>The key exchange, when stated (Postfix 3.4 and later).</summary>
    public string? KeyExchange { get; init; }

    /// <summary>What the server's certificate signed with, when stated.</summary>
    public string? Signature { get; init; }

    /// <summary>For whom the server took the message, as written: one address, or null (RFC 5321 §4.4).</summary>
    public string? For { get; init; }

    /// <summary>Whether the server verified the sender's certificate.</summary>
    public Answer ClientVerified { get; init; }

    /// <summary>Whether the sender logged in (RFC 3848).</summary>
    public Answer Authenticated { get; init; }

    public Answer Encrypted { get; init; }

    /// <summary>True when the stamp says that no other machine was involved: picked up from a local program, or handed on over the loopback interface.</summary>
    public bool Local { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }
}
