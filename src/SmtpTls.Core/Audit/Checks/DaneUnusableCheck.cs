using System.Linq;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneUnusableCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-UNUSABLE", "No TLSA record can be used for mail", Severity.Medium, "RFC 7672 §3.1.3",
        "In DNS, publish 3 1 1 records of the certificates in use instead (New-TlsaRecord -FromHost writes them): senders now encrypt and authenticate nobody.");

    protected override Finding? Look(DomainFacts facts, DaneHost host) => host is { State: DaneState.Unusable, Set: { } set }
        ? Found(host.Host, $"{host.Answer!.Name}: {string.Join("; ", set.Records.Take(5).Select(record => record.Problem))}. {(host.Effect == DaneEffect.SkipHost ? host.Reason : "")}".TrimEnd())
        : null;
}
