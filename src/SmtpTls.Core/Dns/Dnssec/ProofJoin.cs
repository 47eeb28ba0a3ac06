using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns.Dnssec;

/// <summary>Puts proofs together: the worst part decides (RFC 4035 §3.2.3: AD only when all of it is secure).</summary>
internal static class ProofJoin
{
    /// <summary>The parts of one message with the chains above them, each step and each message once.</summary>
    public static DnsProof Conclude(IReadOnlyList<ProofPart> parts, DnsMessage message, DateTimeOffset now)
    {
        List<ProofStep> steps = [];
        List<DnsMessage> messages = [message];
        HashSet<ZoneNode> seen = new(SameObject.Instance);
        foreach (ProofPart part in parts)
        {
            foreach (ZoneNode node in Chain(part.Node).Where(seen.Add))
            {
                steps.AddRange(node.Steps);
                messages.AddRange(node.Messages);
            }

            steps.AddRange(part.Steps);
        }

        ProofPart? worst = parts.Count == 0 ? null : parts.Aggregate((left, right) => right.Security > left.Security ? right : left);
        DateTimeOffset until = worst is null || worst.Security == DnsSecurity.Bogus
            ? now + ChainOfTrust.LeastTime
            : parts.Min(part => part.Until < part.Node.Until ? part.Until : part.Node.Until);
        return new DnsProof(worst?.Security ?? DnsSecurity.Secure, worst is null ? "nothing had to be proved" : Reason(worst))
        {
            Remedy = worst?.Remedy,
            Zone = worst?.Node.Zone,
            Steps = steps,
            Messages = messages,
            Until = until,
            MostTtl = parts.Count == 0 ? int.MaxValue : parts.Min(part => part.MostTtl),
        };
    }

    public static DnsProof Join(DnsProof? first, DnsProof second)
    {
        if (first is null)
        {
            return second;
        }

        DnsProof worst = second.Security > first.Security ? second : first;
        return worst with
        {
            Steps = [.. first.Steps.Concat(second.Steps).Distinct()],
            Messages = [.. first.Messages.Concat(second.Messages).Distinct()],
            Until = first.Until < second.Until ? first.Until : second.Until,
            MostTtl = Math.Min(first.MostTtl, second.MostTtl),
        };
    }

    private static string Reason(ProofPart part) => part.Security == DnsSecurity.Secure
        ? $"signatures lead from the trust anchor to it, the last by the zone {part.Node.Zone.ToShortString()}"
        : part.Reason;

    private static IEnumerable<ZoneNode> Chain(ZoneNode node)
    {
        Stack<ZoneNode> chain = new();
        for (ZoneNode? at = node; at is not null; at = at.Above)
        {
            chain.Push(at);
        }

        return chain;
    }

    private sealed class SameObject : IEqualityComparer<ZoneNode>
    {
        public static SameObject Instance { get; } = new();

        public bool Equals(ZoneNode? x, ZoneNode? y) => ReferenceEquals(x, y);

        public int GetHashCode(ZoneNode obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
