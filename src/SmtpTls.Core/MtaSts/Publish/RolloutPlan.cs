using System;
using System.Collections.Generic;

namespace SmtpTls.MtaSts.Publish;

/// <summary>The way from nothing to an enforced policy, and the way back (RFC 8461 §8.3), with dates that hold when each step is done at its earliest.</summary>
internal static class RolloutPlan
{
    private const int Day = 86400;

    /// <summary>Reports come once a day (RFC 8460 §4.1): two weeks show weekly senders too.</summary>
    private const int Observation = 14 * Day;

    /// <summary>What is kept while it may still turn out wrong.</summary>
    private const int CautiousMaxAge = 7 * Day;

    /// <summary>
    /// Seconds by which the ids of each way are later than its dates. Senders tell policies by their ids alone (RFC 8461 §3.1), and of one plan the
    /// policy asked for, the first step and the way back may all be published on one day: the way back under an id that was used already would be
    /// seen by nobody.
    /// </summary>
    private const int ForwardIds = 1, BackIds = 2;

    /// <summary>none, testing, enforce; then enforce for as long as was asked, where that is longer than is wise at first.</summary>
    public static IReadOnlyList<RolloutStep> Forward(StsPolicy wanted, DateTimeOffset now)
    {
        StepList steps = new(now, ForwardIds);
        steps.Add(
            new StsPolicy { Mode = MtaStsMode.None, MaxAge = Day, Mx = wanted.Mx }, Day,
            "Set up the web host, serve this policy, then publish the TXT record with this id. Mode none asks nothing of senders.",
            "Go on when Get-MtaStsPolicy finds the policy valid from outside your network.");
        if (wanted.Mx.Count == 0)
        {
            return steps.Steps;
        }

        int cautious = Math.Min(wanted.MaxAge, CautiousMaxAge);
        steps.Add(
            new StsPolicy { Mode = MtaStsMode.Testing, MaxAge = cautious, Mx = wanted.Mx }, Observation,
            "Publish a TLS-RPT record (New-TlsRptRecord), serve this policy, then change the id. Mail flows as before, and senders report what would fail.",
            "Go on when Test-MtaSts finds every mail host deliverable and two weeks of reports show no failure of yours.");
        bool further = wanted.MaxAge > cautious;
        steps.Add(
            new StsPolicy { Mode = MtaStsMode.Enforce, MaxAge = cautious, Mx = wanted.Mx }, further ? Observation : 0,
            "Serve this policy, then change the id. From now on senders refuse mail hosts that are not covered or whose certificate does not hold.",
            further ? "Go on when the reports still show no failure." : "Before any change of MX: add the new hosts to the policy, change the id, and wait for max_age.");
        if (further)
        {
            steps.Add(
                wanted with { Mode = MtaStsMode.Enforce }, 0,
                "Serve this policy, then change the id: senders now keep it as long as you want.",
                "Before any change of MX: add the new hosts to the policy, change the id, and wait for max_age.");
        }

        return steps.Steps;
    }

    /// <summary>RFC 8461 §8.3: mode none with a small max_age under a new id, wait until no sender holds an older policy, then remove.</summary>
    public static IReadOnlyList<RolloutStep> Back(StsPolicy published, DateTimeOffset now)
    {
        StepList steps = new(now, BackIds);

        // What was published before a policy with mode none is not known here: a week is what most domains say.
        int wait = published.Mode == MtaStsMode.None ? CautiousMaxAge : Math.Max(published.MaxAge, Day);
        steps.Add(
            new StsPolicy { Mode = MtaStsMode.None, MaxAge = Day }, wait,
            "Serve this policy with mode none, then change the id.",
            $"Wait for the longest max_age that any policy served until now had: until then some sender may still enforce it. The date here counts {wait} seconds.");
        steps.Remove(Day, "Remove the TXT record.", "Wait a day for DNS caches and for the last copies of mode none.");
        steps.Remove(0, "Remove the policy, its web host and the host's DNS record.", "MTA-STS is gone.");
        return steps.Steps;
    }

    private sealed class StepList(DateTimeOffset start, int idSeconds)
    {
        private readonly List<RolloutStep> _steps = [];
        private DateTimeOffset _at = start;

        public IReadOnlyList<RolloutStep> Steps => _steps;

        public void Add(StsPolicy policy, long wait, string action, string then) => Add(wait, new RolloutStep
        {
            Mode = policy.ModeWord,
            MaxAgeSec = policy.MaxAge,
            Id = PolicyPlanner.NewId(_at.AddSeconds(idSeconds)),
            PolicyText = policy.ToString(),
            Action = action,
            Then = then,
        });

        public void Remove(long wait, string action, string then) => Add(wait, new RolloutStep { Action = action, Then = then });

        private void Add(long wait, RolloutStep step)
        {
            _steps.Add(step with { Step = _steps.Count + 1, NotBefore = _at.UtcDateTime, WaitSec = wait });
            _at = _at.AddSeconds(wait);
        }
    }
}
