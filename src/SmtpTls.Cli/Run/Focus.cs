using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Audit;

namespace SmtpTls.Cli.Run;

/// <summary>What a verb is about: what it asks, and which part of an audit its results, verdicts and findings are.</summary>
internal sealed record Focus
{
    /// <summary>Every address of every mail host.</summary>
    public static readonly Focus StartTls = new()
    {
        Name = "STARTTLS",
        Asked = Mechanisms.StartTls,
        Results = static audit => audit.StartTls.Hosts,
        Verdicts = static audit => audit.StartTls.Hosts.Select(static host => host.Verdict),
        Findings = static audit => audit.Findings,
    };

    /// <summary>What a sender that honours MTA-STS would do; the mail hosts are probed for it, and what it reports depends on the reporting record.</summary>
    public static readonly Focus MtaSts = new()
    {
        Name = "MTA-STS",
        Asked = Mechanisms.StartTls | Mechanisms.MtaSts | Mechanisms.TlsRpt,
        Results = static audit => audit.MtaSts is { } result ? [result] : [],
        Verdicts = static audit => audit.MtaSts is { } result ? [result.Verdict] : [],
        Findings = static audit => audit.MtaSts?.Findings ?? [],
    };

    /// <summary>Where reports go.</summary>
    public static readonly Focus TlsRpt = new()
    {
        Name = "TLS-RPT",
        Asked = Mechanisms.TlsRpt,
        Results = static audit => audit.TlsRpt is { } result ? [result] : [],
        Verdicts = static audit => audit.TlsRpt is { } result ? [result.Verdict] : [],
        Findings = static audit => audit.TlsRpt?.Findings ?? [],
    };

    /// <summary>What a sender that honours DANE would do with each mail host; the hosts are probed for their certificates.</summary>
    public static readonly Focus Dane = new()
    {
        Name = "DANE",
        Asked = Mechanisms.StartTls | Mechanisms.Dane,
        Results = static audit => DaneAssembly.ResultsOf(audit),
        Verdicts = static audit => audit.Dane is { } result ? [result.Verdict] : [],
        Findings = static audit => audit.Dane?.Hosts.SelectMany(static host => host.Findings) ?? [],
    };

    /// <summary>Everything.</summary>
    public static readonly Focus Whole = new()
    {
        Name = "mail transport",
        Asked = Mechanisms.All,
        Results = static audit => [audit],
        Verdicts = static audit => [.. audit.StartTls.Hosts.Select(static host => host.Verdict), audit.Certificate.Verdict,
            .. MtaSts.Verdicts(audit), .. Dane.Verdicts(audit), .. TlsRpt.Verdicts(audit)],
        Findings = static audit => audit.Findings,
    };

    public required string Name { get; init; }

    public required Mechanisms Asked { get; init; }

    /// <summary>The objects that <c>--json</c> prints; none where the facts were gathered for something else.</summary>
    public required Func<DomainAudit, IEnumerable<object>> Results { get; init; }

    /// <summary>Those that decide about exit code 3.</summary>
    public required Func<DomainAudit, IEnumerable<string>> Verdicts { get; init; }

    /// <summary>Those that <c>--fail-on</c> looks at.</summary>
    public required Func<DomainAudit, IEnumerable<Finding>> Findings { get; init; }
}
