namespace SmtpTls.Audit.Checks;

internal sealed class DaneFailedCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-FAILED", "No certificate of the host fits its TLSA records", Severity.High, "RFC 7672 §2.2",
        "In DNS, publish the record of the certificate in use beside the others at once (New-TlsaRecord -FromHost writes it); then find out who changed the one without the other.");

    protected override Finding? Look(DomainFacts facts, DaneHost host) => host.State == DaneState.Failed
        ? Found(host.Host, $"{host.Reason} Exchange Online and other senders that honour DANE try another host, then hold the mail for about a day and give it back.")
        : null;
}
