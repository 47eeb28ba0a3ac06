using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>Everything that is needed to publish one domain's MTA-STS policy (RFC 8461), and the way there and back.</summary>
public sealed record MtaStsPolicyPlan
{
    /// <summary>The mail domain, as A-labels.</summary>
    public string Domain { get; init; } = "";

    /// <summary><c>none, testing</c> or <c>enforce</c>.</summary>
    public string Mode { get; init; } = "";

    /// <summary>The patterns of the policy's <c>mx</c> lines.</summary>
    public IReadOnlyList<string> Mx { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>How long senders keep the policy, in seconds.</summary>
    public long MaxAgeSec { get; init; }

    /// <summary>The id for the TXT record, new with every plan.</summary>
    public string Id { get; init; } = "";

    /// <summary>The policy, exactly as it is to be served.</summary>
    public string PolicyText { get; init; } = "";

    /// <summary>Where senders fetch it.</summary>
    public string Url { get; init; } = "";

    /// <summary>The DNS records to publish.</summary>
    public IReadOnlyList<DnsRecordLine> Records { get; init => field = ValueList.Of(value); } = ValueList<DnsRecordLine>.Nothing;

    /// <summary>What the policy means for each mail host that is known: those looked up. Empty where none was looked up.</summary>
    public IReadOnlyList<MxCoverage> MxResults { get; init => field = ValueList.Of(value); } = ValueList<MxCoverage>.Nothing;

    /// <summary><c>IIS, Nginx, AzureStaticWebApp, CloudflareWorker</c>; null when no files were asked for.</summary>
    public string? HostingKind { get; init; }

    /// <summary>The files that were written, full paths. With <c>-WhatIf</c>, none.</summary>
    public IReadOnlyList<string> Files { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>From nothing to <c>enforce</c> with a long life.</summary>
    public IReadOnlyList<RolloutStep> Rollout { get; init => field = ValueList.Of(value); } = ValueList<RolloutStep>.Nothing;

    /// <summary>From a published policy back to nothing (RFC 8461 §8.3).</summary>
    public IReadOnlyList<RolloutStep> WayBack { get; init => field = ValueList.Of(value); } = ValueList<RolloutStep>.Nothing;

    /// <summary>What to know or to do beside it, a sentence or two each.</summary>
    public IReadOnlyList<string> Notes { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;
}

/// <summary>One DNS record to publish.</summary>
/// <param name="Name">Its full name, without the last dot.</param>
/// <param name="Type"><c>TXT</c>, <c>CNAME</c> or <c>A</c>.</param>
/// <param name="Value">What to enter as its value; null where only the reader can know it.</param>
/// <param name="ZoneLine">The line for a zone file, strings split as DNS wants them; null where the value is not known.</param>
/// <param name="Note">What to know about it; null where there is nothing.</param>
public sealed record DnsRecordLine(string Name, string Type, string? Value, string? ZoneLine, string? Note)
{
    /// <inheritdoc/>
    public override string ToString() => ZoneLine ?? $"{Name}. IN {Type} ({Note})";
}

/// <summary>What a policy means for one mail host.</summary>
/// <param name="Host">The mail host, as A-labels.</param>
/// <param name="MatchesPolicy">Whether some <c>mx</c> line covers it (RFC 8461 §4.1).</param>
/// <param name="Pattern">The line that does; null without one.</param>
/// <param name="Effect"><c>Deliver, Report</c> (delivered, and reported as a failure) or <c>Break</c>: what senders that enforce MTA-STS do for a host whose TLS and certificate are good.</param>
/// <param name="Detail">One sentence.</param>
public sealed record MxCoverage(string Host, bool MatchesPolicy, string? Pattern, string Effect, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Host} {Effect}";
}

/// <summary>One step of a change that senders follow only as their caches run out.</summary>
public sealed record RolloutStep
{
    /// <summary>Counted from 1.</summary>
    public int Step { get; init; }

    /// <summary>The earliest time for it, UTC, when every step is done at its earliest.</summary>
    public DateTime NotBefore { get; init; }

    /// <summary>How long to wait after it, in seconds; 0 for the last.</summary>
    public long WaitSec { get; init; }

    /// <summary>The mode published from then on; null once nothing is published.</summary>
    public string? Mode { get; init; }

    /// <summary>The policy's <c>max_age</c> from then on; null once nothing is published.</summary>
    public long? MaxAgeSec { get; init; }

    /// <summary>The id for that step; null where it does not change or nothing is published.</summary>
    public string? Id { get; init; }

    /// <summary>The policy to serve; null once nothing is published.</summary>
    public string? PolicyText { get; init; }

    /// <summary>What to do.</summary>
    public string Action { get; init; } = "";

    /// <summary>When to go on.</summary>
    public string Then { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Step}. {TimeText.Day(NotBefore)} {Action}");
}
