using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Explain;

/// <summary>
/// Answers "what does this mean" from the knowledge base. A text is searched once for all words and codes of all causes; causes are ranked by
/// the strongest sign that is there. Findings and result types lead to their cause directly. Safe for any text; may be shared between threads.
/// </summary>
internal sealed class Explainer
{
    /// <summary>Answers that are given at most, and how far behind the best one an answer may be.</summary>
    private const int MostAnswers = 5, MostBehind = 35;

    private readonly CauseCatalog _causes;
    private readonly PhraseIndex _phrases;

    public Explainer(CauseCatalog causes)
    {
        _causes = causes;
        _phrases = new PhraseIndex(causes.Causes.SelectMany(cause => cause.Signs).SelectMany(sign => sign.Phrases));
    }

    /// <summary>What a bounce, reply, log line or message means, best first; one explanation of category <c>unknown</c> when nothing is recognised.</summary>
    public IReadOnlyList<ErrorExplanation> Explain(string text)
    {
        string plain = ErrorText.Normalize(text);
        HashSet<string> found = _phrases.Find(plain);
        StatusCode status = StatusCode.Find(plain);
        NamesInText names = NamesInText.Find(plain);
        List<Ranked> ranked = [.. _causes.Causes.Select(cause => Rank(cause, found)).Where(one => one.Weight > 0).OrderByDescending(one => one.Weight)];
        if (ranked.Count == 0)
        {
            // RFC 3463 §2: the second number says what a code is about, whatever the words behind it.
            bool elsewhere = status.Enhanced is { } code && code[2] is '1' or '2' or '3' or '6' && code[3] == '.';
            return [Answer(_causes.Find(elsewhere ? "not-transport-security" : "not-recognised")!, status, names) with { Matched = elsewhere ? [status.Enhanced!] : [], Score = elsewhere ? 0.5 : 0 }];
        }

        if (status.Enhanced is null && ranked[0].Status is { } implied)
        {
            status = status with { Enhanced = implied };
        }

        // The code of a text is that of its best answer; where there are several, another answer has the one that speaks for it, or none.
        bool several = StatusCode.AreSeveral(plain);
        return [.. ranked.Where(one => one.Weight >= ranked[0].Weight - MostBehind).Take(MostAnswers)
            .Select(one => Answer(one.Cause, several && one != ranked[0] ? StatusCode.Among(one.Matched, one.Status) : status, names) with { Matched = one.Matched, Score = one.Weight / 100.0 })];
    }

    /// <summary>What a finding comes from, with what was seen as the proof.</summary>
    public ErrorExplanation Explain(Finding finding)
    {
        string? name = NamesInText.Usable(finding.Subject);
        Cause cause = _causes.OfFinding(finding.Id)?.About(name, name)
            ?? new Cause("finding", "finding", ActorOf(finding.Id), finding.Reference, finding.Title + ".", "", []);
        return Answer(cause, new StatusCode(null, null), new NamesInText(name, name)) with
        {
            Subject = finding.Subject,
            Proof = $"{finding.Detail} {cause.Proof}".Trim(),
            Steps = [finding.Remedy, .. cause.Steps.Where(step => step != finding.Remedy)],
            Matched = [finding.Id],
            Score = 1,
        };
    }

    /// <summary>What a result type of a TLS report means (RFC 8460 §4.3); null for a word that the RFC does not list.</summary>
    public ErrorExplanation? ExplainResultType(string resultType, string? host, string? domain) =>
        _causes.OfResultType(resultType) is not { } cause ? null
            : Answer(cause, new StatusCode(null, null), new NamesInText(NamesInText.Usable(host), NamesInText.Usable(domain))) with { Matched = [resultType], Score = 1 };

    /// <summary>What stands against our own results: their findings of low severity and above, worst first, each cause of a subject once.</summary>
    public IReadOnlyList<ErrorExplanation> Explain(IEnumerable<Finding> findings) =>
        [.. findings.Where(finding => finding.Severity != nameof(Severity.Info) || _causes.OfFinding(finding.Id) is not null)
            .OrderByDescending(finding => Enum.TryParse(finding.Severity, out Severity severity) ? severity : Severity.Info)
            .ThenBy(finding => _causes.OfFinding(finding.Id) is null)
            .Select(Explain)
            .GroupBy(one => (one.Id == "finding" ? one.Matched[0] : one.Id, one.Subject))
            .Select(group => group.First())];

    private static ErrorExplanation Answer(Cause cause, StatusCode status, NamesInText names)
    {
        Cause about = cause.About(names.Host, names.Domain);
        return new ErrorExplanation
        {
            Category = about.Category,
            Id = about.Id,
            Status = status.Enhanced,
            Temporary = status.Temporary,
            Subject = names.Host ?? names.Domain,
            Cause = about.Text,
            Actor = about.Actor.ToString(),
            Proof = about.Proof,
            Steps = about.Steps,
            Reference = about.Reference,
        };
    }

    private static Ranked Rank(Cause cause, HashSet<string> found)
    {
        List<Sign> there = [.. cause.Signs.Where(sign => sign.Phrases.All(found.Contains))];
        if (there.Count == 0)
        {
            return new Ranked(cause, 0, null, []);
        }

        // Further signs of the same cause make it a little surer, never surer than a stronger sign of another.
        int best = there.Max(sign => sign.Weight);
        return new Ranked(
            cause,
            Math.Min(100, best + Math.Min(there.Count - 1, 3)),
            there.Select(sign => sign.Status).FirstOrDefault(status => status is not null),
            [.. there.SelectMany(sign => sign.Phrases).Distinct()]);
    }

    private static Actor ActorOf(string findingId) => findingId.Split('-')[0] switch
    {
        "CERT" => Actor.CertificateOwner,
        "MX" or "DNSSEC" or "DANE" or "TLSRPT" => Actor.DnsHost,
        _ => Actor.RecipientAdmin,
    };

    private sealed record Ranked(Cause Cause, int Weight, string? Status, IReadOnlyList<string> Matched);
}
