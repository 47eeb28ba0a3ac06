using System.Linq;
using System.Management.Automation;
using SmtpTls.Rules;

namespace SmtpTls.Pipeline;

/// <summary>What rules say against each other, told wherever rules are taken together.</summary>
internal static class RuleWarnings
{
    private const int Most = 100;

    public static void Write(Cmdlet cmdlet, RuleSet set)
    {
        foreach (RuleProblem problem in set.Problems.Take(Most))
        {
            if (problem.Fatal)
            {
                cmdlet.WriteError(Errors.RuleInvalid(problem.Rule, problem.Message));
            }
            else
            {
                cmdlet.WriteWarning(problem.Message);
            }
        }

        if (set.Problems.Count > Most)
        {
            cmdlet.WriteWarning($"{set.Problems.Count - Most} more of this kind are not shown.");
        }
    }
}
