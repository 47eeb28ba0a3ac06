using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Tls;

/// <param name="ServerName">Sent as SNI (RFC 6066 §3); an address literal sends none.</param>
internal sealed record TlsRequest(string ServerName);

/// <summary>Turns a plain stream into a TLS one. It looks and does not judge: any certificate is taken.</summary>
internal interface ITlsUpgrader
{
    /// <summary>
    /// Handshakes over <paramref name="plain"/>, which stays the caller's to dispose. A handshake that fails is a session without a stream,
    /// not an exception; only the caller's own cancellation is thrown.
    /// </summary>
    Task<TlsSession> UpgradeAsync(Stream plain, TlsRequest request, CancellationToken stop);
}

/// <param name="Handshake">What was seen, also when it failed.</param>
/// <param name="Stream">The encrypted stream; null when the handshake failed.</param>
internal sealed record TlsSession(TlsHandshake Handshake, Stream? Stream);

/// <summary>What a handshake showed. Values come from our own reading of the clear part of the handshake, so they are the same on every platform.</summary>
internal sealed record TlsHandshake
{
    public bool Succeeded { get; init; }

    /// <summary><c>TLSv1.3, TLSv1.2, TLSv1.1, TLSv1.0, SSLv3</c>: what the ServerHello chose; null when none came.</summary>
    public string? Version { get; init; }

    /// <summary>The IANA name of the suite (<c>TLS_AES_256_GCM_SHA384</c>), or <c>0x1234</c> when we do not know it.</summary>
    public string? Suite { get; init; }

    /// <summary>The IANA name of the named group (<c>x25519</c>, <c>X25519MLKEM768</c>); null for plain RSA key transport or when it was not seen.</summary>
    public string? Group { get; init; }

    /// <summary>The certificates exactly as sent, DER, leaf first.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary>An OCSP response the server stapled (RFC 6066 §8), DER; null when there was none or it could not be seen.</summary>
    public byte[]? StapledOcsp { get; init; }

    /// <summary>Why it failed; null when it did not.</summary>
    public TlsFailure? Failure { get; init; }
}

internal enum TlsFailureCause
{
    /// <summary>The server sent a fatal alert.</summary>
    Alert,

    /// <summary>The server speaks only versions older than this machine's TLS library accepts.</summary>
    OldVersionOnly,

    /// <summary>The server closed the connection without an alert.</summary>
    Closed,

    /// <summary>The server or something on the path reset the connection.</summary>
    Reset,

    /// <summary>What came was not TLS: plain text, for example.</summary>
    NotTls,

    /// <summary>No answer within the limit.</summary>
    Timeout,

    /// <summary>The server's handshake messages break the standard, or are larger than the limits.</summary>
    BadMessage,

    /// <summary>This machine's TLS library gave up for a reason of its own.</summary>
    Local,
}

/// <param name="Cause">What stood in the way.</param>
/// <param name="AlertCode">The alert's number (RFC 8446 §6) when <paramref name="Cause"/> is Alert.</param>
/// <param name="AlertName">Its name, <c>handshake_failure</c>.</param>
/// <param name="Message">One plain sentence with what was observed.</param>
internal sealed record TlsFailure(TlsFailureCause Cause, int? AlertCode, string? AlertName, string Message);
