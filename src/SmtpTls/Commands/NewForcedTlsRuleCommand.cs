using System.Collections.Generic;
using System.Management.Automation;
using SmtpTls.Pipeline;
using SmtpTls.Rules;

namespace SmtpTls.Commands;

/// <summary><c>New-ForcedTlsRule</c>: one rule, "mail to these partners travels under TLS of this level or not at all".</summary>
[Cmdlet(VerbsCommon.New, "ForcedTlsRule"), OutputType(typeof(ForcedTlsRule))]
public sealed class NewForcedTlsRuleCommand : PSCmdlet
{
    /// <summary>Recipient domains (sender domains of an inbound rule).</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Domains", "DomainName"), NameFrom("DomainName", "Domain", "Domains")]
    public string[] Domain { get; set; } = [];

    /// <summary>The rule's name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>How much is demanded.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true), ValidateSet(nameof(RuleLevel.Encrypt), nameof(RuleLevel.Certificate), nameof(RuleLevel.Domain), nameof(RuleLevel.Dane))]
    public string Level { get; set; } = nameof(RuleLevel.Certificate);

    /// <summary>Names of which the certificate must carry one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), Alias("TlsDomains")]
    public string[] TlsDomain { get; set; } = [];

    /// <summary>Mail that leaves, or mail that comes in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateSet(nameof(RuleDirection.Outbound), nameof(RuleDirection.Inbound))]
    public string Direction { get; set; } = nameof(RuleDirection.Outbound);

    /// <summary>0 is the highest.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateRange(0, 1_000_000)]
    public int Priority { get; set; }

    /// <summary>Relays instead of the MX.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), Alias("SmartHosts")]
    public string[] SmartHost { get; set; } = [];

    /// <summary>False binds every recipient of a message as soon as one matches.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public bool OpportunisticForOthers { get; set; } = true;

    /// <summary>How long a message is tried again.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateRange(1, 168)]
    public int DeferralHours { get; set; } = 24;

    /// <summary>What to remember about it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Comment { get; set; }

    /// <summary>False keeps the rule and lets it play no part.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public bool Enabled { get; set; } = true;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Dictionary<string, object?> values = new()
        {
            [RuleMembers.Name] = Name,
            [RuleMembers.Enabled] = Enabled,
            [RuleMembers.Priority] = Priority,
            [RuleMembers.Direction] = Direction,
            [RuleMembers.Domains] = Domain,
            [RuleMembers.Level] = Level,
            [RuleMembers.TlsDomains] = TlsDomain,
            [RuleMembers.OpportunisticForOthers] = OpportunisticForOthers,
            [RuleMembers.SmartHosts] = SmartHost,
            [RuleMembers.DeferralHours] = DeferralHours,
            [RuleMembers.Comment] = Comment,
        };
        if (RuleMaker.Make(values, out IReadOnlyList<MemberProblem> problems) is { } rule)
        {
            WriteObject(rule);
            return;
        }

        foreach (MemberProblem problem in problems)
        {
            WriteError(Errors.RuleInvalid(Name ?? string.Join(", ", Domain), problem.Message));
        }
    }
}
