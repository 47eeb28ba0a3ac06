using System;

namespace SmtpTls.Cli;

/// <summary>Collects what decides the exit code; the first that applies wins.</summary>
/// <param name="failOn">From which severity a finding counts; null for never.</param>
/// <param name="practice">In the practice range some servers are silent on purpose.</param>
/// <param name="certificates">Whether verdicts on certificates are among the results.</param>
internal sealed class Tally(Severity? failOn, bool practice, bool certificates)
{
    private bool _badInput;
    private bool _finding;
    private bool _inconclusive;

    /// <summary>How many names or files were refused.</summary>
    public void BadInput() => _badInput = true;

    public void Add(DomainAudit audit)
    {
        foreach (Finding finding in audit.Findings)
        {
            _finding |= failOn is { } limit && Enum.Parse<Severity>(finding.Severity) >= limit;
        }

        _inconclusive |= certificates && audit.Certificate.Verdict == nameof(Verdict.Inconclusive);
        foreach (StartTlsResult host in audit.StartTls.Hosts)
        {
            _inconclusive |= host.Verdict == nameof(Verdict.Inconclusive);
        }
    }

    public int ExitCode => _badInput ? Cli.ExitCode.Usage
        : _finding ? Cli.ExitCode.Finding
        : _inconclusive && !practice ? Cli.ExitCode.Inconclusive
        : Cli.ExitCode.Ok;
}
