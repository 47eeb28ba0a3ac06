using System.Collections.Generic;
using System.Management.Automation;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Pipeline;

namespace SmtpTls.Commands;

/// <summary><c>Get-MtaStsPolicy</c>: the policy of a domain as senders fetch it, or a file checked before it is published.</summary>
[Cmdlet(VerbsCommon.Get, "MtaStsPolicy", DefaultParameterSetName = DomainSet)]
[OutputType(typeof(MtaStsPolicy))]
public sealed class GetMtaStsPolicyCommand : LiveCmdlet
{
    private const string DomainSet = "Domain", PathSet = "Path", LiteralPathSet = "LiteralPath", ContentSet = "Content";
    private readonly Judge _judge = new(new CheckCatalog(), withProofs: true);

    /// <summary>Mail domains.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DomainSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain")]
    public string[] Domain { get; set; } = [];

    /// <summary>Policy files, wildcards allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>Policy files whose names are taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true), Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The text of a policy.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ContentSet, ValueFromPipelineByPropertyName = true), AllowEmptyString]
    public string Content { get; set; } = "";

    /// <summary>A folder where policies are kept from run to run.</summary>
    [Parameter(ParameterSetName = DomainSet), ValidateNotNullOrEmpty]
    public string? StatePath { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items => ParameterSetName == DomainSet ? ReadDomains(Domain) : CheckFiles();

    private protected override Mechanisms Asked => Mechanisms.MtaSts;

    private protected override string? StateFolder => StatePath;

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop) =>
        ParameterSetName == DomainSet ? ForEachAsync(items, HandOutAsync, stop) : Task.CompletedTask;

    private async Task HandOutAsync(Audit.DomainFacts facts)
    {
        await WriteNoticesAsync(facts).ConfigureAwait(false);
        await WriteAsync(StsAssembly.PolicyOf(facts, _judge.Assess(facts).Findings)!).ConfigureAwait(false);
    }

    /// <summary>Files need no network: they are judged where they come in.</summary>
    private IEnumerable<Subject> CheckFiles()
    {
        if (ParameterSetName == ContentSet)
        {
            WriteObject(StsAssembly.OfFile(Encoding.UTF8.GetBytes(Content), "Content"));
            return [];
        }

        foreach (string file in InputFiles.Find(this, ParameterSetName == PathSet ? Path : LiteralPath, ParameterSetName == PathSet, Errors.PolicyUnreadable))
        {
            if (InputFiles.TryRead(file, StsAssembly.MostOctets, out byte[] octets, out string? problem))
            {
                WriteObject(StsAssembly.OfFile(octets, file));
            }
            else
            {
                WriteError(Errors.PolicyUnreadable(file, problem!));
            }
        }

        return [];
    }
}
