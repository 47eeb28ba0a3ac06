using SmtpTls.Dns;

namespace SmtpTls.Audit.Checks;

internal sealed class DaneUndeterminedCheck : DaneHostCheck
{
    public override CheckInfo Info { get; } = new("DANE-UNDETERMINED", "What senders that honour DANE do could not be determined", Severity.Low, "RFC 7672 §2.2",
        "Test again later or with another DNS server; if it stays so, have the administrator of the zone check how its name servers answer questions for TLSA.");

    protected override Finding? Look(DomainFacts facts, DaneHost host) => host.State == DaneState.Indeterminate
        ? Found(host.Host, host.Reason.TrimEnd('.') + ".", Importance(host))
        : null;

    // Name servers that fail on TLSA alone stop the mail of every sender that honours DANE (RFC 7672 §2.2.2).
    private static Severity Importance(DaneHost host) => host.Answer is { Status: DnsStatus.ServerFailure or DnsStatus.Lame } ? Severity.High : Severity.Low;
}
