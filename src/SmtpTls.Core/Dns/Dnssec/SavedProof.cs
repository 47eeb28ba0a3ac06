using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns.Dnssec;

/// <summary>
/// A proof to be proved again without the network: the question and every message that was used. The same resolver and validator run over
/// the messages; a question that is not among them fails as if the server had failed.
/// </summary>
internal sealed record SavedProof(DnsName Name, DnsType Type, IReadOnlyList<byte[]> Messages)
{
    public static SavedProof Of(DnsAnswer answer) => new(answer.Name, answer.Type, answer.Proof?.ToOctets() ?? []);

    /// <summary>Proves it with these anchors as of this time. Never throws for what the messages hold.</summary>
    public Task<DnsAnswer> ReproveAsync(TrustAnchors anchors, DateTimeOffset time, CancellationToken stop)
    {
        Dictionary<(DnsName Name, DnsType Type), byte[]> answers = [];
        foreach (byte[] octets in Messages)
        {
            if (DnsMessage.TryParse(octets, out DnsMessage? message, out _) && message.Questions.Count == 1)
            {
                answers[(message.Questions[0].Name, message.Questions[0].Type)] = octets;
            }
        }

        ResolverOptions options = new() { Dnssec = DnssecMode.Validate, TrustAnchors = anchors };
        Resolver resolver = new(new Replay(answers), [new DnsServer(IPAddress.Loopback)], new StillClock(time), options);
        return resolver.AskAsync(Name, Type, stop);
    }

    private sealed class Replay(Dictionary<(DnsName Name, DnsType Type), byte[]> answers) : IDnsTransport
    {
        public Task<byte[]> ExchangeAsync(DnsExchange exchange, CancellationToken stop)
        {
            stop.ThrowIfCancellationRequested();
            bool read = DnsMessage.TryParse(exchange.Query, out DnsMessage? query, out _);
            byte[] octets = read && answers.TryGetValue((query!.Questions[0].Name, query.Questions[0].Type), out byte[]? saved)
                ? (byte[])saved.Clone()
                : (query! with { IsResponse = true, Rcode = DnsRcode.ServFail }).ToOctets();
            exchange.Query.AsSpan(0, 2).CopyTo(octets);
            return Task.FromResult(octets);
        }
    }

    private sealed class StillClock(DateTimeOffset now) : IClock
    {
        public DateTimeOffset Now => now;

        public Task DelayAsync(TimeSpan time, CancellationToken stop) => Task.Delay(Timeout.Infinite, stop);
    }
}
