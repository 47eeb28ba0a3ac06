using System.Collections.Generic;

namespace SmtpTls;

/// <summary>"Mail to these partners travels under TLS of this level or not at all": one rule, whatever system it is written for.</summary>
public sealed record ForcedTlsRule
{
    /// <summary>Unique in a set of rules; printed wherever the rule is meant.</summary>
    public string Name { get; init; } = "";

    /// <summary>A rule that is not enabled is kept and plays no part.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>0 is the highest. It decides among rules of the same level only: the strictest level always wins.</summary>
    public int Priority { get; init; }

    /// <summary><c>Outbound</c> (the domains are recipients') or <c>Inbound</c> (senders').</summary>
    public string Direction { get; init; } = "Outbound";

    /// <summary><c>contoso.com</c> is that domain alone, <c>*.contoso.com</c> every domain below it and not itself, <c>*</c> every domain.</summary>
    public IReadOnlyList<string> Domains { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Weakest first: <c>Encrypt</c> (any TLS), <c>Certificate</c> (trusted chain), <c>Domain</c> (trusted chain and the name), <c>Dane</c> (RFC 7672 required).</summary>
    public string Level { get; init; } = "Certificate";

    /// <summary>Names of which the certificate must carry one, at level Domain; none stands for the partner's own domain and names below it.</summary>
    public IReadOnlyList<string> TlsDomains { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Recipients that no rule names get what TLS can be had; false binds every recipient of a message as soon as one matches.</summary>
    public bool OpportunisticForOthers { get; init; } = true;

    /// <summary>Relays that take the mail instead of the MX; none for the MX.</summary>
    public IReadOnlyList<string> SmartHosts { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>How long a message is tried again before it bounces.</summary>
    public int DeferralHours { get; init; } = 24;

    /// <summary>Whatever the administrator wants to remember.</summary>
    public string? Comment { get; init; }

    /// <summary>Members of the file that this version does not know, kept as they were written.</summary>
    internal IReadOnlyList<RuleFileMember> Others { get; init; } = [];

    /// <summary>The same of the file around the rules.</summary>
    internal IReadOnlyList<RuleFileMember> FileOthers { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Level} for {Domains}";
}

/// <summary>A member of a rule file that is passed on as it is.</summary>
/// <param name="Name">As written.</param>
/// <param name="Json">Its value, exactly as written.</param>
internal sealed record RuleFileMember(string Name, string Json);
