using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json.Serialization;
using SmtpTls.Dns;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Dane;

/// <summary>Everything that was seen of one host's DANE: what DNS says, and which certificates the host shows.</summary>
internal sealed record DaneSeen
{
    /// <summary>The question whether the host's own name is an alias, asked where its addresses are not secure; null where nobody had to ask.</summary>
    public AnswerSeen? Alias { get; init; }

    /// <summary>The questions for TLSA in the order they were asked; none where the addresses are not secure.</summary>
    public IReadOnlyList<TlsaSeen> Lookups { get; init; } = [];

    /// <summary>One for each address and kind of key that was asked for; none where no record can be used.</summary>
    public IReadOnlyList<ShownCertificates> Shown { get; init; } = [];

    /// <summary>
    /// The answer that decides (RFC 7672 §2.2.3): the first with genuine records or that failed, else the first with records, else the last. Null where
    /// nobody asked.
    /// </summary>
    [JsonIgnore]
    public TlsaSeen? Deciding => Lookups.FirstOrDefault(seen => seen.Counts || !seen.IsDecisive) ?? Lookups.FirstOrDefault(seen => seen.Status == DnsStatus.Found)
        ?? (Lookups.Count > 0 ? Lookups[Lookups.Count - 1] : null);
}

/// <summary>The certificates that one address showed when it was asked in one way.</summary>
internal sealed record ShownCertificates
{
    public required IPAddress Address { get; init; }

    /// <summary><c>RSA</c> or <c>ECDSA</c> where only that kind was offered; null where the server had its choice.</summary>
    public string? AskedFor { get; init; }

    /// <summary>
    /// Found with certificates; Absent when the server has none of the kind; Invalid when it would not set up TLS at all; Unknown when nobody could say.
    /// </summary>
    public required OutcomeState State { get; init; }

    /// <summary>How the dialogue ended where the server had its choice.</summary>
    public ProbeOutcome? Outcome { get; init; }

    public Fault? Fault { get; init; }

    /// <summary>As sent, DER, leaf first.</summary>
    public IReadOnlyList<byte[]> Chain { get; init; } = [];

    /// <summary>One for each record of the deciding answer, in its order.</summary>
    public IReadOnlyList<TlsaFit> Fits { get; init; } = [];

    [JsonIgnore]
    public CertificateFacts? Leaf => field ??= Chain.Count > 0 ? CertificateReader.Read(Chain[0]) : null;
}
