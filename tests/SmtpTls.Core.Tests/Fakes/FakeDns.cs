using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>One question as a fake server sees it.</summary>
internal sealed record FakeDnsQuery(DnsServer Server, bool Tcp, DnsMessage Message)
{
    public DnsQuestion Question => Message.Questions[0];

    public DnsMessage Reply(DnsRcode rcode, params DnsRecord[] answers) => new()
    {
        Id = Message.Id,
        IsResponse = true,
        RecursionDesired = true,
        RecursionAvailable = true,
        Rcode = rcode,
        Questions = Message.Questions,
        Answers = answers,
        Edns = Message.Edns is null ? null : new DnsEdns(),
    };

    public override string ToString() => $"{Server.Address} {Question.Name} {Question.Type.Show()}{(Tcp ? " tcp" : "")}{(Message.Edns is null ? " plain" : "")}";
}

/// <summary>
/// DNS servers over octets, without a socket. They answer from one list of records as a resolver would, unless <see cref="Behave"/> says
/// otherwise. A silent server lets the clock run until the asker has had enough.
/// </summary>
internal sealed class FakeDns : IDnsTransport
{
    public static readonly DnsServer First = new(IPAddress.Parse("192.0.2.1"));
    public static readonly DnsServer Second = new(IPAddress.Parse("192.0.2.2"));

    private readonly List<DnsRecord> _records;

    public FakeDns(params string[] records) => _records = [.. records.Select(ParseRecord)];

    public DnsTestClock Clock { get; } = new();

    public ConcurrentQueue<FakeDnsQuery> Asked { get; } = [];

    /// <summary>Null falls back to the records.</summary>
    public Func<FakeDnsQuery, DnsMessage?>? Behave { get; set; }

    /// <summary>True: no answer.</summary>
    public Func<FakeDnsQuery, bool> IsSilent { get; set; } = _ => false;

    public Func<FakeDnsQuery, byte[]?>? Octets { get; set; }

    /// <summary>Answers wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public IEnumerable<string> Log => Asked.Select(query => query.ToString());

    public Resolver CreateResolver(ResolverOptions? options = null, params DnsServer[] servers) =>
        new(this, servers.Length == 0 ? [First] : servers, Clock, options ?? new ResolverOptions());

    public async Task<byte[]> ExchangeAsync(DnsExchange exchange, CancellationToken stop)
    {
        Assert.True(DnsMessage.TryParse(exchange.Query, out DnsMessage? message, out string? error), error);
        FakeDnsQuery query = new(exchange.Server, exchange.Tcp, message);
        Asked.Enqueue(query);
        await Gate.WaitAsync(stop);
        while (IsSilent(query))
        {
            stop.ThrowIfCancellationRequested();
            Clock.FireNext();
        }

        return Octets?.Invoke(query) ?? (Behave?.Invoke(query) ?? FromRecords(query)).ToOctets(exchange.Tcp ? 65535 : message.Edns?.UdpSize ?? 512);
    }

    public static DnsRecord ParseRecord(string line)
    {
        string[] words = line.Split(' ', 4);
        Assert.True(DnsTypes.TryParse(words[2], out DnsType type));
        return new DnsRecord(DnsName.Parse(words[0]), type, uint.Parse(words[1], CultureInfo.InvariantCulture), ParseData(type, words[3]));
    }

    public static SocketException PortUnreachable() => new((int)SocketError.ConnectionRefused);

    private static RData ParseData(DnsType type, string text)
    {
        string[] words = text.Split(' ');
        return type switch
        {
            DnsType.A or DnsType.Aaaa => new AddressData(IPAddress.Parse(text)),
            DnsType.MX => new MxData(ushort.Parse(words[0], CultureInfo.InvariantCulture), DnsName.Parse(words[1])),
            DnsType.Cname or DnsType.Dname or DnsType.NS or DnsType.Ptr => new NameData(DnsName.Parse(text)),
            DnsType.Txt => TxtData.Of(text),
            DnsType.Soa => new SoaData { PrimaryName = DnsName.Parse(words[0]), ResponsibleName = DnsName.Parse(words[0]), Minimum = uint.Parse(words[1], CultureInfo.InvariantCulture) },
            _ => throw new NotSupportedException(text),
        };
    }

    private DnsMessage FromRecords(FakeDnsQuery query)
    {
        List<DnsRecord> answers = [];
        DnsName name = query.Question.Name;
        for (int i = 0; i < 30; i++)
        {
            answers.AddRange(_records.Where(record => record.Owner == name && record.Type == query.Question.Type));
            DnsRecord? alias = _records.Find(record => record.Owner == name && record.Type == DnsType.Cname);
            if (alias is null || answers.Contains(alias))
            {
                break;
            }

            answers.Add(alias);
            name = ((NameData)alias.Data).Target;
        }

        bool exists = _records.Exists(record => name.IsAtOrAbove(record.Owner));
        bool found = answers.Exists(record => record.Type == query.Question.Type);
        return query.Reply(exists ? DnsRcode.NoError : DnsRcode.NXDomain, [.. answers]) with
        {
            Authority = found ? [] : [.. _records.Where(record => record.Type == DnsType.Soa && record.Owner.IsAtOrAbove(name))],
        };
    }
}
