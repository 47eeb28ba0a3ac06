using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Pipeline;

namespace SmtpTls.Commands;

/// <summary><c>Get-TlsaRecord</c>: the TLSA records of each mail host, and whether DNSSEC proves them. No mail server is asked.</summary>
[Cmdlet(VerbsCommon.Get, "TlsaRecord", DefaultParameterSetName = DomainSet)]
[OutputType(typeof(TlsaRecordSet))]
public sealed class GetTlsaRecordCommand : LiveCmdlet
{
    private const string DomainSet = "Domain";
    private const string HostSet = "ComputerName";
    private readonly SecurityAssembly _security = new(steps: true);

    /// <summary>Mail domains, whose MX are looked up.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DomainSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain")]
    public string[] Domain { get; set; } = [];

    /// <summary>Hosts whose records are looked up as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HostSet, ValueFromPipelineByPropertyName = true)]
    [Alias("HostName", "MailExchanger", "NameExchange")]
    public string[] ComputerName { get; set; } = [];

    /// <summary>The TCP port that is part of the records' name.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int Port { get; set; } = 25;

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items => ParameterSetName == HostSet ? ReadHosts(ComputerName) : ReadDomains(Domain);

    private protected override int ProbedPort => Port;

    private protected override Mechanisms Asked => Mechanisms.Dane;

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop) => ForEachAsync(items, HandOutAsync, stop);

    private async Task HandOutAsync(DomainFacts facts)
    {
        foreach (TlsaRecordSet set in DaneAssembly.SetsOf(facts, _security))
        {
            await WriteProofsAsync(set.DnsSecurity).ConfigureAwait(false);
            await WriteAsync(set).ConfigureAwait(false);
        }
    }
}
