using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns.Dnssec;

/// <summary>
/// Says whether DNS answers are genuine (RFC 4033 to 4035). A zone signs its record sets; its keys stand in DNSKEY, digests of them, as DS,
/// in the zone above, signed there; and so on up to the root, whose keys are known beforehand. Whoever changes an answer on its way, or
/// holds one back, cannot make the signatures fit, and whoever says that a zone is not signed needs the signed word of the zone above. So
/// nothing depends on the honesty of the DNS server that is asked, as long as it passes everything on.
/// </summary>
internal sealed class DnssecValidator(TrustAnchors anchors, IClock clock, DnsSource ask)
{
    private readonly ChainOfTrust _chain = new(anchors, clock, ask);
    private readonly object _gate = new();

    /// <summary>What is known of messages that the cache still holds; a message that is dropped there takes its proof along.</summary>
    private readonly ConditionalWeakTable<DnsMessage, DnsProof> _known = new();

    private volatile Fault? _noDnssec;

    /// <summary>Set once the server was seen to pass no DNSSEC records: one sentence and the remedy.</summary>
    public Fault? NoDnssec => _noDnssec;

    /// <summary>Proves what the messages, one for each part of a chain of aliases, say about a name and a type.</summary>
    public async Task<DnsProof> ProveAsync(AliasChain chain, DnsType type, IReadOnlyList<DnsResponse> used, CancellationToken stop)
    {
        DnsProof? whole = null;
        for (int i = 0; i < used.Count; i++)
        {
            if (used[i].Message is not { } message || !used[i].IsDecisive)
            {
                string why = used[i].Fault?.Message.TrimEnd('.') ?? "there was no answer";
                return ProofJoin.Join(whole, new DnsProof(DnsSecurity.Indeterminate, why) { Until = clock.Now });
            }

            DnsName start = chain.Current;
            int before = chain.Aliases.Count;
            bool found = chain.Follow(message).Count > 0;
            if (chain.Problem is { } problem)
            {
                return ProofJoin.Join(whole, new DnsProof(DnsSecurity.Indeterminate, $"the aliases {problem}") { Until = clock.Now });
            }

            DnsProof? known = FindKnown(message);
            if (known is null)
            {
                MessageWalk walk = new(start, type, [.. chain.Aliases.Skip(before)]) { End = chain.Current, Found = found, IsLast = i == used.Count - 1 };
                known = await ProveMessageAsync(message, walk, stop).ConfigureAwait(false);
                Remember(message, known);
            }

            whole = ProofJoin.Join(whole, known);
        }

        return whole ?? new DnsProof(DnsSecurity.Indeterminate, "there was no answer");
    }

    private DnsProof? FindKnown(DnsMessage message) =>
        _known.TryGetValue(message, out DnsProof? known) && known.Until > clock.Now ? known : null;

    private void Remember(DnsMessage message, DnsProof proof)
    {
        lock (_gate)
        {
            _known.Remove(message);
            _known.Add(message, proof);
        }
    }

    private async Task<DnsProof> ProveMessageAsync(DnsMessage message, MessageWalk walk, CancellationToken stop)
    {
        MessageCheck check = new(message, clock.Now);
        List<ProofPart> parts = [];
        foreach (DnsRecord alias in walk.Aliases)
        {
            parts.Add(await ProveAliasAsync(message, alias, check, stop).ConfigureAwait(false));
        }

        if (walk.Found)
        {
            parts.Add(await ProveSetAsync(SignedSet.Find(message.Answers, walk.End, walk.Type)!, check, stop).ConfigureAwait(false));
        }
        else if (walk.IsLast)
        {
            DnsName full = Holder(walk.End, walk.Type);
            DnsName? signer = DenialSets.FindSigner(message, full);
            parts.Add(await WithZoneAsync(signer, full, node => check.JudgeDenial(walk.End, walk.Type, node), stop).ConfigureAwait(false));
        }

        foreach (ProofPart part in parts)
        {
            _noDnssec = part.Node.NoDnssec ?? _noDnssec;
        }

        return ProofJoin.Conclude(parts, message, clock.Now);
    }

    private async Task<ProofPart> ProveAliasAsync(DnsMessage message, DnsRecord alias, MessageCheck check, CancellationToken stop)
    {
        SignedSet set = SignedSet.Find(message.Answers, alias.Owner, alias.Type)!;
        DnsRecord? moved = alias.Type == DnsType.Cname && set.Signatures.Count == 0
            ? message.Answers.FirstOrDefault(record => record.Type == DnsType.Dname && record.Class == DnsClass.Internet
                && record.Owner != alias.Owner && record.Owner.IsAtOrAbove(alias.Owner))
            : null;

        // RFC 6672 §5.3.1: the CNAME that a server makes of DNAME has no signature; the DNAME has, and the CNAME must be what it says.
        if (moved is null || SignedSet.Find(message.Answers, moved.Owner, DnsType.Dname) is not { } signed)
        {
            return await ProveSetAsync(set, check, stop).ConfigureAwait(false);
        }

        ProofPart part = await ProveSetAsync(signed, check, stop).ConfigureAwait(false);
        bool fits = set.Records.Count == 1 && ((NameData)alias.Data).Target == alias.Owner.Moved(moved.Owner, ((NameData)moved.Data).Target);
        DnssecFlaw flaw = new(FlawKind.BadAlias, $"CNAME of {alias.Owner.ToShortString()} is not what the signed DNAME makes of it");
        return fits || part.Security != DnsSecurity.Secure ? part : part with { Security = DnsSecurity.Bogus, Reason = flaw.Text, Remedy = flaw.Remedy };
    }

    private Task<ProofPart> ProveSetAsync(SignedSet set, MessageCheck check, CancellationToken stop)
    {
        DnsName full = Holder(set.Owner, set.Type);
        return WithZoneAsync(DenialSets.Deepest(set.Signatures, full), full, node => check.JudgeSet(set, node), stop);
    }

    /// <summary>
    /// Judges with the zone of the signer that the message names, which spares questions for every label below it. A name of a signer is
    /// only a hint: when nothing comes of it, the zone is found by going all the way down to the name.
    /// </summary>
    private async Task<ProofPart> WithZoneAsync(DnsName? signer, DnsName full, Func<ZoneNode, ProofPart> judge, CancellationToken stop)
    {
        ZoneNode node = await _chain.GetAsync(signer ?? full, stop).ConfigureAwait(false);
        ProofPart part = judge(node);
        if (part.Security != DnsSecurity.Bogus || signer is null || signer == full)
        {
            return part;
        }

        ZoneNode deeper = await _chain.GetAsync(full, stop).ConfigureAwait(false);
        return deeper.Security == DnsSecurity.Secure && deeper.Keys!.Zone == node.Keys?.Zone ? part with { Node = deeper } : judge(deeper);
    }

    /// <summary>RFC 4035 §3.1.4.1: DS belongs to the zone above; everything else to the zone that holds the name.</summary>
    private static DnsName Holder(DnsName name, DnsType type) => type == DnsType.DS ? name.Parent : name;

    /// <summary>The way through one message: where it began, what was followed, where it ended.</summary>
    private sealed record MessageWalk(DnsName Start, DnsType Type, IReadOnlyList<DnsRecord> Aliases)
    {
        public required DnsName End { get; init; }

        public required bool Found { get; init; }

        /// <summary>No further message was asked for.</summary>
        public required bool IsLast { get; init; }
    }
}
