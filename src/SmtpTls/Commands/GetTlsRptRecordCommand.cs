using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Pipeline;

namespace SmtpTls.Commands;

/// <summary><c>Get-TlsRptRecord</c>: where do senders report TLS failures of a domain to?</summary>
[Cmdlet(VerbsCommon.Get, "TlsRptRecord")]
[OutputType(typeof(TlsRptRecord))]
public sealed class GetTlsRptRecordCommand : LiveCmdlet
{
    private readonly Judge _judge = new(new CheckCatalog(), withProofs: true);

    /// <summary>Mail domains.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain")]
    public string[] Domain { get; set; } = [];

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items => ReadDomains(Domain);

    private protected override Mechanisms Asked => Mechanisms.TlsRpt;

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop) =>
        ForEachAsync(items, facts => WriteAsync(_judge.Assess(facts).TlsRpt!), stop);
}
