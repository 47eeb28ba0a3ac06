namespace SmtpTls.Audit.Checks;

internal sealed class DaneNotSecureCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-NOT-SECURE", "The TLSA answer is not protected by DNSSEC", Severity.Medium, "RFC 7672 §2.2",
        "Sign the zone that the TLSA records stand in, and publish its DS record in the zone above: without it senders act as if there were no records.");

    protected override Finding? Look(DomainFacts facts, DaneHost host) =>
        host is { State: DaneState.NotSecure, Answer: not null } ? Found(host.Host, host.Reason) : null;
}
