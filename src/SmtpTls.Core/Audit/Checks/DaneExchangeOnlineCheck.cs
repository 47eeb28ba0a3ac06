using System;
using SmtpTls.MtaSts.Publish;

namespace SmtpTls.Audit.Checks;

/// <summary>Microsoft's older host names stand in a zone that is not signed; a tenant can have one below <c>mx.microsoft</c> that is.</summary>
internal sealed class DaneExchangeOnlineCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-EXCHANGE-ONLINE-OLD-NAME", "Exchange Online could receive with DANE, and not under this host name", Severity.Info,
        "Microsoft Learn: How SMTP DNS-based Authentication of Named Entities works",
        "If the domain is yours: sign its zone; set an MTA-STS policy to testing; run Enable-DnssecForVerifiedDomain and publish the MX it names (DnssecMxValue) at preference 20, test, then at 0, and delete the old one; "
        + "run Enable-SmtpDaneInbound; put the new host into the policy, change its id and enforce again.");

    protected override Finding? Look(DomainFacts facts, DaneHost host) =>
        host.State == DaneState.Absent && ExchangeOnlineMx.Is(host.Host) && !host.Host.EndsWith(".mx.microsoft", StringComparison.Ordinal)
            ? Found(host.Host, $"{host.Host} is the older kind of name, whose zone is not signed; the kind below mx.microsoft (contoso-com.o-v1.mx.microsoft, whose middle label cannot be foretold) has DNSSEC and, once enabled, TLSA records.")
            : null;
}
