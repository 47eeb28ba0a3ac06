using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class DanePartialCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-PARTIAL", "Only some certificates of the host fit its TLSA records", Severity.High, "RFC 7671 §8.1",
        "In DNS, publish a record for each certificate in use: on every address, and for the RSA and the ECDSA certificate where the server holds both (New-TlsaRecord -FromHost writes them).");

    protected override Finding? Look(DomainFacts facts, DaneHost host) => host.State == DaneState.Partial
        ? Found(host.Host, $"{host.Host}: {string.Join("; ", host.Shown.Where(shown => shown.Matched == false).Take(5).Select(shown => shown.Text))}. "
            + "Which certificate a sender gets depends on the address it tries and the algorithms it offers, so some mail is held.")
        : null;
}
