using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dns;

namespace SmtpTls.MtaSts;

/// <summary>Finds the record of a domain. Asking and reading are two steps, so that what was seen can be read again.</summary>
internal static class StsRecordLookup
{
    public static string NameFor(DomainName domain) => "_mta-sts." + domain;

    public static Task<TxtSeen> LookUpAsync(Resolver resolver, DomainName domain, CancellationToken stop) =>
        TxtSeen.AskAsync(resolver, NameFor(domain), stop);

    /// <summary>What the answer means. "Could not be asked" is Unknown and never Absent: a policy that a sender holds then stays in force.</summary>
    public static Reading<StsRecord> Read(TxtSeen seen) => !seen.IsDecisive
        ? new Reading<StsRecord>(Outcome<StsRecord>.Unknown(seen.Fault ?? new Fault(FaultKind.ServerFailure, $"{seen.Name} could not be looked up.")), [])
        : seen.Texts.Count == 0
            ? new Reading<StsRecord>(Outcome<StsRecord>.Absent(seen.Fault), [])
            : StsRecord.Parse(seen.Name, [.. seen.Decoded()]);
}
