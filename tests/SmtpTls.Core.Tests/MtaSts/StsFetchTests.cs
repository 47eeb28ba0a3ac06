using System.Text.Json;
using System.Text.Json.Serialization;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Core.Tests.Tls;
using SmtpTls.Http;
using SmtpTls.MtaSts;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.MtaSts;

public sealed class StsFetchTests
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(443, "https://mta-sts.example.com/.well-known/mta-sts.txt")]
    [InlineData(8443, "https://mta-sts.example.com:8443/.well-known/mta-sts.txt")]
    public async Task Policy_is_asked_at_its_one_place_within_the_limits_of_the_standard(int port, string url)
    {
        FakeWeb web = FakeWeb.Policy(Sts.Policy());
        StsFetchSeen seen = await Fetch(web, new StsFetchOptions { Port = port, Limit = TimeSpan.FromHours(1) }).FetchAsync(Sts.Domain, _stop);
        WebQuery query = Assert.Single(web.Asked);
        Assert.Equal((url, 65536, TimeSpan.FromSeconds(60), null), (query.Url.OriginalString, query.MostBytes, query.Limit, query.Body));
        Assert.Equal((StsFetchState.Valid, MtaStsMode.Enforce, null), (seen.Reading.State, seen.Policy!.Mode, seen.Reading.ResultType));
    }

    [Fact]
    public async Task Callers_shorter_limit_holds()
    {
        FakeWeb web = FakeWeb.Policy(Sts.Policy());
        await Fetch(web, new StsFetchOptions { Limit = TimeSpan.FromSeconds(7) }).FetchAsync(Sts.Domain, _stop);
        Assert.Equal(TimeSpan.FromSeconds(7), Assert.Single(web.Asked).Limit);
    }

    [Fact]
    public async Task Domain_without_room_for_the_label_has_no_policy_host()
    {
        DomainName domain = DomainName.Parse(string.Join('.', Enumerable.Repeat("abcdefghi", 25)) + ".ab");
        FakeWeb web = new(_ => new WebAnswer { State = WebState.NameNotFound, Fault = new Fault(FaultKind.NameNotFound, "no") });
        Assert.Equal(StsFetchState.FetchFailed, (await Fetch(web, new StsFetchOptions()).FetchAsync(domain, _stop)).Reading.State);
    }

    [Theory]
    [InlineData(nameof(WebState.NameNotFound), nameof(FaultKind.NameNotFound), nameof(StsFetchState.FetchFailed), "sts-policy-fetch-error", nameof(OutcomeState.Invalid))]
    [InlineData(nameof(WebState.NameUnknown), nameof(FaultKind.ServerFailure), nameof(StsFetchState.Indeterminate), "sts-policy-fetch-error", nameof(OutcomeState.Unknown))]
    [InlineData(nameof(WebState.AddressRefused), nameof(FaultKind.Refused), nameof(StsFetchState.Indeterminate), "sts-policy-fetch-error", nameof(OutcomeState.Unknown))]
    [InlineData(nameof(WebState.ConnectFailed), nameof(FaultKind.Refused), nameof(StsFetchState.FetchFailed), "sts-policy-fetch-error", nameof(OutcomeState.Invalid))]
    [InlineData(nameof(WebState.ConnectFailed), nameof(FaultKind.Unreachable), nameof(StsFetchState.Indeterminate), "sts-policy-fetch-error", nameof(OutcomeState.Unknown))]
    [InlineData(nameof(WebState.CertificateInvalid), nameof(FaultKind.Tls), nameof(StsFetchState.WebCertificateInvalid), "sts-webpki-invalid", nameof(OutcomeState.Invalid))]
    [InlineData(nameof(WebState.TlsFailed), nameof(FaultKind.Tls), nameof(StsFetchState.FetchFailed), "sts-policy-fetch-error", nameof(OutcomeState.Invalid))]
    [InlineData(nameof(WebState.Timeout), nameof(FaultKind.Timeout), nameof(StsFetchState.Indeterminate), "sts-policy-fetch-error", nameof(OutcomeState.Unknown))]
    [InlineData(nameof(WebState.TooLarge), nameof(FaultKind.Protocol), nameof(StsFetchState.FetchFailed), "sts-policy-fetch-error", nameof(OutcomeState.Invalid))]
    [InlineData(nameof(WebState.ProtocolError), nameof(FaultKind.Protocol), nameof(StsFetchState.FetchFailed), "sts-policy-fetch-error", nameof(OutcomeState.Invalid))]
    public void Each_end_has_its_meaning(string state, string fault, string expected, string type, string outcome)
    {
        StsFetchReading reading = (Sts.Seen(Enum.Parse<WebState>(state)) with { Fault = new Fault(Enum.Parse<FaultKind>(fault), "why") }).Reading;
        Assert.Equal((expected, type, outcome, "why"), (reading.State.ToString(), reading.ResultType, reading.Policy.State.ToString(), reading.Policy.Fault!.Message));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("text/plainish")]
    [InlineData("text/plain, text/html")]
    [InlineData(null)]
    public void Other_media_type_is_an_invalid_policy_that_says_so(string? type)
    {
        StsFetchReading reading = (Sts.Fetched(Sts.Policy()) with { ContentType = type }).Reading;
        Assert.Equal((StsFetchState.InvalidPolicy, "sts-policy-invalid"), (reading.State, reading.ResultType));
        Assert.Contains(type ?? "no Content-Type", reading.Policy.Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("br", false)]
    [InlineData("Identity", true)]
    public void File_that_comes_compressed_is_said_to_be_and_not_judged_as_text(string coding, bool good)
    {
        StsFetchReading reading = (Sts.Fetched(Sts.Policy()) with { ContentEncoding = coding }).Reading;
        Assert.Equal(good ? StsFetchState.Valid : StsFetchState.InvalidPolicy, reading.State);
        Assert.Equal(good ? [] : [$"the web host sends the file compressed though it was asked not to (Content-Encoding): '{coding}'"], reading.Problems.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Redirect_is_named_and_not_followed()
    {
        StsFetchReading reading = (Sts.Seen(WebState.Answered) with { HttpStatus = 301, Location = "https://www.example.com/\u001b[2J" }).Reading;
        Assert.Equal(StsFetchState.FetchFailed, reading.State);
        Assert.Contains(@"answered 301 and points to https://www.example.com/\u{1b}[2J; senders follow no redirect", reading.Policy.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copy_with_another_answer_is_read_anew()
    {
        StsFetchSeen seen = Sts.Fetched(Sts.Policy());
        Assert.NotNull(seen.Policy);
        Assert.Null((seen with { HttpStatus = 404 }).Policy);
        Assert.Equal(MtaStsMode.None, (seen with { Body = "version: STSv1\nmode: none\nmax_age: 1"u8.ToArray() }).Policy!.Mode);
        Assert.NotNull(seen.Policy);
    }

    [Fact]
    public async Task What_was_seen_can_be_stored_and_judged_again()
    {
        Certificates.Node root = Certificates.Root(), leaf = root.Leaf("mta-sts.example.com", -100, -3);
        FakeWeb web = new(_ => new WebAnswer { State = WebState.CertificateInvalid, Chain = [leaf.Der], Fault = new Fault(FaultKind.Tls, "it expired") });
        StsFetchSeen seen = await Fetch(web, new StsFetchOptions(), root.Der).FetchAsync(Sts.Domain, _stop);
        StsFetchSeen again = JsonSerializer.Deserialize<StsFetchSeen>(JsonSerializer.Serialize(seen, Json), Json)!;

        Assert.Equal([WebCertificateProblem.Expired], again.CertificateProblems);
        Assert.Equal(leaf.Certificate.NotAfter.ToUniversalTime(), again.CertificateNotAfter);
        Assert.Equal(seen.Reading.ResultType, again.Reading.ResultType);

        StsFetchSeen good = Sts.Fetched(Sts.Policy());
        Assert.Equal(good.Policy!.ToString(), JsonSerializer.Deserialize<StsFetchSeen>(JsonSerializer.Serialize(good, Json), Json)!.Policy!.ToString());
    }

    private static StsFetch Fetch(FakeWeb web, StsFetchOptions options, params byte[][] roots) =>
        new(web, new WebCertificateJudge(new ChainAssessor(TrustSet.Of(roots, []), SystemClock.Instance), SystemClock.Instance), SystemClock.Instance, options);
}
