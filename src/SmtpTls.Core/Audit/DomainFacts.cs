using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.MtaSts;
using SmtpTls.Smtp;
using SmtpTls.Tls;
using SmtpTls.TlsRpt;

namespace SmtpTls.Audit;

/// <summary>
/// Everything that was seen of one subject, and nothing that was concluded: immutable, complete when made, and enough to judge again
/// without the network.
/// </summary>
internal sealed record DomainFacts
{
    /// <summary>The domain; null when a host was named directly.</summary>
    public DomainName? Domain { get; init; }

    /// <summary>The only "now" a check knows.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    public double DurationMs { get; init; }

    public required MailRouteState MxState { get; init; }

    /// <summary>Why, when <see cref="MxState"/> is NotFound or Unknown.</summary>
    public Fault? MxFault { get; init; }

    /// <summary>What DNSSEC says of the MX answer; null where nobody asked.</summary>
    public AnswerSeen? MxAnswer { get; init; }

    /// <summary>Where the domain's own alias ends; null when it is none.</summary>
    public string? MxAliasOf { get; init; }

    /// <summary>What was odd about the MX set though mail can use it.</summary>
    public IReadOnlyList<MailRouteRemark> MxRemarks { get; init; } = [];

    public IReadOnlyList<HostFacts> Hosts { get; init; } = [];

    /// <summary>Null where nobody asked.</summary>
    public StsFacts? MtaSts { get; init; }

    /// <summary>Null where nobody asked.</summary>
    public ReportRecordSeen? TlsRpt { get; init; }

    /// <summary>DANE was asked, whether or not there was a host to ask it of.</summary>
    public bool DaneAsked { get; init; }

    public int Port { get; init; } = 25;

    /// <summary>False when the user switched revocation off: then it is no problem that nobody asked.</summary>
    public bool RevocationAsked { get; init; }

    /// <summary>The domain, or the host that was named directly: the subject of findings about the whole.</summary>
    public string Subject => Domain?.ToString() ?? (Hosts.Count > 0 ? Hosts[0].Host : "");
}

/// <summary>One mail host, and what each of its addresses did.</summary>
internal sealed record HostFacts
{
    public required string Host { get; init; }

    public int? Preference { get; init; }

    /// <summary>Whether addresses were found, and if not, whether there are none or nobody could say.</summary>
    public required OutcomeState AddressState { get; init; }

    public Fault? AddressFault { get; init; }

    /// <summary>What DNSSEC says of the answers for A and AAAA.</summary>
    public IReadOnlyList<AnswerSeen> AddressAnswers { get; init; } = [];

    /// <summary>DANE; null where nobody asked.</summary>
    public DaneSeen? Dane { get; init; }

    /// <summary>One per address, in the order a sender tries them.</summary>
    public IReadOnlyList<AddressFacts> Addresses { get; init; } = [];
}

/// <summary>One address of one host.</summary>
internal sealed record AddressFacts
{
    public AddressFacts(SmtpProbe probe, ChainFacts? chain)
    {
        if (probe?.Target is not { Host: not null, Address: not null })
        {
            throw new ArgumentException("A probe names the host and the address that it was of.", nameof(probe));
        }

        Probe = probe;
        Chain = chain;
        Certificates = probe.Tls is { } tls ? [.. tls.Chain.Select(CertificateReader.Read)] : [];
        if (chain is { Path: { } path } && path.Any(place => place < 0 || place >= Certificates.Count))
        {
            throw new ArgumentException("A path leads only over certificates that were sent.", nameof(chain));
        }
    }

    private AddressFacts(SmtpProbe probe, AssessedChain shared)
    {
        Probe = probe;
        Chain = shared.Facts;
        Certificates = shared.Certificates;
    }

    public SmtpProbe Probe { get; }

    /// <summary>What the chain came to; null when the server sent none.</summary>
    public ChainFacts? Chain { get; }

    /// <summary>The chain read, leaf first: derived from the octets in <see cref="Probe"/>, so not stored.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<CertificateFacts> Certificates { get; }

    /// <summary>Thousands of hosts can stand behind one chain: they keep one copy of it.</summary>
    public static AddressFacts WithChain(SmtpProbe probe, AssessedChain shared) =>
        new(probe with { Tls = probe.Tls! with { Chain = shared.Sent } }, shared);

    [System.Text.Json.Serialization.JsonIgnore]
    public CertificateFacts? Leaf => Certificates.Count > 0 ? Certificates[0] : null;
}
