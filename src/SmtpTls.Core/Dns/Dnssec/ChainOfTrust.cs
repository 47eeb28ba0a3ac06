using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns.Dnssec;

/// <summary>Asks one question, without following aliases and without judging what comes.</summary>
internal delegate Task<DnsResponse> DnsSource(DnsName name, DnsType type, CancellationToken stop);

/// <summary>
/// From a trust anchor down to a name. The zone above is asked for DS at each name on the way (RFC 4035 §5.2): it answers with the digests
/// of the keys of a zone that begins there, or proves that none does, or that one begins that is not signed. So where zones begin is found
/// by the parent's word alone. Each name is worked out once for all who need it.
/// </summary>
internal sealed class ChainOfTrust(TrustAnchors anchors, IClock clock, DnsSource ask)
{
    /// <summary>Failures, and everything whose TTL is less, are kept this long: a run asks thousands of names below one zone.</summary>
    public static readonly TimeSpan LeastTime = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan MostTime = TimeSpan.FromDays(1);

    private readonly SharedWork<DnsName, ZoneNode> _nodes = new(clock, 20_000);

    /// <summary>The node of the deepest zone at or above the name. Below a limit of labels nothing is asked: no zone is there.</summary>
    public Task<ZoneNode> GetAsync(DnsName name, CancellationToken stop)
    {
        DnsName asked = name.Ancestor(Math.Min(name.LabelCount, DnssecWork.MostLabels));
        return _nodes.GetAsync(asked, flight => WorkOutAsync(asked, flight), stop);
    }

    private async Task<(ZoneNode Value, TimeSpan KeepFor)> WorkOutAsync(DnsName name, CancellationToken stop)
    {
        ZoneNode node = await FindAsync(name, stop).ConfigureAwait(false);
        return (node, node.Until - clock.Now);
    }

    private async Task<ZoneNode> FindAsync(DnsName name, CancellationToken stop)
    {
        if (anchors.Find(name) is { } digests)
        {
            ZoneNode anchor = new(name, DnsSecurity.Secure, "") { Zone = name, Until = clock.Now + MostTime };
            return await TakeKeysAsync(anchor, digests, anchored: true, stop).ConfigureAwait(false);
        }

        if (name.IsRoot)
        {
            // RFC 4033 §5: no trust anchor says that this part of the tree ought to be signed.
            return new ZoneNode(name, DnsSecurity.Indeterminate, $"no trust anchor is at or above it (there are those of {string.Join(", ", anchors.Names.Take(4).Select(n => n.ToShortString()))})")
            {
                Zone = name,
                Until = clock.Now + MostTime,
                Remedy = "Give a trust anchor of the root.",
            };
        }

        // RFC 4035 §5: nothing is secure below a zone that is not.
        ZoneNode above = await GetAsync(name.Parent, stop).ConfigureAwait(false);
        return above.Security == DnsSecurity.Secure ? await DescendAsync(above, name, stop).ConfigureAwait(false) : above;
    }

    private async Task<ZoneNode> DescendAsync(ZoneNode above, DnsName name, CancellationToken stop)
    {
        DnsResponse response = await ask(name, DnsType.DS, stop).ConfigureAwait(false);
        if (response.Message is not { } message || !response.IsDecisive)
        {
            return WithoutDs(above, name, response);
        }

        SetCheck check = new(clock.Now, new DnssecWork());
        if (SignedSet.Find(message.Answers, name, DnsType.DS) is not { } set)
        {
            return new CutCheck(above, name, clock.Now).Judge(message);
        }

        SetVerdict verdict = check.Check(set, above.Keys!);
        if (verdict.Signature is not { } signature || signature.Labels != set.Labels)
        {
            DnssecFlaw flaw = verdict.Flaw ?? new DnssecFlaw(FlawKind.BadLabels, "its signature is one of a wildcard");
            return Below(above, name, DnsSecurity.Bogus, $"{flaw.Text} (DS of {name.ToShortString()}, in the zone {above.Zone.ToShortString()})") with
            {
                Remedy = flaw.Remedy,
                Messages = [message],
                Steps = [Step(above, name, DnsSecurity.Bogus, flaw.Text)],
            };
        }

        ZoneNode child = new(name, DnsSecurity.Secure, "")
        {
            Above = above,
            Zone = name,
            Until = Earliest(above.Until, verdict.Until, KeepUntil(verdict.Ttl)),
            Messages = [message],
            Steps = [Step(above, name, DnsSecurity.Secure, $"the parent zone signed {set.Records.Count} DS") with { Algorithm = signature.Algorithm, KeyTag = signature.KeyTag }],
        };
        return await TakeKeysAsync(child, [.. set.Records.Select(record => record.Data).OfType<DsData>()], anchored: false, stop).ConfigureAwait(false);
    }

