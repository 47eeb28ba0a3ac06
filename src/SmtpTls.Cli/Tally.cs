using System;
using System.Linq;
using SmtpTls.Cli.Run;

namespace SmtpTls.Cli;

/// <summary>Collects what decides the exit code; the first that applies wins.</summary>
/// <param name="failOn">From which severity a finding counts; null for never.</param>
/// <param name="practice">In the practice range some servers are silent on purpose.</param>
/// <param name="focus">Which verdicts and findings are among the results.</param>
internal sealed class Tally(Severity? failOn, bool practice, Focus focus)
{
    private bool _badInput;
    private bool _finding;
    private bool _inconclusive;

    /// <summary>How many names or files were refused.</summary>
    public void BadInput() => _badInput = true;

    public void Add(DomainAudit audit)
    {
        _finding |= failOn is { } limit && focus.Findings(audit).Any(finding => Enum.Parse<Severity>(finding.Severity) >= limit);
        _inconclusive |= focus.Verdicts(audit).Contains(nameof(Verdict.Inconclusive));
    }

    public int ExitCode => _badInput ? Cli.ExitCode.Usage
        : _finding ? Cli.ExitCode.Finding
        : _inconclusive && !practice ? Cli.ExitCode.Inconclusive
        : Cli.ExitCode.Ok;
}
