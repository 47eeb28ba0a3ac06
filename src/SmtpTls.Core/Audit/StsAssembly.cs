using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit;

/// <summary>Turns what was seen of a domain's MTA-STS into the public results: state, verdict, and what a sender does.</summary>
internal static class StsAssembly
{
    /// <summary>More than any sender reads (RFC 8461 §3.3).</summary>
    public const int MostOctets = StsFetchOptions.MostOctets;

    private const string Area = "MTASTS-";

    public static MtaStsResult? Of(DomainFacts facts, IEnumerable<Finding> findings)
    {
        if (facts.MtaSts is not { } sts)
        {
            return null;
        }

        IReadOnlyList<StsHost> hosts = sts.Published is { Mode: not MtaStsMode.None } policy ? StsHost.AllOf(facts, policy) : [];
        string state = StateOf(sts);
        return new MtaStsResult
        {
            Domain = sts.Domain.ToString(),
            State = state,
            Verdict = VerdictOf(facts, state, hosts).ToString(),
            Record = RecordOf(sts),
            Policy = FileOf(sts),
            MxResults = [.. hosts.Select(host => new MtaStsMxResult
            {
                Host = host.Host,
                MatchesPolicy = host.Pattern is not null,
                Pattern = host.Pattern?.ToString(),
                Deliverable = host.Deliverable,
                Problems = host.Problems,
            })],
            Sender = SenderOf(facts, sts),
            Findings = [.. findings.Where(finding => finding.Id.StartsWith(Area, StringComparison.Ordinal))],
        };
    }

    /// <summary>The policy alone, without the mail hosts.</summary>
    public static MtaStsPolicy? PolicyOf(DomainFacts facts, IEnumerable<Finding> findings)
    {
        if (facts.MtaSts is not { } sts)
        {
            return null;
        }

        MtaStsPolicyFile? file = FileOf(sts);
        string state = StateOf(sts);
        return new MtaStsPolicy
        {
            Domain = sts.Domain.ToString(),
            Source = file?.Url,
            State = state,
            Verdict = VerdictOf(facts with { MxState = MailRouteState.NotAsked }, state, []).ToString(),
            Mode = file?.Mode,
            Mx = file?.Mx ?? [],
            MaxAgeSec = file?.MaxAgeSec,
            Id = sts.Record.Value?.Id,
            Raw = file?.Raw,
            Problems = [.. RecordOf(sts)?.Problems ?? [], .. file?.Problems ?? []],
            HttpStatus = file?.HttpStatus,
            ContentType = file?.ContentType,
            WebCertificateNotAfter = file?.WebCertificateNotAfter,
            DnsSecurity = new SecurityAssembly(steps: true).Of([sts.Txt.Answer]),
            Findings = [.. findings.Where(finding => finding.Id.StartsWith(Area, StringComparison.Ordinal))],
        };
    }

    /// <summary>A file or text that nobody has published yet.</summary>
    /// <param name="octets">The policy as a web server would give it.</param>
    /// <param name="source">What to call it.</param>
    public static MtaStsPolicy OfFile(byte[] octets, string source)
    {
        Reading<StsPolicy> reading = StsPolicy.Parse(octets);
        return new MtaStsPolicy
        {
            Source = VisibleText.Show(source),
            State = (reading.Value is null ? StsFetchState.InvalidPolicy : StsFetchState.Valid).ToString(),
            Verdict = (reading.Value is null ? Verdict.Fail : reading.Value.Mode == MtaStsMode.Enforce ? Verdict.Pass : Verdict.Warn).ToString(),
            Mode = reading.Value?.ModeWord,
            Mx = [.. reading.Value?.Mx.Select(pattern => pattern.ToString()) ?? []],
            MaxAgeSec = reading.Value?.MaxAge,
            Raw = Lines(octets),
            Problems = [.. reading.Problems.Select(problem => problem.ToString())],
        };
    }

    public static string StateOf(StsFacts sts) => sts.Record.State switch
    {
        OutcomeState.Absent => "Absent",
        OutcomeState.Invalid => "InvalidRecord",
        OutcomeState.Unknown => nameof(StsFetchState.Indeterminate),
        _ => (sts.Fetch?.Reading.State ?? StsFetchState.Indeterminate).ToString(),
    };

