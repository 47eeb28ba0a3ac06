using System;
using System.Collections.Generic;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Dns;
using SmtpTls.Lab.Dns.Signing;
using SmtpTls.Lab.Servers;
using SmtpTls.Lab.Web;

namespace SmtpTls.Lab.Catalog;

/// <summary>One server of a case, and what a probe of its address should come to.</summary>
/// <param name="Outcome">As <c>StartTlsResult.Outcome</c> names it.</param>
/// <param name="Script">What it does with each connection; null for an address where nothing listens.</param>
internal sealed record LabServer(string Outcome, IReadOnlyList<Step>? Script)
{
    /// <summary>Its label in the domain (<c>mx</c>); servers of one label are addresses of one host. Empty is the domain itself.</summary>
    public string Label { get; init; } = "mx";

    public CertificateRecipe? Certificate { get; init; }

    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Stands on ::1, where that exists.</summary>
    public bool IPv6 { get; init; }
}

/// <summary>What a domain publishes for MTA-STS (RFC 8461), and what should come of it.</summary>
/// <param name="State">As <c>MtaStsResult.State</c> names it.</param>
/// <param name="Verdict">As <c>MtaStsResult.Verdict</c> names it.</param>
internal sealed record LabMtaSts(string State, string Verdict)
{
    public const string GoodRecord = "v=STSv1; id=20261101T000000;";

    /// <summary>The texts at <c>_mta-sts</c>.</summary>
    public IReadOnlyList<string> Records { get; init; } = [GoodRecord];

    /// <summary>What stands at <c>mta-sts</c>; null where that name does not exist.</summary>
    public PolicyScript? Host { get; init; }
}

/// <summary>
/// One mail domain of the range: its servers, the records that lead to them, and what should come of it. Without <see cref="Records"/> the
/// domain has an MX for each host label of its servers, in their order, with preference 10, 20 and so on.
/// </summary>
/// <param name="Name">The label below <c>lab.test</c>.</param>
/// <param name="About">One clause for people.</param>
internal sealed record LabCase(string Name, string About)
{
    public IReadOnlyList<LabServer> Servers { get; init; } = [];

    /// <summary>The case whose mail host is this domain's too, so that a new domain needs no server of its own.</summary>
    public LabCase? MailAt { get; init; }

    /// <summary>Writes the domain's records in place of the usual MX; addresses of hosts are always added.</summary>
    public Action<ZoneWriter>? Records { get; init; }

    /// <summary>Writes records beside the usual ones.</summary>
    public Action<ZoneWriter>? MoreRecords { get; init; }

    /// <summary>Makes the domain a zone of its own; null leaves it in the signed zone <c>lab.test</c>.</summary>
    public ZonePlan? Zone { get; init; }

    /// <summary>What validation makes of its MX records (or of their absence): <c>Secure, Insecure, Bogus, Indeterminate</c>.</summary>
    public string Security { get; init; } = "Secure";

    /// <summary>The outcome where no server can be reached at all.</summary>
    public string? Outcome { get; init; }

    public LabMtaSts MtaSts { get; init; } = new("Absent", "NotPresent") { Records = [] };

    /// <summary>Null where the hosts publish no TLSA records, so that what is expected follows from the rest.</summary>
    public LabDane? Dane { get; init; }

    /// <summary>As <c>TlsRptRecord.State</c> names it.</summary>
    public string TlsRptState { get; init; } = "Absent";

    /// <summary>The texts at <c>_smtp._tls</c>.</summary>
    public IReadOnlyList<string> TlsRpt { get; init; } = [];
}
