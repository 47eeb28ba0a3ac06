using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>What forced-TLS rules make of one message: into which copies it is split, what each recipient's copy demands, and what happens when that cannot be had.</summary>
public sealed record DeliveryPlan
{
    /// <summary>As given; null without one.</summary>
    public string? MessageId { get; init; }

    /// <summary>Whether the message travels in more than one copy.</summary>
    public bool Split { get; init; }

    /// <summary>Strictest first.</summary>
    public IReadOnlyList<PlannedCopy> Copies { get; init => field = ValueList.Of(value); } = ValueList<PlannedCopy>.Nothing;

    /// <summary>Who gets nothing today, seen live; without a look at the servers this is empty and each recipient's <c>then</c> names the condition.</summary>
    public IReadOnlyList<RejectedRecipient> Rejected { get; init => field = ValueList.Of(value); } = ValueList<RejectedRecipient>.Nothing;

    /// <summary>Where Exchange Online behaves otherwise today, as far as that is documented or seen.</summary>
    public IReadOnlyList<string> DiffersInExchangeOnline { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The sender's address; null when it was not given.</summary>
    public string? Sender { get; init; }

    /// <summary>When a deferred copy is tried again, UTC; each recipient's <c>deferUntil</c> is its end.</summary>
    public IReadOnlyList<DateTime> RetryAt { get; init => field = ValueList.Of(value); } = ValueList<DateTime>.Nothing;

    /// <summary>What the bounce itself needs; null where no recipient can bounce because of a rule.</summary>
    public BounceTerms? Bounce { get; init; }

    /// <summary>The verdict over today's servers: the worst of the recipients'; null without a look.</summary>
    public string? Verdict { get; init; }

    /// <summary>What was seen of each recipient domain that a rule binds; empty without a look.</summary>
    public IReadOnlyList<ForcedTlsForecast> Live { get; init => field = ValueList.Of(value); } = ValueList<ForcedTlsForecast>.Nothing;
}

/// <summary>One copy of a message.</summary>
public sealed record PlannedCopy
{
    /// <summary>A rule's level, or <c>Opportunistic</c>.</summary>
    public string Level { get; init; } = "";

    /// <summary>In the order given.</summary>
    public IReadOnlyList<PlannedRecipient> Recipients { get; init => field = ValueList.Of(value); } = ValueList<PlannedRecipient>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => $"{Level}: {Recipients}";
}

/// <summary>One recipient in a copy.</summary>
public sealed record PlannedRecipient
{
    /// <summary>As given.</summary>
    public string Address { get; init; } = "";

    /// <summary>The rule that decides; null for opportunistic delivery.</summary>
    public string? Rule { get; init; }

    /// <summary>Whether some rule names this recipient's domain; false for one that is only bound because another recipient matched.</summary>
    public bool Matched { get; init; }

    /// <summary><c>Defer, Reject</c> or <c>Opportunistic</c>: what happens when what the rule demands cannot be had.</summary>
    public string OnFailure { get; init; } = "";

    /// <summary>The end of the retries, UTC; null unless <see cref="OnFailure"/> is Defer.</summary>
    public DateTime? DeferUntil { get; init; }

    /// <summary>The same in sentences, with the bounce's text.</summary>
    public string Then { get; init; } = "";

    /// <summary>The enhanced status code of the bounce (RFC 3463); null where there is none.</summary>
    public string? BounceStatus { get; init; }

    /// <summary><c>Delivers, Partly, Breaks, Inconclusive, NotProbed</c>; null without a look.</summary>
    public string? Delivery { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Address;
}

/// <summary>A recipient who gets nothing.</summary>
/// <param name="Address">As given.</param>
/// <param name="Reason">What was seen, and the bounce's text.</param>
public sealed record RejectedRecipient(string Address, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Address;
}

/// <summary>What a bounce needs to reach the sender.</summary>
public sealed record BounceTerms
{
    /// <summary>Where it goes: the sender; null when that was not given.</summary>
    public string? To { get; init; }

    /// <summary>The demand on the sender's own server.</summary>
    public string Demand { get; init; } = "";

    /// <summary>Whether the sender's server meets it today; null without a look, or where it could not be determined.</summary>
    public bool? Deliverable { get; init; }

    /// <summary>What was seen; null without a look.</summary>
    public string? Detail { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Demand;
}

/// <summary>Whether mail under a level would reach one partner domain today.</summary>
public sealed record ForcedTlsForecast
{
    /// <summary>The rule; null for a domain that none names.</summary>
    public string? Rule { get; init; }

    /// <summary>The partner's domain, as A-labels.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The level it was held against.</summary>
    public string Level { get; init; } = "";

    /// <summary><c>Delivers</c> (every host and address), <c>Partly</c> (some; mail flows), <c>Breaks</c> (none), <c>Inconclusive, NotProbed</c>.</summary>
    public string Delivery { get; init; } = "";

    /// <summary>The same in the words of all results: Pass, Warn, Fail, Inconclusive, NotPresent.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>One sentence.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What to do; null where nothing is.</summary>
    public string? Remedy { get; init; }

    /// <summary>The names of which the certificate must carry one, at level Domain.</summary>
    public IReadOnlyList<string> TlsDomains { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Names that the certificates of every host that was seen would satisfy at level Domain, the closest first.</summary>
    public IReadOnlyList<string> SatisfyingNames { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Every address of every mail host or relay.</summary>
    public IReadOnlyList<ForecastHost> Hosts { get; init => field = ValueList.Of(value); } = ValueList<ForecastHost>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => $"{Domain} {Delivery}";
}

/// <summary>One address, held against a level.</summary>
public sealed record ForecastHost
{
    /// <summary>The mail host or relay.</summary>
    public string Host { get; init; } = "";

    /// <summary>The MX preference; null where there is none.</summary>
    public int? Preference { get; init; }

    /// <summary>Null when the name did not resolve.</summary>
    public string? Address { get; init; }

    /// <summary>True, false, or null where it could not be determined.</summary>
    public bool? Delivers { get; init; }

    /// <summary>How the dialogue ended.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>For example <c>TLSv1.3</c>.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>What stands in the way at this level.</summary>
    public IReadOnlyList<string> Problems { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>The names in the certificate.</summary>
    public IReadOnlyList<string> CertificateNames { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => $"{Host} [{Address}] {(Delivers switch { true => "delivers", false => "breaks", _ => "inconclusive" })}";
}
