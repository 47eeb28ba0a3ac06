using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dane;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneRecordMalformedCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-RECORD-MALFORMED", "A TLSA record is malformed", Severity.Medium, "RFC 6698 §2.1.4",
        "In DNS, replace the record: its data must be what its three numbers say (New-TlsaRecord writes it); senders pass it over.");

    protected override Finding? Look(DomainFacts facts, DaneHost host)
    {
        List<TlsaRecord> broken = [.. (host.Set?.Records ?? []).Where(record => record.Malformed)];
        return broken.Count == 0 ? null : Found(host.Host, $"{host.Answer!.Name}: "
            + $"{string.Join("; ", broken.Take(5).Select(record => $"{record.Usage} {record.Selector} {record.MatchingType}: {record.Problem}"))}.");
    }
}
