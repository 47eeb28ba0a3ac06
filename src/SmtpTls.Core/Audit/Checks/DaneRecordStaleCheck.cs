using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneRecordStaleCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-RECORD-STALE", "TLSA records are left that fit nothing", Severity.Low, "RFC 7671 §8.1",
        "In DNS, remove the records of keys that are no longer used: whoever holds such a key can still pass for the host.");

    protected override Finding? Look(DomainFacts facts, DaneHost host)
    {
        List<DaneRecord> stale = [.. DaneRecords.Of(host).Where(record => record.Role == nameof(TlsaRole.Stale))];
        return stale.Count == 0 ? null : Found(host.Host, $"{host.Answer!.Name} has {stale.Count} of them: "
            + $"{Listing.Of([.. stale.Select(record => record.ToString())], 3)}; {DaneRecords.Of(host).Count(record => record.Matched)} fit a certificate that was seen.");
    }
}
