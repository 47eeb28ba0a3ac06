using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Dane;

/// <summary>What is asked, in which order, and what is not (RFC 7672 §2.2).</summary>
public sealed class TlsaLookupTests
{
    private static readonly string[] Records =
    [
        "mx.example.com 300 A 192.0.2.25", "alias.example.com 300 CNAME mx.example.com", "away.example.com 300 CNAME mx.example.net", "mx.example.net 300 A 192.0.2.26",
    ];

    [Fact]
    public async Task Below_an_insecure_address_nothing_is_asked() => Assert.Empty(await AskedAsync("mx.example.net", "net"));

    [Fact]
    public async Task Below_a_secure_address_the_hosts_own_name_is_asked() => Assert.Equal(new[] { "_25._tcp.mx.example.com. TLSA" }, await AskedAsync("mx.example.com", "net"));

    [Fact]
    public async Task An_alias_is_asked_where_it_ends_then_at_its_own_name() =>
        Assert.Equal(new[] { "_25._tcp.mx.example.com. TLSA", "_25._tcp.alias.example.com. TLSA" }, await AskedAsync("alias.example.com", "net"));

    [Fact]
    public async Task A_failure_where_the_alias_ends_is_the_last_word() =>
        Assert.Equal(new[] { "_25._tcp.mx.example.com. TLSA" }, await AskedAsync("alias.example.com", "net", failing: "_25._tcp.mx.example.com"));

    [Fact]
    public async Task A_secure_alias_into_what_is_not_signed_is_asked_by_its_own_name_alone() =>
        Assert.Equal(new[] { "away.example.com. CNAME", "_25._tcp.away.example.com. TLSA" }, await AskedAsync("away.example.com", "net"));

    [Fact]
    public async Task An_alias_that_is_not_secure_is_not_asked() => Assert.Equal(new[] { "away.example.com. CNAME" }, await AskedAsync("away.example.com", ""));

    [Fact]
    public void A_name_too_long_for_TLSA_is_said() =>
        Assert.Null(TlsaLookup.NameFor(DnsName.Parse(string.Join('.', Enumerable.Repeat(new string('a', 61), 4))), 25));

    /// <param name="host">The mail host.</param>
    /// <param name="unsigned">Names that end so are not secure; the empty word means that aliases are not either.</param>
    /// <param name="failing">The name whose answer is SERVFAIL.</param>
    private static async Task<string[]> AskedAsync(string host, string unsigned, string? failing = null)
    {
        FakeDns dns = new();
        dns.Behave = query => query.Question.Name.ToShortString() == failing ? query.Reply(DnsRcode.ServFail) : Reply(query, unsigned);
        Resolver resolver = dns.CreateResolver(new ResolverOptions { Dnssec = DnssecMode.TrustAd, ServersAreNamed = true, Rounds = 1 });
        HostAddresses found = await HostAddresses.FindAsync(resolver, DnsName.Parse(host), IPPreference.IPv4, CancellationToken.None);
        int before = dns.Asked.Count;
        await TlsaLookup.FindAsync(resolver, DnsName.Parse(host), found.Answers, 25, CancellationToken.None);
        return [.. dns.Asked.Skip(before).Where(query => !query.Tcp).Select(query => $"{query.Question.Name} {query.Question.Type.Show()}").Distinct()];
    }

    private static DnsMessage Reply(FakeDnsQuery query, string unsigned)
    {
        string name = query.Question.Name.ToShortString();
        List<DnsRecord> answers = [.. Records.Select(FakeDns.ParseRecord).Where(record => record.Owner.ToShortString() == name && (record.Type == query.Question.Type || record.Type == DnsType.Cname))];
        string end = answers.Count > 0 && answers[0].Data is NameData alias ? alias.Target.ToShortString() : name;
        if (end != name && query.Question.Type != DnsType.Cname)
        {
            answers.AddRange(Records.Select(FakeDns.ParseRecord).Where(record => record.Owner.ToShortString() == end && record.Type == query.Question.Type));
        }

        bool secure = query.Question.Type == DnsType.Cname ? unsigned.Length > 0 : !end.EndsWith(".net", StringComparison.Ordinal);
        return query.Reply(DnsRcode.NoError, [.. answers]) with
        {
            AuthenticData = secure,
            Authority = answers.Exists(record => record.Type == query.Question.Type) ? [] : [FakeDns.ParseRecord("example.com 300 SOA ns.example.com 300")],
        };
    }
}
