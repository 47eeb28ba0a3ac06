using System.IO;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;
using SmtpTls.Http;
using SmtpTls.MtaSts;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.MtaSts;

public sealed class StsLookupTests : IDisposable
{
    private const string Record = "_mta-sts.example.com 300 TXT v=STSv1; id=A1;";
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtptls-");
    private readonly DnsTestClock _clock = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Record_and_policy_are_found()
    {
        FakeWeb web = FakeWeb.Policy(Sts.Policy());
        StsFacts facts = await LookUpAsync(new FakeDns(Record), web);
        Assert.Equal(("A1", MtaStsMode.Enforce), (facts.Record.Value!.Id, facts.Published!.Mode));
        Assert.Null(facts.Cached);
        Assert.False(facts.StoreUsed);
    }

    [Theory]
    [InlineData("example.com 300 SOA ns.example.com 60", nameof(OutcomeState.Absent))]
    [InlineData("_mta-sts.example.com 300 TXT v=spf1 -all", nameof(OutcomeState.Absent))]
    [InlineData("_mta-sts.example.com 300 TXT v=STSv1; id=a-b", nameof(OutcomeState.Invalid))]
    public async Task Nothing_is_fetched_without_a_usable_record(string record, string state)
    {
        FakeWeb web = FakeWeb.Policy(Sts.Policy());
        StsFacts facts = await LookUpAsync(new FakeDns(record), web);
        Assert.Equal(state, facts.Record.State.ToString());
        Assert.Null(facts.Fetch);
        Assert.Empty(web.Asked);
    }

    [Fact]
    public async Task Failing_server_is_unknown_and_fetches_nothing()
    {
        FakeWeb web = FakeWeb.Policy(Sts.Policy());
        StsFacts facts = await LookUpAsync(new FakeDns { Behave = query => query.Reply(DnsRcode.ServFail) }, web);
        Assert.Equal(OutcomeState.Unknown, facts.Record.State);
        Assert.Empty(web.Asked);
    }

    [Fact]
    public async Task Alias_is_followed_and_told()
    {
        FakeDns dns = new("_mta-sts.example.com 300 CNAME _mta-sts.provider.example", "_mta-sts.provider.example 300 TXT v=STSv1; id=P1");
        StsFacts facts = await LookUpAsync(dns, FakeWeb.Policy(Sts.Policy()));
        Assert.Equal(("P1", "_mta-sts.provider.example"), (facts.Record.Value!.Id, facts.Txt.AliasOf));
    }

    [Fact]
    public async Task Store_tells_what_senders_held_before_and_learns_what_is_published()
    {
        PolicyStore store = new(_folder.FullName, _clock);
        StsFacts first = await LookUpAsync(new FakeDns(Record), FakeWeb.Policy(Sts.Policy()), store);
        Assert.Null(first.Cached);
        StsFacts second = await LookUpAsync(new FakeDns("_mta-sts.example.com 300 TXT v=STSv1; id=B2;"), FakeWeb.Policy(Sts.Policy("testing")), store);
        Assert.Equal(("A1", MtaStsMode.Enforce), (second.Cached!.Id, second.Cached.Policy!.Mode));
        StsFacts third = await LookUpAsync(new FakeDns(Record), new FakeWeb(_ => new WebAnswer { State = WebState.Timeout }), store);
        Assert.Equal(("B2", MtaStsMode.Testing), (third.Cached!.Id, third.Cached.Policy!.Mode));
        CachedPolicy kept = (await store.ReadAsync(Sts.Domain, _stop)).Policy!;
        Assert.Equal(("B2", "sts-policy-fetch-error"), (kept.Id, kept.Failure));
        Assert.Empty(third.StoreNotices);
    }

    [Fact]
    public async Task Fetches_only_when_needed_where_that_is_wished()
    {
        PolicyStore store = new(_folder.FullName, _clock);
        FakeWeb web = FakeWeb.Policy(Sts.Policy());
        for (int i = 0; i < 3; i++)
        {
            StsFacts facts = await LookUpAsync(new FakeDns(Record), web, store, onlyWhenNeeded: true);
            Assert.Equal(i == 0, facts.Fetch is not null);
        }

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.NotNull((await LookUpAsync(new FakeDns(Record), web, store, onlyWhenNeeded: true)).Fetch);
        Assert.Equal(2, web.Asked.Count);
    }

    [Fact]
    public async Task Policy_that_changed_under_the_same_id_hides_behind_the_held_one_in_every_run()
    {
        PolicyStore store = new(_folder.FullName, _clock);
        await LookUpAsync(new FakeDns(Record), FakeWeb.Policy(Sts.Policy()), store);
        for (int day = 1; day < 7; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            StsFacts facts = await LookUpAsync(new FakeDns(Record), FakeWeb.Policy(Sts.Policy("testing", day == 3 ? 0 : 604800)), store);
            Assert.Equal((MtaStsMode.Enforce, MtaStsMode.Testing), (facts.Cached!.Policy!.Mode, facts.Published!.Mode));
        }

        // Once it has run out, senders fetch again whatever the id is.
        _clock.Advance(TimeSpan.FromDays(1));
        await LookUpAsync(new FakeDns(Record), FakeWeb.Policy(Sts.Policy("testing")), store);
        Assert.Equal(MtaStsMode.Testing, (await store.ReadAsync(Sts.Domain, _stop)).Policy!.Policy!.Mode);

        // A new id is what everybody sees.
        await LookUpAsync(new FakeDns("_mta-sts.example.com 300 TXT v=STSv1; id=B2;"), FakeWeb.Policy(Sts.Policy("none")), store);
        Assert.Equal(("B2", MtaStsMode.None), await HeldAsync(store));
    }

    [Fact]
    public async Task Sender_that_refreshes_takes_a_policy_under_the_same_id()
    {
        PolicyStore store = new(_folder.FullName, _clock);
        await LookUpAsync(new FakeDns(Record), FakeWeb.Policy(Sts.Policy()), store, onlyWhenNeeded: true);
        _clock.Advance(TimeSpan.FromDays(1));
        await LookUpAsync(new FakeDns(Record), FakeWeb.Policy(Sts.Policy("testing")), store, onlyWhenNeeded: true);
        Assert.Equal(("A1", MtaStsMode.Testing), await HeldAsync(store));
    }

    private async Task<(string Id, MtaStsMode Mode)> HeldAsync(PolicyStore store)
    {
        CachedPolicy held = (await store.ReadAsync(Sts.Domain, _stop)).Policy!;
        return (held.Id, held.Policy!.Mode);
    }

    private Task<StsFacts> LookUpAsync(FakeDns dns, FakeWeb web, PolicyStore? store = null, bool onlyWhenNeeded = false)
    {
        StsFetch fetch = new(web, new WebCertificateJudge(new ChainAssessor(TrustSet.Of([], []), _clock), _clock), _clock, new StsFetchOptions());
        return new StsLookup(dns.CreateResolver(), fetch, _clock) { Store = store, OnlyWhenNeeded = onlyWhenNeeded }.LookUpAsync(Sts.Domain, _stop);
    }
}
