using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace SmtpTls;

/// <summary>Everything that was asked about one domain's mail transport, judged.</summary>
public sealed record DomainAudit
{
    /// <summary>The domain, as A-labels.</summary>
    public string Domain { get; init; } = "";

    /// <summary><c>Found, Implicit, Null, NotFound</c> or <c>Unknown</c> (RFC 5321 §5.1, RFC 7505).</summary>
    public string MxState { get; init; } = "";

    /// <summary>When the facts were complete, UTC.</summary>
    public DateTime AssessedAt { get; init; }

    /// <summary>How long gathering took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>The mail hosts in the order a sender tries them.</summary>
    public IReadOnlyList<MxHostInfo> Mx { get; init => field = ValueList.Of(value); } = ValueList<MxHostInfo>.Nothing;

    /// <summary>STARTTLS on every address of every host.</summary>
    public StartTlsSummary StartTls { get; init; } = new();

    /// <summary>The certificates, for a sender that verifies them.</summary>
    public CertificateSummary Certificate { get; init; } = new();

    /// <summary>MTA-STS; null where it was not asked.</summary>
    public MtaStsResult? MtaSts { get; init; }

    /// <summary>DANE; null where it was not asked.</summary>
    public DaneSummary? Dane { get; init; }

    /// <summary>TLS-RPT; null where it was not asked.</summary>
    public TlsRptRecord? TlsRpt { get; init; }

    /// <summary><c>None, Opportunistic, Authenticatable, Enforced</c>; null for a null MX or where nothing could be assessed.</summary>
    public string? Assurance { get; init; }

    /// <summary><c>A</c> to <c>F</c>; null with <see cref="Assurance"/> null.</summary>
    public string? Grade { get; init; }

    /// <summary>
    /// Why this grade: first the next step, with what is missing for it, then those beyond it, then those that are reached, the best first. Empty with
    /// <see cref="Assurance"/> null.
    /// </summary>
    public IReadOnlyList<GradeStep> Steps { get; init => field = ValueList.Of(value); } = ValueList<GradeStep>.Nothing;

    /// <summary>Whether each DNS answer that was used is genuine.</summary>
    public IReadOnlyList<DnsAnswerSecurity> DnsSecurity { get; init => field = ValueList.Of(value); } = ValueList<DnsAnswerSecurity>.Nothing;

    /// <summary>What is wrong or worth knowing, sorted by subject, then id.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = ValueList.Of(value); } = ValueList<Finding>.Nothing;

    /// <summary>One line of JSON as <c>smtptls audit --jsonl</c> prints it: what <c>Compare-SmtpTlsAudit</c> and <c>smtptls compare</c> read.</summary>
    public string ToJson() => ResultText.ToJson(this, typeof(DomainAudit));
}

/// <summary>One mail host of a domain.</summary>
/// <param name="Host">As A-labels.</param>
/// <param name="Preference">Null for an implicit MX.</param>
/// <param name="Addresses">In the order they are tried.</param>
/// <param name="Security">The worst DNSSEC state of the MX answer and those for the host's addresses; null when DNSSEC is off.</param>
public sealed record MxHostInfo(string Host, int? Preference, IReadOnlyList<string> Addresses, [property: JsonPropertyOrder(1)] string? Security)
{
    /// <summary>In the order they are tried.</summary>
    public IReadOnlyList<string> Addresses { get; init => field = ValueList.Of(value); } = ValueList.Of(Addresses);

    /// <inheritdoc/>
    public override string ToString() => Host;
}

/// <summary>STARTTLS over all hosts: the worst verdict, and each address's result.</summary>
public sealed record StartTlsSummary
{
    /// <summary>The worst of the hosts'.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>One entry per address, in the order of the MX.</summary>
    public IReadOnlyList<StartTlsResult> Hosts { get; init => field = ValueList.Of(value); } = ValueList<StartTlsResult>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => Verdict;
}

/// <summary>Certificates over all hosts.</summary>
public sealed record CertificateSummary
{
    /// <summary>The worst of the hosts'.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>Every problem that some host has, once.</summary>
    public IReadOnlyList<string> Problems { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => Verdict;
}
