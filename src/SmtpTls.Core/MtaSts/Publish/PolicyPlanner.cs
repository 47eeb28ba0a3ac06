using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace SmtpTls.MtaSts.Publish;

/// <summary>
/// Plans the publication of a policy. A domain that publishes MTA-STS (RFC 8461) says in a TXT record that it has a policy, with an id; the
/// policy itself, which names the mail hosts that may be trusted, is fetched over HTTPS, where an attacker who forges DNS cannot forge it.
/// Senders keep it for max_age and fetch it again when the id changes. So a mistake lasts as long as senders keep it: a plan starts with
/// policies that break nothing, and lengthens what senders keep only at the end.
/// </summary>
internal static class PolicyPlanner
{
    /// <summary>What senders are told to keep a policy at the least; many fetch once a day.</summary>
    private const int ShortMaxAge = 86400;

    /// <summary>Pure but for the time given.</summary>
    public static MtaStsPolicyPlan Plan(PolicyWish wish, DateTimeOffset now)
    {
        // Dates in a plan are for people, and ids have whole seconds: both say the same time.
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        StsPolicy policy = wish.Policy;
        string text = policy.ToString();
        HostedPolicy hosted = new(wish.Domain, text);
        string id = NewId(now);
        PolicyCoverage coverage = PolicyCoverage.Of(policy, wish.Hosts);
        return new MtaStsPolicyPlan
        {
            Domain = wish.Domain.ToString(),
            Mode = policy.ModeWord,
            Mx = [.. policy.Mx.Select(one => one.Text)],
            MaxAgeSec = policy.MaxAge,
            Id = id,
            PolicyText = text,
            Url = hosted.Url,
            Records = [Record(wish.Domain, id), HostingKit.HostRecord(wish.Hosting, hosted)],
            MxResults = coverage.Hosts,
            HostingKind = wish.Hosting?.ToString(),
            Rollout = RolloutPlan.Forward(policy, now),
            WayBack = RolloutPlan.Back(policy, now),
            Notes = [.. wish.Remarks, .. CoverageNotes(policy, coverage), .. Notes(wish)],
        };
    }

    /// <summary>RFC 8461 §3.1: 1 to 32 letters and digits, another whenever the policy changes. The time in UTC is, and tells when that was.</summary>
    public static string NewId(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);

    private static DnsRecordLine Record(DomainName domain, string id)
    {
        string name = $"_mta-sts.{domain}";
        string text = $"v=STSv1; id={id};";
        return new DnsRecordLine(name, "TXT", text, ZoneText.Txt(name, text), "Publish it last, when the policy can be fetched; change the id whenever the policy changes.");
    }

    private static IEnumerable<string> CoverageNotes(StsPolicy policy, PolicyCoverage coverage)
    {
        string[] uncovered = [.. coverage.Hosts.Where(one => !one.MatchesPolicy).Select(one => one.Host)];
        if (uncovered.Length > 0 && policy.Mode != MtaStsMode.None)
        {
            string effect = policy.Mode == MtaStsMode.Enforce ? "senders that enforce MTA-STS would not deliver to" : "senders would report failures for, and with enforce not deliver to,";
            yield return $"No mx line covers {string.Join(", ", uncovered)}: {effect} {(uncovered.Length == 1 ? "this host" : "these hosts")}. Add them before you publish.";
        }

        if (coverage.Unused.Count > 0)
        {
            yield return $"Today's MX records name no host that these lines cover: {string.Join(", ", coverage.Unused)}. Keep them only if such hosts are planned.";
        }
    }

    private static IEnumerable<string> Notes(PolicyWish wish)
    {
        StsPolicy policy = wish.Policy;
        if (policy.Mode == MtaStsMode.Enforce)
        {
            yield return "If this is the domain's first policy, start with testing: Rollout has the steps. With enforce, senders that follow MTA-STS stop delivering to every mail host that is not covered or whose certificate does not hold.";
        }

        // RFC 8461 §3.2 and §10.2: what is kept briefly protects briefly, since an attacker need only block the next fetch.
        if (policy.MaxAge < ShortMaxAge && policy.Mode != MtaStsMode.None)
        {
            yield return $"max_age is {policy.MaxAge} seconds: senders forget the policy within a day, and an attacker who can block its fetch that long is rid of it. A week or more protects.";
        }

        if (policy.Mode == MtaStsMode.None && policy.MaxAge > ShortMaxAge)
        {
            yield return "A policy with mode none needs no long max_age: a day (86400) is enough (RFC 8461 §8.3).";
        }

        if (policy.Mode == MtaStsMode.None)
        {
            yield return "Mode none switches MTA-STS off for the domain. If a policy with testing or enforce was published before, WayBack says when it is safe to remove everything.";
            yield break;
        }

        yield return $"Ask for reports beside it: New-TlsRptRecord {wish.Domain} -Rua mailto:... (RFC 8460). Without them nobody tells you what a policy breaks.";
        yield return $"The web certificate must be for mta-sts.{wish.Domain} itself (or *.{wish.Domain}) and from a public authority; senders follow no redirect.";
    }
}