    /// <summary>The node with the keys that the digests vouch for, or with why there are none.</summary>
    private async Task<ZoneNode> TakeKeysAsync(ZoneNode node, IReadOnlyList<DsData> digests, bool anchored, CancellationToken stop)
    {
        KeySetCheck keySet = new(node.Name, digests);
        if (keySet.NoneUsable)
        {
            string why = $"{node.Name.ToShortString()} counts as unsigned: its DS records name only what cannot be checked here ({keySet.Named})";
            return node with { Security = DnsSecurity.Insecure, Reason = why, Steps = [.. node.Steps, KeyStep(node, DnsSecurity.Insecure, "no DS of a known algorithm and digest")] };
        }

        DnsResponse response = await ask(node.Name, DnsType.Dnskey, stop).ConfigureAwait(false);
        SignedSet? set = response.Message is { } message && response.IsDecisive ? SignedSet.Find(message.Answers, node.Name, DnsType.Dnskey) : null;
        node = response.Message is null ? node : node with { Messages = [.. node.Messages, response.Message] };
        if (anchored && (set is null || set.Signatures.Count == 0))
        {
            return WithoutDnssec(node, response);
        }

        if (set is null)
        {
            // RFC 4035 §4.3: the DS says that there ought to be keys.
            DnssecFlaw none = new(FlawKind.NoKey, $"the zone has DS records and no keys could be had: {response.Fault?.Message.TrimEnd('.') ?? "no DNSKEY record"}");
            return keySet.IsWeak ? Weak(node, none) : Bogus(node, none);
        }

        (ZoneKeys? keys, SetVerdict verdict) = keySet.Check(set, new SetCheck(clock.Now, new DnssecWork()));
        if (keys is null || verdict.Signature is not { } signature)
        {
            return keySet.IsWeak ? Weak(node, verdict.Flaw!) : Bogus(node, verdict.Flaw!);
        }

        node = node with { Keys = keys, Until = Earliest(node.Until, verdict.Until, KeepUntil(verdict.Ttl)) };
        string how = $"{(anchored ? "a trust anchor" : "a DS")} vouches for the key that signed the keys{(keySet.OnlySha1Digests ? ", by a SHA-1 digest only (RFC 9905)" : "")}";
        ProofStep step = KeyStep(node, DnsSecurity.Secure, how) with { Algorithm = signature.Algorithm, KeyTag = signature.KeyTag };
        return keySet.IsWeak
            ? Weak(node, null) with { Steps = [.. node.Steps, step with { Outcome = DnsSecurity.Insecure, Why = how + "; RSA/SHA-1 does not count (RFC 9905)" }] }
            : node with { Steps = [.. node.Steps, step] };
    }

    /// <summary>
    /// The zone above is signed, and nobody says whether this one is. RFC 4035 §4.3: where no server could be asked that is indeterminate;
    /// where one refuses the proof that a signed zone must have, it is bogus.
    /// </summary>
    private ZoneNode WithoutDs(ZoneNode above, DnsName name, DnsResponse response)
    {
        bool silent = response.Status is DnsStatus.Timeout or DnsStatus.Unreachable;
        DnsSecurity security = silent ? DnsSecurity.Indeterminate : DnsSecurity.Bogus;
        string why = response.Fault?.Message.TrimEnd('.') ?? "there was no answer";
        return Below(above, name, security, $"whether {name.ToShortString()} is signed could not be found out: {why}") with
        {
            Remedy = "Ask again later, or another DNS server; where that changes nothing, the zone above answers wrongly for DS.",
            Messages = response.Message is { } message ? [message] : [],
            Steps = [Step(above, name, security, "there is no usable answer for DS")],
        };
    }

