using System;
using System.Collections.Generic;

namespace SmtpTls.Dns.Dnssec;

/// <summary>How far trust reaches at a name: the keys that records there must be signed with, or why there are none.</summary>
internal sealed record ZoneNode(DnsName Name, DnsSecurity Security, string Reason)
{
    /// <summary>The node that this one was proved from; null for a trust anchor.</summary>
    public ZoneNode? Above { get; init; }

    /// <summary>Set when Secure, and when Insecure only because the zone's algorithm is not to be trusted any more.</summary>
    public ZoneKeys? Keys { get; init; }

    public string? Remedy { get; init; }

    /// <summary>The zone where it was decided.</summary>
    public required DnsName Zone { get; init; }

    public IReadOnlyList<ProofStep> Steps { get; init; } = [];

    public IReadOnlyList<DnsMessage> Messages { get; init; } = [];

    public DateTimeOffset Until { get; init; }

    /// <summary>The DNS server gives no DNSSEC records at all: the sentence for people.</summary>
    public Fault? NoDnssec { get; init; }
}

/// <summary>What one message, or one question, came to before the chain above it is added.</summary>
internal sealed record ProofPart(DnsSecurity Security, string Reason, ZoneNode Node)
{
    public string? Remedy { get; init; }

    public IReadOnlyList<ProofStep> Steps { get; init; } = [];

    public DateTimeOffset Until { get; init; } = DateTimeOffset.MaxValue;

    public uint MostTtl { get; init; } = int.MaxValue;
}
