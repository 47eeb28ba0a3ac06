namespace SmtpTls.Audit.Checks;

internal sealed class DaneBogusCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-BOGUS", "Senders that honour DANE deliver nothing over bogus DNS answers", Severity.High, "RFC 7672 §2.1.1",
        "Have the administrator of the zone repair its signing (the finding DNSSEC-BOGUS says what is wrong); until then the mail of such senders waits.");

    protected override Finding? Look(DomainFacts facts, DaneHost host) => host.State == DaneState.Bogus ? Found(host.Host, host.Reason) : null;
}
