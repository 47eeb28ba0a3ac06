using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns;

/// <summary>What a run has learnt of its servers, so that not every question pays for a dead one or learns again who knows no EDNS.</summary>
internal sealed class ServerBoard
{
    private static readonly TimeSpan DeadFor = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly IClock _clock;
    private readonly IReadOnlyList<Line> _lines;

    public ServerBoard(IEnumerable<DnsServer> servers, IClock clock)
    {
        _clock = clock;
        _lines = [.. servers.Distinct().Select(server => new Line(server))];
    }

    /// <summary>Servers as given, those that were silent last behind the others.</summary>
    public IReadOnlyList<DnsServer> InOrder()
    {
        lock (_gate)
        {
            DateTimeOffset now = _clock.Now;
            return [.. _lines.OrderBy(line => line.DeadUntil > now).Select(line => line.Server)];
        }
    }

    public bool SpeaksEdns(DnsServer server)
    {
        lock (_gate)
        {
            return !Find(server).WithoutEdns;
        }
    }

    public void ForgoEdns(DnsServer server)
    {
        lock (_gate)
        {
            Find(server).WithoutEdns = true;
        }
    }

    public void HearFrom(DnsServer server)
    {
        lock (_gate)
        {
            Line line = Find(server);
            line.HeardAt = _clock.Now;
            line.DeadUntil = default;
        }
    }

    /// <summary>A resolver may be slow over one bad zone and well otherwise: it is dead only if it answered nobody since that question.</summary>
    public void MissFrom(DnsServer server, DateTimeOffset askedAt)
    {
        lock (_gate)
        {
            Line line = Find(server);
            if (line.HeardAt < askedAt)
            {
                line.DeadUntil = _clock.Now + DeadFor;
            }
        }
    }

    private Line Find(DnsServer server) => _lines.First(line => line.Server == server);

    private sealed class Line(DnsServer server)
    {
        public DnsServer Server { get; } = server;

        public DateTimeOffset DeadUntil { get; set; }

        public DateTimeOffset HeardAt { get; set; }

        public bool WithoutEdns { get; set; }
    }
}
