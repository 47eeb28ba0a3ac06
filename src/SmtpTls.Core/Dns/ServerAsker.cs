using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Compat;

namespace SmtpTls.Dns;

/// <summary>
/// Puts one question to the servers until one decides it. Each round asks every server that has been silent so far, with twice the
/// patience; a server that failed or refused is not asked again. TCP follows truncation, plain DNS follows a refusal of EDNS.
/// </summary>
internal sealed class ServerAsker(IDnsTransport transport, ServerBoard board, IClock clock, ResolverOptions options)
{
    /// <summary>Never throws for what a server does; throws <see cref="OperationCanceledException"/> when the caller stops.</summary>
    public async Task<DnsResponse> AskAsync(DnsName name, DnsType type, CancellationToken stop)
    {
        List<DnsServer> left = [.. board.InOrder()];
        IReadOnlyList<DnsServer> all = [.. left];
        DnsResponse? best = null;
        if (all.Count == 0)
        {
            return new DnsResponse(DnsStatus.Unreachable) { Fault = DnsFaults.NoServers() };
        }

        DateTimeOffset end = clock.Now + options.TotalLimit;
        TimeSpan patience = options.TryTimeout;
        for (int round = 0; round < options.Rounds && left.Count > 0; round++, patience += patience)
        {
            foreach (DnsServer server in left.ToArray())
            {
                if (clock.Now >= end)
                {
                    break;
                }

                Limits limits = new(patience, end);
                DnsResponse response = await AskServerAsync(new DnsQuery(name, type), server, limits, stop).ConfigureAwait(false);
                if (response.IsDecisive)
                {
                    return response;
                }

                best = best is null || response.Status < best.Status ? response : best;
                if (response.Status != DnsStatus.Timeout)
                {
                    left.Remove(server);
                }
            }
        }

        // What a server did say is worth more than that another was silent.
        return best is { Status: not DnsStatus.Timeout }
            ? best
            : new DnsResponse(DnsStatus.Timeout) { Server = all[0], Fault = DnsFaults.TotalTimeout(name, type, all, options.TotalLimit) };
    }

    private async Task<DnsResponse> AskServerAsync(DnsQuery question, DnsServer server, Limits limits, CancellationToken stop)
    {
        bool tcp = false;
        bool edns = board.SpeaksEdns(server);
        while (true)
        {
            DnsQuery query = Prepare(question, edns);
            Attempt attempt = new(server, tcp, limits.Patience(clock.Now));
            (DnsReading? reading, DnsResponse? failure) = await ExchangeAsync(query, attempt, stop).ConfigureAwait(false);
            if (reading is null)
            {
                return failure!;
            }

            if (!tcp && reading.State != DnsReadingState.Accepted)
            {
                // RFC 2181 §9 for truncation; a malformed datagram may be one that was cut on its way, or forged.
                tcp = true;
            }
            else if (edns && reading.RetryWithoutEdns)
            {
                edns = false;
            }
            else
            {
                if (!edns && reading.Message is { Rcode: not (DnsRcode.FormErr or DnsRcode.NotImp) })
                {
                    board.ForgoEdns(server);
                }

                return Judge(query, server, reading);
            }
        }
    }

    private async Task<(DnsReading? Reading, DnsResponse? Failure)> ExchangeAsync(DnsQuery query, Attempt attempt, CancellationToken stop)
    {
        (DnsServer server, bool tcp, TimeSpan patience) = attempt;
        DateTimeOffset askedAt = clock.Now;
        using Deadline limit = new(clock, patience, stop);
        try
        {
            DnsExchange exchange = new(query.ToOctets(), server, tcp, query.IsAnswer);
            byte[] octets = await transport.ExchangeAsync(exchange, limit.Token).ConfigureAwait(false);
            board.HearFrom(server);
            return (query.Read(octets, tcp), null);
        }
        catch (OperationCanceledException) when (limit.Elapsed)
        {
            Miss();
            return (null, Failure(DnsStatus.Timeout, DnsFaults.Timeout(query, server, patience, tcp)));
        }
        catch (SocketException e)
        {
            Miss();
            return (null, Failure(DnsStatus.Unreachable, DnsFaults.Unreachable(query, server, e)));
        }
        catch (IOException e)
        {
            return (null, Failure(DnsStatus.ServerFailure, DnsFaults.Broken(query, server, e)));
        }

        DnsResponse Failure(DnsStatus status, Fault fault) => new(status) { Server = server, Fault = fault };

        void Miss()
        {
            // Silence over TCP says nothing of UDP: many a firewall lets only that pass.
            if (!tcp)
            {
                board.MissFrom(server, askedAt);
            }
        }
    }

