using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.MtaSts;
using SmtpTls.Pipeline;

namespace SmtpTls.Commands;

/// <summary><c>Test-MtaSts</c>: would a sender that honours MTA-STS deliver to each mail host, today or under a policy that is only planned?</summary>
[Cmdlet(VerbsDiagnostic.Test, "MtaSts")]
[OutputType(typeof(MtaStsResult)), OutputType(typeof(bool))]
public sealed class TestMtaStsCommand : LiveCmdlet
{
    private readonly Judge _judge = new(new CheckCatalog(), withProofs: true);
    private readonly ConcurrentDictionary<DomainName, byte[]> _planned = new();

    /// <summary>Mail domains.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain")]
    public string[] Domain { get; set; } = [];

    /// <summary>The text of a policy that is judged as if it were published.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string? PolicyText { get; set; }

    /// <summary>The TCP port of the mail servers.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int Port { get; set; } = 25;

    /// <summary>A folder where policies are kept from run to run.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? StatePath { get; set; }

    /// <summary>Only whether it is good enough, as a Boolean for each domain.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items => ReadDomains(Domain).Select(Plan);

    private protected override int ProbedPort => Port;

    private protected override Mechanisms Asked => Mechanisms.StartTls | Mechanisms.MtaSts | Mechanisms.TlsRpt;

    private protected override string? StateFolder => StatePath;

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop) => ForEachAsync(items, HandOutAsync, stop);

    private Subject Plan(Subject subject)
    {
        if (PolicyText is { } text)
        {
            _planned[subject.Target.Name!] = Encoding.UTF8.GetBytes(text);
        }

        return subject;
    }

    private async Task HandOutAsync(DomainFacts facts)
    {
        await WriteNoticesAsync(facts).ConfigureAwait(false);
        DomainFacts judged = _planned.TryGetValue(facts.Domain!, out byte[]? body)
            ? facts with { MtaSts = StsFacts.Plan(facts.Domain!, facts.TakenAt, body) }
            : facts;
        MtaStsResult result = _judge.Assess(judged).MtaSts!;
        await WriteProofsAsync(result.DnsSecurity).ConfigureAwait(false);
        if (Quiet)
        {
            await AnswerAsync(result.Domain, result.Verdict, "whether mail would be delivered under the MTA-STS policy").ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(result).ConfigureAwait(false);
        }
    }
}
