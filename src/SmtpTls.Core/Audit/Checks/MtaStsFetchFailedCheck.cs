using System.Collections.Generic;
using SmtpTls.Http;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

internal sealed class MtaStsFetchFailedCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-FETCH-FAILED", "The MTA-STS policy cannot be fetched", Severity.High, "RFC 8461 §3.3",
        "Have the web host answer that very URL itself over HTTPS with status 200 and the policy as text/plain; no redirect, no login.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts is { Fetch: { Reading: { State: StsFetchState.FetchFailed } reading } } sts)
        {
            string held = sts.Cached?.IsValidAt(facts.TakenAt) == true ? $" Senders that hold the last policy use it until {TimeText.Minute(sts.Cached.ExpiresAt)}." : "";
            yield return Found(facts.Subject, VisibleText.Show(reading.Policy.Fault?.Message ?? "No policy came.", 700) + held, remedy: RemedyOf(sts.Fetch.State));
        }
    }

    // Where no web host was reached, its administrator is not the one to act.
    private string RemedyOf(WebState state) => state switch
    {
        WebState.NameNotFound => "In DNS, give the policy host mta-sts.DOMAIN an address (A, AAAA) or make it an alias (CNAME) of the web host that serves the policy.",
        WebState.ConnectFailed => "Let the web host listen on TCP port 443 at each address that DNS gives for it, and its firewall let everybody in.",
        _ => Info.Remedy,
    };
}
