using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Pipeline;
using SmtpTls.Rules;
using SmtpTls.Rules.Files;

namespace SmtpTls.Commands;

/// <summary><c>Export-ForcedTlsRule</c>: a rule file, the same for the same rules.</summary>
[Cmdlet(VerbsData.Export, "ForcedTlsRule", SupportsShouldProcess = true), OutputType(typeof(ForcedTlsRule))]
public sealed class ExportForcedTlsRuleCommand : PSCmdlet
{
    private readonly List<ForcedTlsRule> _rules = [];

    /// <summary>Where to.</summary>
    [Parameter(Mandatory = true, Position = 0), ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The rules.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true), RuleFrom]
    public ForcedTlsRule[] Rule { get; set; } = [];

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Hands the rules on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _rules.AddRange(Rule);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RuleSet set = RuleSet.Of(_rules);
        RuleWarnings.Write(this, set);
        string path = OutputFiles.Find(this, Path, Errors.RuleFileNotWritten);

        // A file with fewer rules than were given would be taken for the whole.
        if (set.Rules.Count < _rules.Count)
        {
            ThrowTerminatingError(Errors.RuleFileNotWritten(path, new Fault(FaultKind.Input, $"{_rules.Count - set.Rules.Count} of {_rules.Count} rules cannot be used.")));
        }

        if (ShouldProcess(path, $"Write {_rules.Count} forced-TLS rules"))
        {
            Outcome<IReadOnlyList<string>> written = RuleFile.Write(path, RuleJsonWriter.Write(set.Rules.Select(static rule => rule.Rule)), Force);
            if (written.Value is null)
            {
                ThrowTerminatingError(Errors.RuleFileNotWritten(path, written.Fault!));
            }
        }

        if (PassThru)
        {
            WriteObject(_rules, true);
        }
    }
}
