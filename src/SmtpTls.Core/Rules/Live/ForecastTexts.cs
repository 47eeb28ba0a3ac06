using System.Collections.Generic;
using System.Linq;
using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Rules.Plan;

namespace SmtpTls.Rules.Live;

/// <summary>The sentences of a forecast: what was seen, and who changes what.</summary>
internal static class ForecastTexts
{
    public static string Reason(RuleDemand demand, DomainFacts facts, IReadOnlyList<HostFit> fits, string delivery)
    {
        if (facts.MxState == MailRouteState.Null)
        {
            return $"{demand.Domain} takes no mail (null MX, RFC 7505).";
        }

        if (facts.MxState is MailRouteState.NotFound or MailRouteState.Unknown)
        {
            return $"{demand.Domain}: {VisibleText.Show(facts.MxFault?.Message ?? "no mail host was found", 300)}";
        }

        string broken = string.Join("; ", fits.Where(static fit => fit.Delivers != true).Take(4).Select(fit => Describe(fit, demand)));
        return delivery switch
        {
            "Delivers" => $"{(fits.Count == 1 ? "Its one address offers" : $"All {fits.Count} addresses offer")} {PlanTexts.Demand(demand.Level)}.",
            "Partly" => $"{fits.Count(static fit => fit.Delivers == true)} of {fits.Count} addresses deliver; the others do not: {broken}.",
            "Inconclusive" => $"No address could be seen to deliver, and not all could be looked at: {broken}.",
            _ => $"No address offers {PlanTexts.Demand(demand.Level)}: {broken}.",
        };
    }

    public static string? Remedy(RuleDemand demand, IReadOnlyList<HostFit> fits, string delivery, IReadOnlyList<string> satisfying)
    {
        string? first = delivery is "Breaks" or "Partly" ? fits.FirstOrDefault(static fit => fit.Delivers == false && fit.Problems.Count > 0)?.Problems[0] : null;
        return first switch
        {
            null => delivery == "Inconclusive" ? "Try again later, or from a network that lets port 25 out, before the rule is enforced." : null,
            nameof(CertificateProblem.NameMismatch) => satisfying.Count > 0
                ? $"Set the rule's tlsDomains to {satisfying[0]}, after asking the partner that the name is theirs; or have the partner get a certificate for {string.Join(" or ", demand.Names)}."
                : $"Have the partner get a certificate for {string.Join(" or ", demand.Names)}.",
            "NotOffered" or "Refused" => "Have the partner switch STARTTLS on and bind a certificate to it; until then the rule holds all mail to them.",
            "Stripped" => "Have whoever runs the firewall on the path (yours or the partner's) stop rewriting SMTP; it removes STARTTLS.",
            HostFit.TlsTooOld => "Have the partner enable TLS 1.2 or newer; Exchange Online never sends under less.",
            nameof(CertificateProblem.Expired) => "Have the partner renew the certificate and bind the new one to SMTP.",
            nameof(CertificateProblem.IncompleteChain) => "Have the partner send the issuing certificate along; Exchange Online fetches none (450 4.4.317 UntrustedRoot).",
            nameof(CertificateProblem.SelfSigned) or nameof(CertificateProblem.UntrustedRoot) => "Have the partner get a certificate of a public authority, or lower the rule to Encrypt, which checks nobody's identity.",
            HostFit.MxNotSecure or "DaneAbsent" or "DaneNotSecure" or "DaneUnusable" or "DaneNotApplicable" =>
                "Have the partner sign its zones and publish usable TLSA records, or take level Domain instead of Dane.",
            "DaneFailed" or "DaneBogus" or "DanePartial" => "Have the partner publish TLSA records for the certificates that its servers show, signed by DNSSEC.",
            nameof(Smtp.ProbeOutcome.NameNotResolved) or nameof(Smtp.ProbeOutcome.ConnectionRefused) or nameof(Smtp.ProbeOutcome.GreetingRejected) =>
                "Ask the partner which hosts take its mail; this one does not, with or without TLS.",
            _ => "Have the partner look at the server with 'smtptls starttls': its findings say what to change.",
        };
    }

    private static string Describe(HostFit fit, RuleDemand demand)
    {
        string place = fit.Seen?.Place ?? fit.Host.Host;
        string names = fit.Problems.Contains(nameof(CertificateProblem.NameMismatch))
            ? $" (names {string.Join(", ", (fit.Seen?.Address.Leaf?.DnsNames ?? []).Take(4).Select(static name => VisibleText.Show(name, 100)))}; expected {string.Join(" or ", demand.Names)})" : "";
        return $"{place} {string.Join(", ", fit.Problems)}{names}";
    }
}