    private static Verdict VerdictOf(DomainFacts facts, string state, IReadOnlyList<StsHost> hosts) => state switch
    {
        "Absent" => Verdict.NotPresent,
        nameof(StsFetchState.Indeterminate) => Verdict.Inconclusive,
        nameof(StsFetchState.Valid) => facts.MtaSts!.Published!.Mode == MtaStsMode.Enforce ? EnforcedVerdict(facts.MxState, hosts) : Verdict.Warn,
        _ => Verdict.Fail,
    };

    private static Verdict EnforcedVerdict(MailRouteState route, IReadOnlyList<StsHost> hosts) => route switch
    {
        MailRouteState.NotFound => Verdict.Fail,
        MailRouteState.Unknown => Verdict.Inconclusive,
        _ => hosts.Any(host => host.Deliverable == false) ? Verdict.Fail
            : hosts.Any(host => host.Deliverable is null) ? Verdict.Inconclusive
            : Verdict.Pass,
    };

    private static MtaStsRecord? RecordOf(StsFacts sts)
    {
        Reading<StsRecord> reading = sts.Record;
        bool none = reading.State is OutcomeState.Absent or OutcomeState.Unknown && reading.Problems.Count == 0;
        return none || sts.Planned ? null : new MtaStsRecord
        {
            Raw = TextRecords.Show(reading.Outcome.Raw),
            Id = reading.Value?.Id,
            Problems = [.. reading.Problems.Select(problem => problem.ToString())],
        };
    }

    private static MtaStsPolicyFile? FileOf(StsFacts sts)
    {
        if (sts.Fetch is not { } seen)
        {
            return null;
        }

        StsFetchReading reading = seen.Reading;
        IEnumerable<string> problems = reading.Problems.Select(problem => problem.ToString());
        return new MtaStsPolicyFile
        {
            Mode = reading.Policy.Value?.ModeWord,
            Mx = [.. reading.Policy.Value?.Mx.Select(pattern => pattern.ToString()) ?? []],
            MaxAgeSec = reading.Policy.Value?.MaxAge,
            Raw = seen.Body is null ? null : Lines(seen.Body),
            Problems = [.. reading.State is StsFetchState.Valid or StsFetchState.InvalidPolicy ? problems : [VisibleText.Show(reading.Policy.Fault?.Message ?? "No policy came.", 500)]],
            Url = sts.Planned ? null : VisibleText.Show(seen.Url),
            HttpStatus = sts.Planned ? null : seen.HttpStatus,
            ContentType = sts.Planned || seen.ContentType is null ? null : VisibleText.Show(seen.ContentType, 200),
            WebCertificateNotAfter = seen.CertificateNotAfter,
        };
    }

    private static MtaStsSender? SenderOf(DomainFacts facts, StsFacts sts)
    {
        IReadOnlyList<SenderCandidate> candidates = StsHost.Candidates(facts);
        bool known = sts.Cached?.IsValidAt(facts.TakenAt) == true || StateOf(sts) != nameof(StsFetchState.Indeterminate);
        if (!known || candidates.Count == 0)
        {
            return null;
        }

        SenderAnswer answer = SenderDecision.Decide(new SenderQuestion
        {
            Now = facts.TakenAt,
            Cache = sts.Cached,
            Record = sts.Record.Outcome,
            Fetch = sts.Fetch,
            Candidates = candidates,
            WantsReports = facts.TlsRpt is null or { Record.State: OutcomeState.Found },
        });

        // A host that we could not look into might take the mail of others.
        bool open = facts.Hosts.Any(host => host.AddressState == OutcomeState.Unknown || host.Addresses.Any(address => Judgements.IsUndetermined(address.Probe.Outcome)));
        return answer.Action != SenderAction.Deliver && open ? null : new MtaStsSender
        {
            Action = answer.Action.ToString(),
            Via = answer.Via,
            Tls = answer.Tls?.ToString(),
            Reports = answer.Reports,
            PolicyInForce = answer.PolicyInForce?.ModeWord,
        };
    }

    /// <summary>A policy's text with its lines kept and everything else that could disturb a terminal made visible.</summary>
    private static string Lines(byte[] octets) => string.Join("\n", System.Text.Encoding.UTF8.GetString(octets).Split('\n').Select(line => VisibleText.Show(line.TrimEnd('\r'))));
}
