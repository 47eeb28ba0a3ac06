using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Http;

/// <summary>One request for one small document. No redirect is followed, no cookie or credential sent.</summary>
internal sealed record WebQuery
{
    public required Uri Url { get; init; }

    /// <summary>A body makes it a POST.</summary>
    public byte[]? Body { get; init; }

    public string? BodyType { get; init; }

    /// <summary>Reading stops with <see cref="WebState.TooLarge"/> past this.</summary>
    public int MostBytes { get; init; } = 65536;

    /// <summary>From the first look-up to the last octet.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);
}

internal enum WebState
{
    /// <summary>A whole HTTP response came, whatever its status.</summary>
    Answered,
    NameNotFound,
    NameUnknown,

    /// <summary>The host's address is private, loopback or otherwise not for the public, and that was not allowed.</summary>
    AddressRefused,
    ConnectFailed,
    CertificateInvalid,
    TlsFailed,
    Timeout,
    TooLarge,
    ProtocolError,
}

/// <summary>What came of a <see cref="WebQuery"/>.</summary>
internal sealed record WebAnswer
{
    public required WebState State { get; init; }

    public int? Status { get; init; }

    public string? ContentType { get; init; }

    /// <summary>How the body is packed; null where it is not.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Where a redirect points, as sent; nobody goes there.</summary>
    public string? Location { get; init; }

    public byte[] Body { get; init; } = [];

    /// <summary>The address that was asked.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The web server's certificates as sent, leaf first, when the query was HTTPS.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary>Why, unless <see cref="State"/> is Answered.</summary>
    public Fault? Fault { get; init; }
}

/// <summary>Fetches policies, CRLs and OCSP answers.</summary>
internal interface IWebSource
{
    /// <summary>Never throws for what the other side does; throws <see cref="OperationCanceledException"/> when the caller stops.</summary>
    Task<WebAnswer> FetchAsync(WebQuery query, CancellationToken stop);
}
