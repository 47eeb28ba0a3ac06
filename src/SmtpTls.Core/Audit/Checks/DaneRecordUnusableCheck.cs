using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dane;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneRecordUnusableCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-RECORD-UNUSABLE", "Some TLSA records cannot be used for mail", Severity.Low, "RFC 7672 §3.1.3",
        "In DNS, remove them, or replace them by 3 1 1 records of the same keys: senders pass them over.");

    protected override Finding? Look(DomainFacts facts, DaneHost host)
    {
        List<TlsaRecord> idle = [.. (host.Set?.Records ?? []).Where(record => record is { Usable: false, Malformed: false })];
        return idle.Count == 0 || host.State == DaneState.Unusable ? null
            : Found(host.Host, $"{host.Answer!.Name}: {string.Join("; ", idle.Select(record => record.Problem).Distinct().Take(5))} ({idle.Count} of {host.Set!.Records.Count} records).");
    }
}
