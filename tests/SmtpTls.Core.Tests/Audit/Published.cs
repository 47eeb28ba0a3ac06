using System.Text;
using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Http;
using SmtpTls.MtaSts;
using SmtpTls.TlsRpt;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>What a domain publishes, as literals: a good enforced policy over one good host, unless a test says otherwise.</summary>
internal static class Published
{
    private const string Domain = "example.com", Id = "a";

    /// <summary>A domain that publishes neither.</summary>
    public static DomainFacts None => Facts(new StsFacts { Domain = DomainName.Parse(Domain), At = Seen.Now, Txt = Txt("_mta-sts.example.com") });

    public static StsFacts Unanswered => new() { Domain = DomainName.Parse(Domain), At = Seen.Now, Txt = Silent with { Name = "_mta-sts.example.com" } };

    public static TxtSeen Silent => new()
    {
        Name = "_smtp._tls.example.com",
        Status = DnsStatus.Timeout,
        Fault = new Fault(FaultKind.Timeout, "192.0.2.53 did not answer for TXT."),
    };

    public static DomainFacts Facts(StsFacts sts, params HostFacts[] hosts) =>
        Seen.Facts(hosts.Length > 0 ? hosts : [Seen.OneHost(Seen.Encrypted(Seen.Certificate()), Seen.Anchored)]) with { MtaSts = sts };

    public static DomainFacts Reports(string? text) => Facts(Policy()) with { TlsRpt = new ReportRecordSeen { Txt = Txt("_smtp._tls.example.com", text) } };

    public static StsFacts Record(params string[] texts) => new()
    {
        Domain = DomainName.Parse(Domain),
        At = Seen.Now,
        Txt = Txt("_mta-sts.example.com", texts.Length > 0 ? texts : [$"v=STSv1; id={Id};"]),
    };

    public static StsFacts Policy(string? text = null) => Record() with { Fetch = Answer(text ?? Text()) };

    public static string Text(string mode = "enforce", string mx = Seen.Host, int maxAge = 1_209_600) =>
        $"version: STSv1\nmode: {mode}\nmx: {mx}\nmax_age: {maxAge}\n";

    public static StsFetchSeen Answer(string body) => new()
    {
        Url = "https://mta-sts.example.com/.well-known/mta-sts.txt",
        Host = "mta-sts.example.com",
        At = Seen.Now,
        State = WebState.Answered,
        HttpStatus = 200,
        ContentType = "text/plain",
        Body = Encoding.UTF8.GetBytes(body),
    };

    public static CachedPolicy Held(string id, string text) => new() { Id = id, FetchedAt = Seen.Now.AddHours(-1), Text = text };

    public static TxtSeen Txt(string name, params string?[] texts) => new()
    {
        Name = name,
        Status = texts.OfType<string>().Any() ? DnsStatus.Found : DnsStatus.NoData,
        Texts = [.. texts.OfType<string>().Select(Encoding.UTF8.GetBytes)],
        Fault = texts.OfType<string>().Any() ? null : new Fault(FaultKind.NameNotFound, $"{name} has no TXT record."),
    };
}