    private DnsQuery Prepare(DnsQuery question, bool edns)
    {
        byte[] id = Hashes.RandomOctets(2);
        return question with
        {
            Id = (ushort)((id[0] << 8) | id[1]),
            CheckingDisabled = options.CheckingDisabled,
            AuthenticData = options.AskForAuthenticData,
            Edns = edns ? new DnsEdns { UdpSize = options.UdpSize, DnssecOk = options.DnssecOk } : null,
        };
    }

    private static DnsResponse Judge(DnsQuery query, DnsServer server, DnsReading reading)
    {
        if (reading.Message is not { } message)
        {
            return new DnsResponse(DnsStatus.ServerFailure)
            {
                Server = server,
                Fault = DnsFaults.Malformed(query, server, reading.Error ?? "it answers another question"),
            };
        }

        (DnsStatus status, Fault? fault) = message.Rcode switch
        {
            DnsRcode.NXDomain => (DnsStatus.NameNotFound, null),
            DnsRcode.NoError => JudgeAnswer(query, server, message),
            DnsRcode.Refused or DnsRcode.NotAuth => (DnsStatus.Lame, DnsFaults.BadCode(query, server, message)),
            _ => (DnsStatus.ServerFailure, DnsFaults.BadCode(query, server, message)),
        };

        // The additional section proves nothing and is never used; without it the cache stays small.
        return new DnsResponse(status) { Message = message with { Additional = [] }, Server = server, Fault = fault };
    }

    private static (DnsStatus Status, Fault? Fault) JudgeAnswer(DnsQuery query, DnsServer server, DnsMessage message)
    {
        if (message.Answers.Any(record => Belongs(record, query)))
        {
            return (DnsStatus.Found, null);
        }

        bool start = message.Authority.Any(record => record.Type == DnsType.Soa);
        if (message.Answers.Count > 0 && !start)
        {
            return (DnsStatus.ServerFailure, DnsFaults.Malformed(query, server, "only records of other names, types or classes"));
        }

        // RFC 2308 §2.2: NS records without SOA are a referral, elsewhere or upward, and no answer. An empty message counts only as the
        // word of the zone or of a resolver.
        bool referral = !start && message.Authority.Any(record => record.Type == DnsType.NS);
        return !message.Authoritative && (referral || (!message.RecursionAvailable && !start))
            ? (DnsStatus.Lame, DnsFaults.Referral(query, server))
            : (DnsStatus.NoData, null);
    }

    private static bool Belongs(DnsRecord record, DnsQuery query) => record.Class == DnsClass.Internet && record.Type switch
    {
        DnsType.Dname => record.Owner.IsAtOrAbove(query.Name),
        DnsType.Cname => record.Owner == query.Name,
        _ => record.Type == query.Type && record.Owner == query.Name,
    };

    private readonly record struct Attempt(DnsServer Server, bool Tcp, TimeSpan Patience);

    /// <summary>For one exchange, and for the question as a whole.</summary>
    private readonly record struct Limits(TimeSpan Most, DateTimeOffset End)
    {
        public TimeSpan Patience(DateTimeOffset now)
        {
            // Zero ends at once: the exchange is then a timeout like any other.
            TimeSpan left = End > now ? End - now : TimeSpan.Zero;
            return left < Most ? left : Most;
        }
    }
}
