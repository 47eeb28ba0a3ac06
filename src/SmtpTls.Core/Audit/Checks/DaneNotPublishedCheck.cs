using SmtpTls.Dns.Dnssec;
using SmtpTls.MtaSts.Publish;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneNotPublishedCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-NOT-PUBLISHED", "The host's zone is signed and has no TLSA records", Severity.Info, "RFC 7672 §2.2.3",
        "If the host is yours, publish 3 1 1 records of its certificates (New-TlsaRecord -FromHost writes them): senders that honour DANE then authenticate it.");

    protected override Finding? Look(DomainFacts facts, DaneHost host) => host is { State: DaneState.Absent, Answer.Security: DnsSecurity.Secure }
        ? Found(host.Host, host.Reason, remedy: ExchangeOnlineMx.Is(host.Host) ? "In Exchange Online PowerShell, run Enable-SmtpDaneInbound for the domain; Microsoft publishes and renews the records, some 15 to 30 minutes later." : null)
        : null;
}
