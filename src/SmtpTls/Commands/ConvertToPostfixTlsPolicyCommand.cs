using System.Collections.Generic;
using System.Management.Automation;
using SmtpTls.Pipeline;
using SmtpTls.Rules;
using SmtpTls.Rules.Postfix;

namespace SmtpTls.Commands;

/// <summary><c>ConvertTo-PostfixTlsPolicy</c>: lines for smtp_tls_policy_maps.</summary>
[Cmdlet(VerbsData.ConvertTo, "PostfixTlsPolicy"), OutputType(typeof(string))]
public sealed class ConvertToPostfixTlsPolicyCommand : PSCmdlet
{
    private readonly List<ForcedTlsRule> _rules = [];

    /// <summary>The rules.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true), RuleFrom]
    public ForcedTlsRule[] Rule { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => _rules.AddRange(Rule);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RuleSet set = RuleSet.Of(_rules);
        RuleWarnings.Write(this, set);
        PostfixPolicyText text = PostfixPolicyWriter.Write(set);
        foreach (string note in text.Notes)
        {
            WriteWarning(note);
        }

        foreach (RuleProblem refused in text.Refused)
        {
            WriteError(Errors.RuleNotExpressible(refused.Rule, refused.Message));
        }

        WriteObject(text.Lines, true);
    }
}
