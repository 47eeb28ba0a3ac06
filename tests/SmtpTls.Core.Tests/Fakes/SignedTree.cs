using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Text.Json;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>
/// The recorded answers of dnssec.json as a resolver gives them that does not validate: by name and type, a server failure for what was not
/// recorded. <see cref="Change"/> may put other octets in the place of any answer.
/// </summary>
internal sealed class SignedTree : IDnsTransport
{
    private readonly Dictionary<string, byte[]> _responses = [];

    private SignedTree(JsonElement file)
    {
        Anchors = ReadAnchors(file.GetProperty("trust_anchors"));
        Replace(file.GetProperty("responses"));
    }

    public TrustAnchors Anchors { get; set; }

    public DnsTestClock Clock { get; } = new();

    public ConcurrentQueue<string> Asked { get; } = [];

    public IReadOnlyDictionary<string, byte[]> Responses => _responses;

    public Func<string, byte[], byte[]>? Change { get; set; }

    public static SignedTree Load(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return new SignedTree(document.RootElement);
    }

    public static TrustAnchors ReadAnchors(JsonElement lines)
    {
        Outcome<TrustAnchors> anchors = TrustAnchors.Parse(string.Join('\n', lines.EnumerateArray().Select(line => line.GetString())));
        Assert.True(anchors.Value is not null, anchors.Fault?.Message);
        return anchors.Value;
    }

    public void Replace(JsonElement responses)
    {
        foreach (JsonProperty response in responses.EnumerateObject())
        {
            _responses[response.Name] = Convert.FromHexString(response.Value.GetString()!);
        }
    }

    public void Replace(string question, DnsMessage message) => _responses[question] = message.ToOctets();

    public DnsMessage Message(string question)
    {
        Assert.True(DnsMessage.TryParse(_responses[question], out DnsMessage? message, out string? error), error);
        return message;
    }

    public Resolver CreateResolver(DnssecMode mode = DnssecMode.Validate, IClock? clock = null) =>
        new(this, [FakeDns.First], clock ?? Clock, new ResolverOptions { Dnssec = mode, TrustAnchors = Anchors });

    public Task<byte[]> ExchangeAsync(DnsExchange exchange, CancellationToken stop)
    {
        Assert.True(DnsMessage.TryParse(exchange.Query, out DnsMessage? query, out string? error), error);
        Assert.True(query.CheckingDisabled && query.Edns is { DnssecOk: true });
        string question = string.Create(CultureInfo.InvariantCulture, $"{query.Questions[0].Name}/{query.Questions[0].Type.Show()}");
        Asked.Enqueue(question);
        byte[] octets = _responses.TryGetValue(question, out byte[]? recorded)
            ? (byte[])recorded.Clone()
            : (query with { IsResponse = true, Rcode = DnsRcode.ServFail }).ToOctets();
        octets = Change?.Invoke(question, octets) ?? octets;
        if (octets.Length >= 2)
        {
            (octets[0], octets[1]) = (exchange.Query[0], exchange.Query[1]);
        }

        return Task.FromResult(octets);
    }
}

/// <summary>Time that stands still.</summary>
internal sealed class StillClock(DateTimeOffset now) : IClock
{
    public DateTimeOffset Now => now;

    public Task DelayAsync(TimeSpan time, CancellationToken stop) => Task.Delay(Timeout.Infinite, stop);
}
