using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit;

/// <summary>Subjects that are asked the same of failures.</summary>
/// <param name="Asked">What of each.</param>
/// <param name="Targets">Each once.</param>
/// <param name="OfPolicy">True when the policies of domains are asked for, and not mail hosts.</param>
internal sealed record FailureQuestions(Mechanisms Asked, IReadOnlyList<AuditTarget> Targets, bool OfPolicy);

/// <summary>Looks at reported failures now: first what must be asked for them, then what the answers say.</summary>
/// <param name="failures">Those with most sessions first.</param>
/// <param name="most">So many are looked at.</param>
internal sealed class FailureLook(IReadOnlyList<TlsRptFailure> failures, int most)
{
    private readonly Dictionary<(string Subject, bool OfPolicy), DomainAudit> _answers = [];
    private readonly Judge _judge = new(new CheckCatalog(), withProofs: true);

    /// <summary>What is to be asked: of mail hosts, and of policies.</summary>
    public IReadOnlyList<FailureQuestions> Questions
    {
        get
        {
            List<FailureQuestions> questions = [];
            foreach (bool policy in (bool[])[false, true])
            {
                List<AuditTarget> targets = [.. failures.Take(most).SelectMany(QuestionsOf).Where(question => question.OfPolicy == policy).Select(question => question.Target).Distinct()];
                if (targets.Count > 0)
                {
                    bool dane = failures.Take(most).Any(failure => failure.ResultType is "tlsa-invalid" or "dane-required");
                    questions.Add(new FailureQuestions(policy ? Mechanisms.MtaSts : dane ? Mechanisms.StartTls | Mechanisms.Dane : Mechanisms.StartTls, targets, policy));
                }
            }

            return questions;
        }
    }

    /// <summary>What was seen of a subject.</summary>
    public void Add(FailureQuestions questions, DomainFacts facts) => _answers[(facts.Subject, questions.OfPolicy)] = _judge.Assess(facts);

    /// <summary>The failures, those that were looked at with what is so now.</summary>
    /// <param name="now">The time, for a failure that nothing could be asked about.</param>
    public IReadOnlyList<TlsRptFailure> Answer(DateTimeOffset now) => [.. failures.Take(most).Select(failure => failure with { Now = Judge(failure, now) }), .. failures.Skip(most)];

    private static IEnumerable<(AuditTarget Target, bool OfPolicy)> QuestionsOf(TlsRptFailure failure)
    {
        if (FailureCheck.QuestionOf(failure, out bool ofPolicy) is { } target)
        {
            yield return (target, ofPolicy);
        }

        if (FailureCheck.PolicyOf(failure) is { } domain)
        {
            yield return (domain, true);
        }
    }

    private TlsRptNow Judge(TlsRptFailure failure, DateTimeOffset now)
    {
        AuditTarget? target = FailureCheck.QuestionOf(failure, out bool policy);
        return FailureCheck.Judge(failure, AnswerOf(target, policy), now, AnswerOf(FailureCheck.PolicyOf(failure), true)?.MtaSts);
    }

    private DomainAudit? AnswerOf(AuditTarget? target, bool policy) => target is not null && _answers.TryGetValue((target.ToString(), policy), out DomainAudit? audit) ? audit : null;
}
