using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Dane;
using SmtpTls.Dane.Publish;
using SmtpTls.Pipeline;

namespace SmtpTls.Commands;

/// <summary><c>New-TlsaRecord</c>: the TLSA records of a certificate, and the way from today's to the next without losing mail (RFC 7671 §8.1).</summary>
[Cmdlet(VerbsCommon.New, "TlsaRecord", DefaultParameterSetName = PathSet), OutputType(typeof(TlsaRecordPlan))]
public sealed class NewTlsaRecordCommand : LiveCmdlet
{
    private const string PathSet = "Path";
    private const string CertificateSet = "Certificate";
    private const string FromHostSet = "FromHost";
    private IReadOnlyList<CertificateChain> _next = [];
    private DateTimeOffset _start;

    /// <summary>The mail host that the records are for.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CertificateSet, ValueFromPipelineByPropertyName = true)]
    [Alias("HostName", "MailExchanger", "NameExchange"), ValidateNotNullOrEmpty]
    public string ComputerName { get; set; } = "";

    /// <summary>Certificate files in PEM or DER.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet), ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Certificates of a store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet, ValueFromPipeline = true), ValidateNotNullOrEmpty]
    public X509Certificate2[] Certificate { get; set; } = [];

    /// <summary>Hosts that are asked for their certificates.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FromHostSet, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string[] FromHost { get; set; } = [];

    /// <summary>The certificates that come next: files or objects.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public object[] NextCertificate { get; set; } = [];

    /// <summary>2 for DANE-TA, 3 for DANE-EE.</summary>
    [Parameter, ValidateRange(2, 3)]
    public int Usage { get; set; } = 3;

    /// <summary>0 for the whole certificate, 1 for its key.</summary>
    [Parameter, ValidateRange(0, 1)]
    public int Selector { get; set; } = 1;

    /// <summary>0 in full, 1 for SHA-256, 2 for SHA-512.</summary>
    [Parameter, ValidateRange(0, 2)]
    public int MatchingType { get; set; } = 1;

    /// <summary>Seconds that the records may be kept.</summary>
    [Parameter, ValidateRange(1, 604800)]
    public int Ttl { get; set; } = 3600;

    /// <summary>When both sets of records are, or were, published.</summary>
    [Parameter]
    public DateTime? StartAt { get; set; }

    /// <summary>Looks at DNS and the server and says which step the change is in.</summary>
    [Parameter]
    public SwitchParameter Check { get; set; }

    /// <summary>Wants the records that remain; refused while today's are needed.</summary>
    [Parameter]
    public SwitchParameter Remove { get; set; }

    /// <summary>The TCP port of the mail server.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int Port { get; set; } = 25;

    /// <inheritdoc/>
    protected override IEnumerable<Subject> Items
    {
        get
        {
            IReadOnlyList<CertificateChain> current = ParameterSetName switch
            {
                PathSet => [.. CertificateInput.FromFiles(this, Path)],
                CertificateSet => [.. Certificate.Select(CertificateInput.From)],
                _ => [],
            };
            if (ParameterSetName != FromHostSet && current.Count == 0)
            {
                yield break;
            }

            foreach (Subject subject in ReadHosts(ParameterSetName == FromHostSet ? FromHost : [ComputerName]))
            {
                if (subject.Target.Name is { } host)
                {
                    yield return new Subject(subject.Target) { Wish = WishFor(host, current) };
                }
                else
                {
                    WriteError(Errors.HostNameInvalid(subject.Target.ToString(), "TLSA records belong to names, and this is an address"));
                }
            }
        }
    }

    private protected override int ProbedPort => Port;

    private protected override Mechanisms Asked => Mechanisms.StartTls | Mechanisms.Dane | Mechanisms.BothKeys;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        _start = StartAt is { } given ? new DateTimeOffset(given.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(given, DateTimeKind.Utc) : given) : SystemClock.Instance.Now;
        _next = [.. CertificateInput.FromEither(this, NextCertificate)];
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<Subject> items, CancellationToken stop)
    {
        await foreach (Subject item in items.WithCancellation(stop).ConfigureAwait(false))
        {
            TlsaWish wish = (TlsaWish)item.Wish!;
            if (ParameterSetName != FromHostSet && !Check && !Remove)
            {
                await WriteAsync(TlsaPlanner.Plan(wish)).ConfigureAwait(false);
            }
            else
            {
                await ForEachAsync(Only(item, stop), facts => LookAsync(wish, facts), stop).ConfigureAwait(false);
            }
        }
    }

    private static async IAsyncEnumerable<Subject> Only(Subject item, [EnumeratorCancellation] CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        await Task.CompletedTask.ConfigureAwait(false);
        yield return item;
    }

    private TlsaWish WishFor(DomainName host, IReadOnlyList<CertificateChain> current) => new()
    {
        Host = host,
        Port = Port,
        Ttl = Ttl,
        Usage = (byte)Usage,
        Selector = (byte)Selector,
        MatchingType = (byte)MatchingType,
        Current = current,
        Next = _next,
        StartAt = _start,
    };

    private async Task LookAsync(TlsaWish wish, DomainFacts facts)
    {
        HostFacts host = facts.Hosts[0];
        DaneSeen seen = host.Dane ?? new DaneSeen();
        if (ParameterSetName == FromHostSet)
        {
            IReadOnlyList<CertificateChain> found = CertificateChain.DistinctOf(seen);
            if (found.Count == 0)
            {
                Fault fault = host.AddressFault ?? seen.Shown.Select(one => one.Fault).FirstOrDefault(one => one is not null) ?? new Fault(FaultKind.Tls, "the server sets up no TLS.");
                await WriteErrorAsync(Errors.HostCertificateUnknown(wish.Host.ToString(), fault)).ConfigureAwait(false);
                return;
            }

            wish = wish with { Current = found };
        }

        TlsaRecordPlan plan = TlsaPlanner.Plan(wish);
        if (Check || Remove)
        {
            plan = plan with { Check = RolloverCheck.Judge(wish, RolloverView.Of(seen), facts.TakenAt) };
        }

        if (Remove && plan.Check is { SafeToRemove: false } unsafeNow)
        {
            await WriteErrorAsync(Errors.TlsaRemovalUnsafe(plan.Host, unsafeNow)).ConfigureAwait(false);
            return;
        }

        await WriteAsync(Remove ? plan with { Publish = plan.Final } : plan).ConfigureAwait(false);
    }
}
