using SmtpTls.Http;
using SmtpTls.MtaSts;

namespace SmtpTls.Core.Tests.MtaSts;

/// <summary>Rows of the table beyond the vectors.</summary>
public sealed class SenderDecisionTests
{
    private static readonly SenderCandidate Good = new("mx1.example.com", CandidateTls.Ok, CandidateCertificate.Valid);

    [Theory]
    [InlineData(nameof(CandidateTls.TooOld), nameof(CandidateCertificate.Valid), "validation-failure")]
    [InlineData(nameof(CandidateTls.Ok), nameof(CandidateCertificate.NotYetValid), "validation-failure")]
    [InlineData(nameof(CandidateTls.Ok), nameof(CandidateCertificate.Invalid), "validation-failure")]
    [InlineData(nameof(CandidateTls.Ok), nameof(CandidateCertificate.NotSeen), "validation-failure")]
    public void Enforce_does_not_deliver_to(string tls, string certificate, string report)
    {
        SenderAnswer answer = Decide(new SenderCandidate("mx1.example.com", Enum.Parse<CandidateTls>(tls), Enum.Parse<CandidateCertificate>(certificate)));
        Assert.Equal((SenderAction.Defer, null, null), (answer.Action, answer.Via, answer.Tls));
        Assert.Equal([report], answer.Reports);
    }

    [Theory]
    [InlineData("enforce")]
    [InlineData("testing")]
    [InlineData("none")]
    public void Host_that_cannot_be_reached_is_no_failure_of_tls(string mode)
    {
        SenderCandidate dead = new("mx1.example.com", CandidateTls.Unreachable, CandidateCertificate.NotSeen);
        SenderQuestion question = Question(dead) with { Cache = Sts.Cached(text: Sts.Policy(mode, 604800, "mx1.example.com", "mx2.example.com")) };
        SenderAnswer answer = SenderDecision.Decide(question);
        Assert.Equal(SenderAction.Defer, answer.Action);
        Assert.Empty(answer.Reports);

        answer = SenderDecision.Decide(question with { Candidates = [dead, Good with { Host = "mx2.example.com" }] });
        Assert.Equal((SenderAction.Deliver, "mx2.example.com"), (answer.Action, answer.Via));
        Assert.Empty(answer.Reports);
    }

    [Fact]
    public void Nothing_is_delivered_where_there_is_no_host() => Assert.Equal(SenderAction.Defer, Decide().Action);

    [Fact]
    public void Same_failure_of_several_hosts_is_reported_once()
    {
        SenderCandidate bad = new("mx1.example.com", CandidateTls.Ok, CandidateCertificate.Expired);
        Assert.Equal(["certificate-expired"], Decide(bad, bad).Reports);
    }

    [Fact]
    public void Bounce_needs_a_look_for_a_newer_policy_that_came_to_an_end()
    {
        SenderQuestion question = Question(new SenderCandidate("mx1.example.com", CandidateTls.NotOffered, CandidateCertificate.NotSeen)) with { QueueExpired = true };
        Assert.Equal(SenderAction.BounceAllowed, SenderDecision.Decide(question).Action);
        Assert.Equal(SenderAction.BounceAllowed, SenderDecision.Decide(question with { Record = Outcome<StsRecord>.Absent() }).Action);
        Assert.Equal(SenderAction.Defer, SenderDecision.Decide(question with { Record = null }).Action);
        Assert.Equal(SenderAction.Defer, SenderDecision.Decide(question with { Record = Outcome<StsRecord>.Unknown(new Fault(FaultKind.Timeout, "x")) }).Action);
        Assert.Equal(SenderAction.Defer, SenderDecision.Decide(question with { Record = Record("B2"), Fetch = Sts.Seen(WebState.Timeout) }).Action);
    }

    [Fact]
    public void Failed_look_up_leaves_the_kept_policy_in_force()
    {
        SenderAnswer answer = SenderDecision.Decide(Question(Good) with { Record = Outcome<StsRecord>.Unknown(new Fault(FaultKind.Timeout, "x")) });
        Assert.Equal((MtaStsMode.Enforce, "A1", SenderTls.Authenticated), (answer.PolicyInForce!.Mode, answer.CacheAfter!.Id, answer.Tls));
    }

    [Fact]
    public void Policy_is_valid_to_the_second_before_its_age_is_over()
    {
        CachedPolicy cache = Sts.Cached(age: 0);
        Assert.True(cache.IsValidAt(Sts.Now.AddSeconds(604799)));
        Assert.False(cache.IsValidAt(Sts.Now.AddSeconds(604800)));
        Assert.Equal(Sts.Now.AddSeconds(604800), cache.ExpiresAt);
    }

    [Fact]
    public void Failed_fetch_is_noted_and_the_next_waits_five_minutes()
    {
        StsRecord record = new() { Id = "B2" };
        CachedPolicy cache = Sts.Cached();
        Assert.True(SenderDecision.NeedsFetch(cache, record, Sts.Now));
        CachedPolicy after = SenderDecision.Decide(Question(Good) with { Record = Record("B2"), Fetch = Sts.Seen(WebState.Timeout) }).CacheAfter!;
        Assert.Equal(("A1", "sts-policy-fetch-error", Sts.Now), (after.Id, after.Failure, after.FailedAt));
        Assert.False(SenderDecision.NeedsFetch(after, record, Sts.Now.AddMinutes(4)));
        Assert.True(SenderDecision.NeedsFetch(after, record, Sts.Now.AddMinutes(5)));
    }

    [Theory]
    [InlineData(604800, 86399, false)]
    [InlineData(604800, 86400, true)]
    [InlineData(7200, 3599, false)]
    [InlineData(7200, 3600, true)]
    public void Same_id_is_fetched_again_after_a_day_or_half_its_life(int maxAge, int age, bool due) =>
        Assert.Equal(due, SenderDecision.NeedsFetch(Sts.Cached(age: age, text: Sts.Policy(maxAge: maxAge)), new StsRecord { Id = "A1" }, Sts.Now));

    [Fact]
    public void Times_at_the_end_of_the_calendar_do_no_harm()
    {
        CachedPolicy cache = Sts.Cached() with { FetchedAt = DateTimeOffset.MaxValue, FailedAt = DateTimeOffset.MaxValue };
        Assert.Equal((DateTimeOffset.MaxValue, true, false, false), (cache.ExpiresAt, cache.IsValidAt(Sts.Now), cache.IsRefreshDue(Sts.Now), cache.IsPausedAt(Sts.Now)));
    }

    [Fact]
    public void Kept_text_that_is_no_policy_is_as_none()
    {
        SenderAnswer answer = SenderDecision.Decide(Question(Good) with { Cache = Sts.Cached(text: "nothing") });
        Assert.Null(answer.PolicyInForce);
        Assert.Equal((SenderAction.Deliver, SenderTls.Opportunistic), (answer.Action, answer.Tls));
        Assert.True(SenderDecision.NeedsFetch(Sts.Cached(text: "nothing"), new StsRecord { Id = "A1" }, Sts.Now));
    }

    private static Outcome<StsRecord> Record(string id) => Outcome<StsRecord>.Found(new StsRecord { Id = id });

    private static SenderAnswer Decide(params SenderCandidate[] candidates) => SenderDecision.Decide(Question(candidates));

    private static SenderQuestion Question(params SenderCandidate[] candidates) =>
        new() { Now = Sts.Now, Cache = Sts.Cached(), Record = Record("A1"), Candidates = candidates };
}
