using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.MtaSts;
using SmtpTls.MtaSts.Publish;
using SmtpTls.Pipeline;
using Kind = SmtpTls.MtaSts.Publish.HostingKind;

namespace SmtpTls.Commands;

/// <summary><c>New-MtaStsPolicy</c>: everything that is needed to publish an MTA-STS policy (RFC 8461), and the way there and back.</summary>
[Cmdlet(VerbsCommon.New, "MtaStsPolicy", DefaultParameterSetName = DomainSet, SupportsShouldProcess = true), OutputType(typeof(MtaStsPolicyPlan))]
public sealed class NewMtaStsPolicyCommand : AsyncCmdlet<PolicySubject>
{
    private const string DomainSet = "Domain";
    private const string FromDomainSet = "FromDomain";
    private readonly List<MxPattern> _given = [];
    private readonly Dictionary<string, string> _written = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Mail domains that publish the policy.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DomainSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain")]
    public string[] Domain { get; set; } = [];

    /// <summary>Mail domains that publish the policy, with today's MX in it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromDomainSet, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string[] FromDomain { get; set; } = [];

    /// <summary>What senders do with a mail host that does not fit.</summary>
    [Parameter, ValidateSet("none", "testing", "enforce")]
    public string Mode { get; set; } = "testing";

    /// <summary>Mail hosts, exactly or as *.domain.</summary>
    [Parameter(ParameterSetName = DomainSet), ValidateNotNullOrEmpty]
    public string[] Mx { get; set; } = [];

    /// <summary>The mail hosts are those of Exchange Online.</summary>
    [Parameter]
    public SwitchParameter ExchangeOnline { get; set; }

    /// <summary>Seconds that senders keep the policy.</summary>
    [Parameter, ValidateRange(0, StsPolicy.MostMaxAge)]
    public int? MaxAgeSec { get; set; }

    /// <summary>The kind of web host that files are written for.</summary>
    [Parameter, ValidateSet("IIS", "Nginx", "AzureStaticWebApp", "CloudflareWorker")]
    public string? HostingKind { get; set; }

    /// <summary>The folder that gets the files.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string? OutputDirectory { get; set; }

    /// <summary>Replaces files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>DNS servers to ask instead of this machine's.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] DnsServer { get; set; } = [];