    /// <summary>The server passes no DNSSEC: nothing can be proved by it, and that says nothing of the zones.</summary>
    private ZoneNode WithoutDnssec(ZoneNode node, DnsResponse response)
    {
        string server = response.Server is { } asked ? $"The DNS server {asked}" : "The DNS server";
        bool silent = response.Message is null;
        string text = silent
            ? $"{server} did not give the keys of {Zone(node.Name)}, so nothing could be validated: {response.Fault?.Message ?? "no answer"}"
            : $"{server} does not pass DNSSEC records (it sent {(response.IsDecisive ? "no signed keys" : response.Message!.Rcode.Show())} for {Zone(node.Name)}), so nothing can be validated.";
        string remedy = silent ? "Try again, or name another DNS server." : "Name a DNS server that passes DNSSEC records, such as a validating resolver of your own.";
        return node with
        {
            Security = DnsSecurity.Indeterminate,
            Reason = text.TrimEnd('.'),
            Remedy = remedy,
            NoDnssec = new Fault(FaultKind.ServerFailure, text + " " + remedy),
            Until = clock.Now + LeastTime,
            Steps = [.. node.Steps, KeyStep(node, DnsSecurity.Indeterminate, "the keys that the trust anchor names could not be had with signatures")],
        };

        static string Zone(DnsName name) => name.IsRoot ? "the root" : name.ToShortString();
    }

    private ZoneNode Bogus(ZoneNode node, DnssecFlaw flaw) => node with
    {
        Security = DnsSecurity.Bogus,
        Keys = null,
        Reason = $"{flaw.Text} (DNSKEY of {node.Name.ToShortString()})",
        Remedy = flaw.Remedy,
        Until = clock.Now + LeastTime,
        Steps = [.. node.Steps, KeyStep(node, DnsSecurity.Bogus, flaw.Text)],
    };

    /// <summary>RFC 9905 §2: as if unsigned, whatever the signatures are worth.</summary>
    private static ZoneNode Weak(ZoneNode node, DnssecFlaw? flaw) => node with
    {
        Security = DnsSecurity.Insecure,
        Reason = $"{node.Name.ToShortString()} is signed with RSA/SHA-1 only, which does not count any more (RFC 9905)" + (flaw is null ? "" : $"; besides, {flaw.Text}"),
        Remedy = "Sign the zone with ECDSA P-256 (algorithm 13) and publish the new DS.",
        Steps = flaw is null ? node.Steps : [.. node.Steps, KeyStep(node, DnsSecurity.Insecure, flaw.Text)],
    };

    private static ProofStep KeyStep(ZoneNode node, DnsSecurity outcome, string why) =>
        new(node.Name, ProofSubject.Dnskey, outcome, why) { Name = node.Name, Type = DnsType.Dnskey };

    private static ProofStep Step(ZoneNode above, DnsName name, DnsSecurity outcome, string why) =>
        new(above.Zone, ProofSubject.DS, outcome, why) { Name = name, Type = DnsType.DS };

    private static DateTimeOffset Earliest(params DateTimeOffset[] times) => times.Min();

    private ZoneNode Below(ZoneNode above, DnsName name, DnsSecurity security, string reason) =>
        new(name, security, reason) { Above = above, Zone = above.Zone, Until = clock.Now + LeastTime };

    private DateTimeOffset KeepUntil(uint ttl)
    {
        TimeSpan time = TimeSpan.FromSeconds(ttl);
        return clock.Now + (time < LeastTime ? LeastTime : time > MostTime ? MostTime : time);
    }
}
