using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Pipeline;
using SmtpTls.Rules;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Commands;

/// <summary><c>ConvertTo-ExchangeConnector</c>: commands of Exchange to splat, or a script of them with the way back beside it.</summary>
[Cmdlet(VerbsData.ConvertTo, "ExchangeConnector", DefaultParameterSetName = ObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(ConnectorCommand)), OutputType(typeof(string))]
public sealed class ConvertToExchangeConnectorCommand : PSCmdlet
{
    private const string ObjectSet = "Object", ScriptSet = "Script";
    private readonly List<ForcedTlsRule> _rules = [];

    /// <summary>The rules.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), RuleFrom]
    public ForcedTlsRule[] Rule { get; set; } = [];

    /// <summary>What to make of outbound rules other than outbound connectors.</summary>
    [Parameter, ValidateSet(nameof(TenantKind.OutboundConnector), nameof(TenantKind.InboundConnector), nameof(TenantKind.TransportRule), nameof(TenantKind.SendConnector))]
    public string? Kind { get; set; }

    /// <summary>The most domains of one connector; 0 for no limit.</summary>
    [Parameter, ValidateRange(0, 100_000)]
    public int MaxDomainsPerConnector { get; set; }

    /// <summary>The most characters of one transport rule.</summary>
    [Parameter, ValidateRange(1024, 1_000_000)]
    public int MaxTransportRuleLength { get; set; } = 8192;

    /// <summary>A script instead of objects.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScriptSet)]
    public SwitchParameter AsScript { get; set; }

    /// <summary>The file of the script; the rollback goes beside it.</summary>
    [Parameter(ParameterSetName = ScriptSet), ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Replaces scripts that are there.</summary>
    [Parameter(ParameterSetName = ScriptSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _rules.AddRange(Rule);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RuleSet set = RuleSet.Of(_rules);
        RuleWarnings.Write(this, set);
        ConnectorPlan plan = ConnectorWriter.Write(set, new ConnectorOptions
        {
            Kind = Kind is null ? null : (TenantKind)Enum.Parse(typeof(TenantKind), Kind, ignoreCase: true),
            MaxDomainsPerConnector = MaxDomainsPerConnector,
            MaxTransportRuleLength = MaxTransportRuleLength,
        });
        foreach (string note in plan.Notes)
        {
            WriteWarning(note);
        }

        foreach (RuleProblem refused in plan.Refused)
        {
            WriteError(Errors.RuleNotExpressible(refused.Rule, refused.Message));
        }

        if (ParameterSetName == ScriptSet)
        {
            HandOutScript(plan);
        }
        else
        {
            WriteObject(plan.Commands, true);
        }
    }

    /// <summary>A script has no place for notes: names in them would stand in comments.</summary>
    private void HandOutScript(ConnectorPlan plan)
    {
        foreach (string note in plan.Commands.SelectMany(static command => command.Notes.Select(note => $"Rule '{command.Rule}': {note}")).Distinct())
        {
            WriteWarning(note);
        }

        ConnectorScript script = ScriptWriter.Write(plan.Commands);
        if (Path is null)
        {
            WriteObject(script.Script.TrimStart('\ufeff'));
            return;
        }

        string path = OutputFiles.Find(this, Path, Errors.RuleFileNotWritten);
        string folder = System.IO.Path.GetDirectoryName(path) ?? path;
        TextFile[] files = [new(System.IO.Path.GetFileName(path), script.Script), new(System.IO.Path.GetFileNameWithoutExtension(path) + ".rollback.ps1", script.Rollback)];
        if (!ShouldProcess(path, $"Write a script of {plan.Commands.Count} commands, and its rollback beside it"))
        {
            return;
        }

        Outcome<IReadOnlyList<string>> written = FileSet.Write(folder, files, Force);
        if (written.Value is null)
        {
            ThrowTerminatingError(Errors.RuleFileNotWritten(path, written.Fault!));
        }

        WriteObject(written.Value, true);
    }
}
