using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace SmtpTls.MtaSts;

/// <summary>
/// What a sender that follows RFC 8461 does with one message: §3.3 which policy is in force, §4 whether a host satisfies it, §5 what follows. A
/// pure function: the same knowledge gives the same answer.
/// </summary>
internal static class SenderDecision
{
    /// <summary>Whether a sender with this cache fetches now: nothing valid kept, another id, or time to refresh; not in the pause after a failure.</summary>
    public static bool NeedsFetch(CachedPolicy? cache, StsRecord record, DateTimeOffset now)
    {
        if (cache is null || !cache.IsValidAt(now))
        {
            return true;
        }

        return (cache.Id != record.Id || cache.IsRefreshDue(now)) && !cache.IsPausedAt(now);
    }

    public static SenderAnswer Decide(SenderQuestion question)
    {
        Standing standing = FindPolicy(question);
        List<string> reports = standing.FetchFailure is null ? [] : [standing.FetchFailure];
        SenderAnswer answer = standing.Policy?.Mode switch
        {
            MtaStsMode.Enforce => Enforce(question, standing.Policy, reports),
            MtaStsMode.Testing => Test(question, standing.Policy, reports),

            // RFC 8461 §5: mode none, and no policy at all, are the same to a delivery.
            _ => Opportunistic(question, reports),
        };
        return answer with
        {
            PolicyInForce = standing.Policy,
            CacheAfter = standing.CacheAfter,
            Reports = question.WantsReports ? [.. reports.Distinct()] : [],
        };
    }

    /// <summary>What a cache entry becomes by a fetch that gave a policy; null when it may not be kept.</summary>
    public static CachedPolicy? Keep(StsRecord record, StsFetchSeen fetch) => fetch is not { Policy: { MaxAge: > 0 }, Body: { } body }
        ? null
        : new CachedPolicy { Id = record.Id, FetchedAt = fetch.At, Text = Encoding.UTF8.GetString(body) };

    private static Standing FindPolicy(SenderQuestion question)
    {
        CachedPolicy? valid = question.Cache?.IsValidAt(question.Now) == true ? question.Cache : null;

        // RFC 8461 §3.3: no usable record, for whatever reason, changes nothing about a policy that is kept and valid.
        if (question.Record?.Value is not { } record || question.Fetch is not { } fetch)
        {
            return new Standing(valid?.Policy, valid, null);
        }

        if (fetch.Policy is { } fresh)
        {
            // A new policy replaces the old one at once; max_age 0 serves the delivery at hand and is not kept.
            return new Standing(fresh, Keep(record, fetch), null);
        }

        CachedPolicy? kept = valid is null ? null : valid with { FailedAt = fetch.At, Failure = fetch.Reading.ResultType };
        return new Standing(valid?.Policy, kept, fetch.Reading.ResultType);
    }

    private static SenderAnswer Enforce(SenderQuestion question, StsPolicy policy, List<string> reports)
    {
        foreach (SenderCandidate candidate in question.Candidates)
        {
            if (candidate.Tls == CandidateTls.Unreachable)
            {
                continue;
            }

            if (FindFailure(candidate, policy) is { } failure)
            {
                // RFC 8461 §5.1: the next host in turn may do better.
                reports.Add(failure);
                continue;
            }

            return Delivered(candidate, SenderTls.Authenticated);
        }

        return Undelivered(question);
    }

    private static SenderAnswer Test(SenderQuestion question, StsPolicy policy, List<string> reports)
    {
        foreach (SenderCandidate candidate in question.Candidates.Where(IsUsable))
        {
            string? failure = FindFailure(candidate, policy);
            if (failure is not null)
            {
                // RFC 8461 §5: reported, and delivered all the same.
                reports.Add(failure);
            }

            return Delivered(candidate, failure is null ? SenderTls.Authenticated : SenderTls.Opportunistic);
        }

        AddDane(question, reports);
        return Undelivered(question);
    }

    private static SenderAnswer Opportunistic(SenderQuestion question, List<string> reports)
    {
        if (question.Candidates.FirstOrDefault(IsUsable) is { } candidate)
        {
            return Delivered(candidate, SenderTls.Opportunistic);
        }

        AddDane(question, reports);
        return Undelivered(question);
    }

    private static void AddDane(SenderQuestion question, List<string> reports)
    {
        if (question.Candidates.Any(candidate => candidate.DaneFailed))
        {
            reports.Add(ResultTypes.ValidationFailure);
        }
    }

    private static bool IsUsable(SenderCandidate candidate) => candidate.Tls != CandidateTls.Unreachable && !candidate.DaneFailed;

    private static SenderAnswer Delivered(SenderCandidate candidate, SenderTls tls) => new() { Action = SenderAction.Deliver, Via = candidate.Host, Tls = tls };

    private static SenderAnswer Undelivered(SenderQuestion question)
    {
        // RFC 8461 §5.1: before a message is given up for good, the sender must have looked for an updated policy.
        bool lookedAgain = question.Record is { State: not OutcomeState.Unknown } && question.Fetch is null or { Policy: not null };
        return new SenderAnswer { Action = question.QueueExpired && lookedAgain ? SenderAction.BounceAllowed : SenderAction.Defer };
    }

    /// <summary>Why a host does not satisfy the policy, in the words of a report; null when it does.</summary>
    private static string? FindFailure(SenderCandidate candidate, StsPolicy policy)
    {
        // RFC 8461 §4.1 comes first: a host that is not named is not used, however good its TLS. RFC 8460 has no word of its own for it.
        if (candidate.DaneFailed || policy.Match(candidate.Host) is null)
        {
            return ResultTypes.ValidationFailure;
        }

        return candidate.Tls switch
        {
            CandidateTls.NotOffered or CandidateTls.Refused => ResultTypes.StartTlsNotSupported,
            CandidateTls.HandshakeFailed or CandidateTls.TooOld => ResultTypes.ValidationFailure,
            _ => candidate.Certificate switch
            {
                CandidateCertificate.Valid => null,
                CandidateCertificate.Expired => ResultTypes.CertificateExpired,
                CandidateCertificate.NameMismatch => ResultTypes.CertificateHostMismatch,
                CandidateCertificate.Untrusted or CandidateCertificate.SelfSigned => ResultTypes.CertificateNotTrusted,
                _ => ResultTypes.ValidationFailure,
            },
        };
    }

    private sealed record Standing(StsPolicy? Policy, CachedPolicy? CacheAfter, string? FetchFailure);
}
