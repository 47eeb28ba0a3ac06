using System.Collections.Generic;
using System.Linq;
using SmtpTls.MtaSts.Publish;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneRecordSpareCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-RECORD-SPARE", "A TLSA record waits for the next key, or is left from the last", Severity.Info, "RFC 7671 §8.1",
        "If a change of keys is under way, go on with it; if not, remove the record from DNS.");

    protected override Finding? Look(DomainFacts facts, DaneHost host)
    {
        List<DaneRecord> spare = [.. DaneRecords.Of(host).Where(record => record.Role == nameof(TlsaRole.Spare))];
        return spare.Count == 0 ? null : Found(host.Host, $"{host.Answer!.Name}: {Listing.Of([.. spare.Select(record => record.ToString())], 3)} "
            + $"fits no certificate that was seen; {DaneRecords.Of(host).Count(record => record.Matched)} of {host.Set!.Records.Count} records fit.",
            remedy: ExchangeOnlineMx.Is(host.Host) ? "Nothing is to be done: Microsoft publishes two records for its hosts and changes its keys itself." : null);
    }
}
