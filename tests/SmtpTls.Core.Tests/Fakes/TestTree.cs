using System.Collections.Concurrent;
using System.Net.Sockets;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>Zones behind a resolver that passes everything on; the first is the root, whose key is the trust anchor.</summary>
internal sealed class TestTree(params TestZone[] zones) : IDnsTransport
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, DnsMessage> _answers = new();

    public IClock Clock { get; set; } = new StillClock(Now);

    public ConcurrentQueue<string> Asked { get; } = [];

    public TrustAnchors Anchors => TrustAnchors.Parse($"{zones[0].Name} IN DS {zones[0].Ds()}").Value!;

    /// <summary>By question: another answer in the place of the right one; null fails to reach the server.</summary>
    public Func<string, DnsMessage, DnsMessage?> Change { get; set; } = (_, message) => message;

    public Resolver CreateResolver(ResolverOptions? options = null) =>
        new(this, [FakeDns.First], Clock, (options ?? new ResolverOptions { Dnssec = DnssecMode.Validate }) with { TrustAnchors = Anchors });

    public Task<DnsAnswer> AskAsync(string name, DnsType type) => CreateResolver().AskAsync(DnsName.Parse(name), type, CancellationToken.None);

    public async Task<byte[]> ExchangeAsync(DnsExchange exchange, CancellationToken stop)
    {
        await Task.Yield();
        Assert.True(DnsMessage.TryParse(exchange.Query, out DnsMessage? query, out _));
        DnsQuestion question = query.Questions[0];
        string key = $"{question.Name}/{question.Type.Show()}";
        Asked.Enqueue(key);
        DnsMessage? message = Change(key, _answers.GetOrAdd(key, _ => Answer(question)));
        return (message ?? throw new SocketException((int)SocketError.HostUnreachable)) is { } answer
            ? (answer with { Id = query.Id, Questions = [question] }).ToOctets()
            : [];
    }

    public DnsMessage Answer(DnsQuestion question)
    {
        List<DnsRecord> answers = [];
        List<DnsRecord> authority = [];
        DnsName name = question.Name;
        DnsRcode rcode = DnsRcode.NoError;
        for (DnsName? next = name; next is not null && answers.Count < 40; name = next ?? name)
        {
            next = Step(name, question.Type, answers, authority, ref rcode);
        }

        return new DnsMessage
        {
            IsResponse = true, RecursionDesired = true, RecursionAvailable = true, Rcode = rcode,
            Questions = [question], Answers = answers, Authority = authority, Edns = new DnsEdns { DnssecOk = true },
        };
    }

    /// <summary>The name that an alias leads to.</summary>
    private DnsName? Step(DnsName name, DnsType type, List<DnsRecord> answers, List<DnsRecord> authority, ref DnsRcode rcode)
    {
        TestZone zone = zones.Where(z => type == DnsType.DS ? z.Name.IsAtOrAbove(name) && z.Name != name : z.Name.IsAtOrAbove(name)).MaxBy(z => z.Name.LabelCount)!;
        DnsRecord[] found = zone.Find(name, type);
        DnsRecord[] alias = zone.Find(name, DnsType.Cname);
        DnsRecord? moved = zone.Records.Find(record => record.Type == DnsType.Dname && record.Owner != name && record.Owner.IsAtOrAbove(name));
        if (found.Length > 0 || alias.Length > 0)
        {
            answers.AddRange(zone.Signed(found.Length > 0 ? found : alias));
            return found.Length > 0 ? null : ((NameData)alias[0].Data).Target;
        }

        if (moved is not null)
        {
            DnsName target = name.Moved(moved.Owner, ((NameData)moved.Data).Target)!;
            answers.AddRange(zone.Signed([moved]));
            answers.Add(new DnsRecord(name, DnsType.Cname, 300, new NameData(target)));
            return target;
        }

        DnsName encloser = name;
        while (!zone.Exists(encloser))
        {
            encloser = encloser.Parent;
        }

        DnsName wildcard = encloser.WithPrefix("*")!;
        DnsRecord[] wild = encloser == name ? [] : zone.Find(wildcard, type);
        authority.AddRange(zone.Nsec(name));
        if (wild.Length > 0)
        {
            answers.AddRange(zone.Signed(wild).Select(record => record with { Owner = name }));
            return null;
        }

        authority.AddRange(zone.Signed(zone.Find(zone.Name, DnsType.Soa)));
        rcode = encloser == name || zone.Exists(wildcard) ? DnsRcode.NoError : DnsRcode.NXDomain;
        authority.AddRange(encloser == name ? [] : zone.Nsec(wildcard));
        return null;
    }
}