    /// <inheritdoc/>
    protected override IEnumerable<PolicySubject> Items
    {
        get
        {
            if ((HostingKind is null) != (OutputDirectory is null))
            {
                ThrowTerminatingError(Errors.HostingIncomplete());
            }

            string? folder = OutputDirectory is null ? null : Folder(OutputDirectory);
            foreach (string text in ParameterSetName == FromDomainSet ? FromDomain : Domain)
            {
                if (DomainName.TryParse(text, out DomainName? name, out string? problem))
                {
                    yield return new PolicySubject(name, folder);
                }
                else
                {
                    WriteError(Errors.DomainNameInvalid(text, problem));
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        foreach (string text in Mx)
        {
            if (!PlannedMx.TryRead(text, out MxPattern? pattern, out string? problem))
            {
                ThrowTerminatingError(Errors.MxPatternInvalid(text, problem));
            }

            _given.Add(pattern!);
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<PolicySubject> items, CancellationToken stop)
    {
        PolicyRequest request = Request();
        MailRouting? routing = request.NeedsRoute ? await FindRoutingAsync(stop).ConfigureAwait(false) : null;
        await foreach (PolicySubject item in items.WithCancellation(stop).ConfigureAwait(false))
        {
            MailRoute? route = routing is null ? null : await routing.FindAsync(item.Domain, IPPreference.Any, stop).ConfigureAwait(false);
            Outcome<PolicyWish> wish = request.Decide(item.Domain, route);
            if (wish.Value is null)
            {
                await WriteErrorAsync(Errors.MailHostsUnknown(item.Domain.ToString(), wish.Fault!)).ConfigureAwait(false);
            }
            else
            {
                await HandOutAsync(item, wish.Value).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Files first: a plan that names files means that they are there.</summary>
    private async Task HandOutAsync(PolicySubject item, PolicyWish wish)
    {
        MtaStsPolicyPlan plan = PolicyPlanner.Plan(wish, SystemClock.Instance.Now);
        if (item.Folder is { } folder && await ConfirmAsync(folder, $"Write the {HostingKind} files for the policy of {item.Domain}").ConfigureAwait(false))
        {
            Outcome<IReadOnlyList<string>> written = WriteFiles(folder, wish.Hosting!.Value, new HostedPolicy(item.Domain, plan.PolicyText));
            if (written.Value is null)
            {
                await WriteErrorAsync(Errors.KitNotWritten(folder, written.Fault!)).ConfigureAwait(false);
                return;
            }

            plan = plan with { Files = written.Value };
        }

        await WriteAsync(plan).ConfigureAwait(false);
    }

    /// <summary>Two domains of one run do not share a folder, whatever -Force says: the second would replace what the first just got.</summary>
    private Outcome<IReadOnlyList<string>> WriteFiles(string folder, Kind kind, HostedPolicy policy)
    {
        if (_written.TryGetValue(folder, out string? other))
        {
            string text = $"'{VisibleText.Show(folder, 300)}' just got the files of {other}; give each domain a folder of its own, as in -OutputDirectory {{ \"kits/$_\" }}.";
            return Outcome<IReadOnlyList<string>>.Invalid(new Fault(FaultKind.Input, text));
        }

        Outcome<IReadOnlyList<string>> written = FileSet.Write(folder, HostingKit.Files(kind, policy), Force);
        if (written.Value is not null)
        {
            _written.Add(folder, policy.Domain.ToString());
        }

        return written;
    }

    private PolicyRequest Request()
    {
        MtaStsMode mode = (MtaStsMode)Enum.Parse(typeof(MtaStsMode), Mode, ignoreCase: true);
        return new PolicyRequest
        {
            Mode = mode,
            MaxAge = MaxAgeSec ?? (mode == MtaStsMode.None ? 86400 : 604800),
            Given = _given,
            ExchangeOnline = ExchangeOnline,
            FromDomain = ParameterSetName == FromDomainSet,
            Hosting = HostingKind is null ? null : (Kind)Enum.Parse(typeof(Kind), HostingKind, ignoreCase: true),
        };
    }

    /// <summary>Null where there is nobody to ask and the policy can be made without.</summary>
    private async Task<MailRouting?> FindRoutingAsync(CancellationToken stop)
    {
        Outcome<DnsServerList> servers = await DnsServerList.FindAsync(DnsServer, stop).ConfigureAwait(false);
        if (servers.Value is { } list)
        {
            return new MailRouting(new Resolver(new SocketDnsTransport(), list.Servers, SystemClock.Instance, new ResolverOptions()));
        }

        Fault fault = servers.Fault ?? new Fault(FaultKind.Input, "No DNS server is known.");
        if (DnsServer.Length > 0 || !ExchangeOnline)
        {
            await TerminateAsync(DnsServer.Length == 0 ? Errors.NoResolver(fault) : Errors.DnsServerInvalid(DnsServer, fault)).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>A path as PowerShell means it: relative to its own location, and on its own drives.</summary>
    private string Folder(string path)
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (provider.Name != "FileSystem")
            {
                ThrowTerminatingError(Errors.OutputDirectoryInvalid(path, $"'{VisibleText.Show(path)}' is in {provider.Name}, not among files."));
            }

            return full.Length > 1 ? full.TrimEnd('/', Path.DirectorySeparatorChar) : full;
        }
        catch (SessionStateException e)
        {
            ThrowTerminatingError(Errors.OutputDirectoryInvalid(path, e.Message));
            throw;
        }
    }
}
