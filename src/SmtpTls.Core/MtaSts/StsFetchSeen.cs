using System;
using System.Collections.Generic;
using System.Net;
using System.Text.Json.Serialization;
using SmtpTls.Http;
using SmtpTls.Tls;

namespace SmtpTls.MtaSts;

/// <summary>How a policy fetch ended. The names are those of the product contract.</summary>
internal enum StsFetchState
{
    Valid,

    /// <summary>A file came that is no policy.</summary>
    InvalidPolicy,

    /// <summary>The web host answered, or refused, and gave no policy: a status other than 200, no such name, nothing listens.</summary>
    FetchFailed,

    /// <summary>The web host's certificate is not good for its name: no sender takes the policy.</summary>
    WebCertificateInvalid,

    /// <summary>Nobody could say: a timeout, a failing DNS server, no way there, an address that may not be asked from here.</summary>
    Indeterminate,
}

/// <summary>All that was seen of one policy fetch; what it means is derived from that, and is the same when stored facts are read again.</summary>
internal sealed record StsFetchSeen
{
    private StsFetchReading? _reading;

    public required string Url { get; init; }

    /// <summary>The host whose name the certificate had to have.</summary>
    public required string Host { get; init; }

    public required DateTimeOffset At { get; init; }

    public required WebState State { get; init => Set(ref field, value); }

    public int? HttpStatus { get; init => Set(ref field, value); }

    public string? ContentType { get; init => Set(ref field, value); }

    /// <summary>How the file was packed though nobody asked for it; null where it was not.</summary>
    public string? ContentEncoding { get; init => Set(ref field, value); }

    /// <summary>Where a redirect points; it is not followed (RFC 8461 §3.3).</summary>
    public string? Location { get; init => Set(ref field, value); }

    /// <summary>As received, when the status was 200.</summary>
    public byte[]? Body { get; init => Set(ref field, value); }

    /// <summary>The address that was asked; null where a proxy chose it.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The web server's certificates as sent, leaf first.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary>What the chain came to; null when none was sent.</summary>
    public ChainFacts? ChainFacts { get; init; }

    /// <summary>Why no whole answer came; null when one did.</summary>
    public Fault? Fault { get; init => Set(ref field, value); }

    public double DurationMs { get; init; }

    [JsonIgnore]
    public StsFetchReading Reading => _reading ??= StsFetchReading.Of(this);

    [JsonIgnore]
    public StsPolicy? Policy => Reading.Policy.Value;

    /// <summary>The web server's own certificate, read; null when none was sent.</summary>
    [JsonIgnore]
    public CertificateFacts? Leaf => Chain.Count > 0 ? CertificateReader.Read(Chain[0]) : null;

    /// <summary>The end of the web certificate's validity, UTC.</summary>
    [JsonIgnore]
    public DateTime? CertificateNotAfter => Leaf?.Info.NotAfter;

    /// <summary>What a verifying sender objects to in the web certificate; none where no chain was seen.</summary>
    [JsonIgnore]
    public IReadOnlyList<WebCertificateProblem> CertificateProblems =>
        ChainFacts is { } facts ? WebCertificateJudge.Find(Host, Chain, facts, At) : [];

    // A copy with another answer must not keep the old one's meaning.
    private void Set<T>(ref T field, T value)
    {
        field = value;
        _reading = null;
    }
}
