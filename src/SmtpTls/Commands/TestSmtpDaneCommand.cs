using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Pipeline;

namespace SmtpTls.Commands;

/// <summary><c>Test-SmtpDane</c>: what would a sender that honours DANE do with each mail host, and why?</summary>
[Cmdlet(VerbsDiagnostic.Test, "SmtpDane", DefaultParameterSetName = DomainSet)]
[OutputType(typeof(DaneResult)), OutputType(typeof(bool))]
public sealed class TestSmtpDaneCommand : LiveCmdlet
{
    private const string DomainSet = "Domain";
    private const string HostSet = "ComputerName";
    private readonly Judge _judge = new(new CheckCatalog(), withProofs: true);

    /// <summary>Mail domains, whose MX are looked up.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DomainSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain")]
    public string[] Domain { get; set; } = [];

    /// <summary>Hosts that are judged as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HostSet, ValueFromPipelineByPropertyName = true)]
    [Alias("HostName", "MailExchanger", "NameExchange")]
    public string[] ComputerName { get; set; } = [];

    /// <summary>The TCP port of the mail servers, which is part of the records' name too.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int Port { get; set; } = 25;

    /// <summary>Only whether it is good enough, as a Boolean for each domain or host.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items => ParameterSetName == HostSet ? ReadHosts(ComputerName) : ReadDomains(Domain);

    private protected override int ProbedPort => Port;

    private protected override Mechanisms Asked => Mechanisms.StartTls | Mechanisms.Dane;

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop) =>
        ForEachAsync(items, facts => HandOutAsync(_judge.Assess(facts)), stop);

    private async Task HandOutAsync(DomainAudit audit)
    {
        foreach (DaneResult result in DaneAssembly.ResultsOf(audit))
        {
            await WriteProofsAsync(result.DnsSecurity).ConfigureAwait(false);
            if (!Quiet)
            {
                await WriteAsync(result).ConfigureAwait(false);
            }
        }

        if (Quiet)
        {
            IEnumerable<string> open = audit.Dane!.Hosts.Where(host => host.Verdict == audit.Dane.Verdict).Select(host => $"{host.Host} {host.State}");
            await AnswerAsync(audit.Domain, audit.Dane.Verdict, $"what a sender that honours DANE does ({string.Join(", ", open)})").ConfigureAwait(false);
        }
    }
}
