using System.Collections.Generic;
using System.Management.Automation;
using SmtpTls.Pipeline;
using SmtpTls.Rules;
using SmtpTls.Rules.Compare;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Commands;

/// <summary><c>Compare-ForcedTlsRule</c>: where a tenant differs from the rules, and the command that mends each difference.</summary>
[Cmdlet(VerbsData.Compare, "ForcedTlsRule"), OutputType(typeof(ForcedTlsDifference))]
public sealed class CompareForcedTlsRuleCommand : PSCmdlet
{
    private readonly List<ShapedObject> _objects = [];

    /// <summary>What is wanted.</summary>
    [Parameter(Mandatory = true, Position = 0), RuleFrom]
    public ForcedTlsRule[] Rule { get; set; } = [];

    /// <summary>What is there: connectors and transport rules.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true), AllowEmptyCollection, AllowNull]
    public PSObject[]? InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject? input in InputObject ?? [])
        {
            if (input is null)
            {
                continue;
            }

            ShapedObject shaped = ShapedObjects.Of(input);
            if (TenantReader.KindOf(shaped) is null)
            {
                WriteWarning($"An object named '{VisibleText.Show(shaped.Text("Name"), 100)}' is no connector or transport rule by its properties, and was left out.");
            }

            _objects.Add(shaped);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RuleSet set = RuleSet.Of(Rule);
        RuleWarnings.Write(this, set);
        foreach (string remark in RuleComparison.Unreadable(_objects))
        {
            WriteWarning(remark);
        }

        WriteObject(RuleComparison.Compare(set, _objects), true);
    }
}
