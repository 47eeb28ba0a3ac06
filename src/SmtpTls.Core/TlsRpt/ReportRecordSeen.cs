using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dns;

namespace SmtpTls.TlsRpt;

/// <summary>What DNS said about a domain's TLS reporting, as stored; what it means is derived.</summary>
internal sealed record ReportRecordSeen
{
    public required TxtSeen Txt { get; init; }

    /// <summary>The answer at the name of early drafts, asked only where the right one has no record.</summary>
    public TxtSeen? OldTxt { get; init; }

    [JsonIgnore]
    public Reading<ReportRecord> Record => Read(Txt);

    /// <summary>A record at the draft's name, where no sender looks.</summary>
    [JsonIgnore]
    public bool StandsAtOldName => OldTxt is { IsDecisive: true } old && Read(old).State is OutcomeState.Found or OutcomeState.Invalid;

    public static string NameFor(DomainName domain) => "_smtp._tls." + domain;

    public static string OldNameFor(DomainName domain) => "_smtp-tlsrpt." + domain;

    public static async Task<ReportRecordSeen> LookUpAsync(Resolver resolver, DomainName domain, CancellationToken stop)
    {
        ReportRecordSeen seen = new() { Txt = await TxtSeen.AskAsync(resolver, NameFor(domain), stop).ConfigureAwait(false) };
        return seen.Record.State != OutcomeState.Absent
            ? seen
            : seen with { OldTxt = await TxtSeen.AskAsync(resolver, OldNameFor(domain), stop).ConfigureAwait(false) };
    }

    /// <summary>"Could not be asked" is Unknown and never Absent.</summary>
    public static Reading<ReportRecord> Read(TxtSeen seen) => !seen.IsDecisive
        ? new Reading<ReportRecord>(Outcome<ReportRecord>.Unknown(seen.Fault ?? new Fault(FaultKind.ServerFailure, $"{seen.Name} could not be looked up.")), [])
        : seen.Texts.Count == 0
            ? new Reading<ReportRecord>(Outcome<ReportRecord>.Absent(seen.Fault), [])
            : ReportRecord.Parse(seen.Name, [.. seen.Decoded()]);
}
