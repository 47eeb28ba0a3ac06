using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Pipeline;

namespace SmtpTls.Commands;

/// <summary><c>Test-SmtpStartTls</c>: does every address of every mail host encrypt, and would its certificate satisfy a sender that checks?</summary>
[Cmdlet(VerbsDiagnostic.Test, "SmtpStartTls", DefaultParameterSetName = DomainSet)]
[OutputType(typeof(StartTlsResult)), OutputType(typeof(bool))]
public sealed class TestSmtpStartTlsCommand : LiveCmdlet
{
    private const string DomainSet = "Domain";
    private const string HostSet = "ComputerName";
    private readonly Judge _judge = new(new CheckCatalog(), withProofs: true);

    /// <summary>Mail domains, whose MX are looked up.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DomainSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain")]
    public string[] Domain { get; set; } = [];

    /// <summary>Hosts that are probed as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HostSet, ValueFromPipelineByPropertyName = true)]
    [Alias("HostName", "MailExchanger", "NameExchange")]
    public string[] ComputerName { get; set; } = [];

    /// <summary>The TCP port of the mail servers.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int Port { get; set; } = 25;

    /// <summary>Only whether it is good enough, as a Boolean for each domain or host.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items => ParameterSetName == HostSet ? ReadHosts(ComputerName) : ReadDomains(Domain);

    private protected override int ProbedPort => Port;

    private protected override Mechanisms Asked => Mechanisms.StartTls;

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop) =>
        ForEachAsync(items, facts => HandOutAsync(_judge.Assess(facts)), stop);

    private async Task HandOutAsync(DomainAudit audit)
    {
        foreach (StartTlsResult result in audit.StartTls.Hosts)
        {
            await WriteProofsAsync(result.DnsSecurity).ConfigureAwait(false);
            await WriteVerboseAsync(Dialogue(result)).ConfigureAwait(false);
            if (!Quiet)
            {
                await WriteAsync(result).ConfigureAwait(false);
            }
        }

        if (Quiet)
        {
            await AnswerAsync(audit).ConfigureAwait(false);
        }
    }

    private Task AnswerAsync(DomainAudit audit)
    {
        string verdict = audit.StartTls.Verdict;
        IEnumerable<string> open = audit.StartTls.Hosts.Where(one => one.Verdict == verdict).Select(one => $"{Place(one)} {one.Outcome}");
        return AnswerAsync(audit.Domain, verdict, $"whether mail is encrypted ({string.Join(", ", open)})");
    }

    private static string[] Dialogue(StartTlsResult result) =>
        [.. result.Transcript.Select(line => FormattableString.Invariant($"{Place(result)} {line.AtMs,9:0.0} ms {line}"))];

    private static string Place(StartTlsResult result) =>
        result.Address is null ? result.Host ?? result.Domain ?? "" : $"{result.Host} [{result.Address}]:{result.Port}";
}
