using System;

namespace SmtpTls.Dns.Dnssec;

/// <summary>Judges parts of one message with the keys of the zones that they belong to.</summary>
internal sealed class MessageCheck(DnsMessage message, DateTimeOffset now)
{
    private readonly DnssecWork _work = new();

    /// <summary>Records that are there (RFC 4035 §5.3).</summary>
    public ProofPart JudgeSet(SignedSet set, ZoneNode node)
    {
        string what = $"{set.Type.Show()} of {set.Owner.ToShortString()}";
        if (node.Keys is not { } keys)
        {
            return Unproved(node);
        }

        SetCheck check = new(now, _work);
        SetVerdict verdict = check.Check(set, keys);
        ProofStep step = new(keys.Zone, ProofSubject.Answer, DnsSecurity.Secure, "the signature holds")
        {
            Name = set.Owner,
            Type = set.Type,
            Algorithm = verdict.Signature?.Algorithm,
            KeyTag = verdict.Signature?.KeyTag,
        };
        if (keys.Weak)
        {
            string why = verdict.Flaw is { } weak ? $"{weak.Text}; RSA/SHA-1 does not count anyway (RFC 9905)" : "the signature holds, but RSA/SHA-1 does not count (RFC 9905)";
            return Unproved(node) with { Steps = [step with { Outcome = DnsSecurity.Insecure, Why = why }] };
        }

        if (verdict.Signature is not { } signature)
        {
            return Bogus(node, verdict.Flaw!, what, step);
        }

        ProofPart good = new(DnsSecurity.Secure, "", node) { Steps = [step], Until = verdict.Until, MostTtl = verdict.Ttl };
        return signature.Labels == set.Labels ? good : JudgeWildcard(set, signature, good, check);
    }

    /// <summary>That there is no such name, or no such record.</summary>
    public ProofPart JudgeDenial(DnsName name, DnsType type, ZoneNode node)
    {
        bool gone = message.Rcode == DnsRcode.NXDomain;
        string what = gone ? $"NXDOMAIN of {name.ToShortString()}" : $"absence of {type.Show()} at {name.ToShortString()}";
        if (node.Keys is not { Weak: false } keys)
        {
            return Unproved(node);
        }

        DenialSets sets = DenialSets.Collect(message, keys, new SetCheck(now, _work));
        Denial denial = Denial.Of(keys.Zone, sets.Sets, _work);
        DenialResult result = gone ? denial.DenyName(name) : denial.DenyType(name, type);
        if (result == DenialResult.Unproved && !gone)
        {
            // A name that is not there at all has no such record either.
            result = denial.DenyName(name);
        }

        ProofStep step = DenialStep(keys, name, type, sets);
        return Conclude(result, node, (what, gone ? "the name does not exist" : "the record does not exist"), sets, step);
    }

    /// <summary>RFC 4035 §5.3.4: a wildcard may stand in only where nothing closer exists.</summary>
    private ProofPart JudgeWildcard(SignedSet set, RrsigData signature, ProofPart good, SetCheck check)
    {
        ZoneKeys keys = good.Node.Keys!;
        DenialSets sets = DenialSets.Collect(message, keys, check);
        DenialResult result = Denial.Of(keys.Zone, sets.Sets, _work).DenyCloser(set.Owner, signature.Labels);
        ProofStep step = DenialStep(keys, set.Owner, set.Type, sets);
        string what = $"{set.Type.Show()} of {set.Owner.ToShortString()}, made from a wildcard";
        ProofPart denied = Conclude(result, good.Node, (what, "nothing closer than the wildcard exists"), sets, step);
        return denied with
        {
            Steps = [.. good.Steps, .. denied.Steps],
            Until = denied.Until < good.Until ? denied.Until : good.Until,
            MostTtl = Math.Min(denied.MostTtl, good.MostTtl),
        };
    }

    private static ProofPart Conclude(DenialResult result, ZoneNode node, (string What, string Proved) text, DenialSets sets, ProofStep step)
    {
        switch (result)
        {
            case DenialResult.Proved:
                return new ProofPart(DnsSecurity.Secure, "", node) { Steps = [step with { Why = text.Proved }], Until = sets.Until, MostTtl = sets.Ttl };
            case DenialResult.ProvedInsecure:
                string why = $"{node.Keys!.Zone.ToShortString()} leaves open what is not signed (opt-out), or hashes names more than {DnssecWork.MostIterations} times, which counts as unsigned (RFC 9276)";
                return new ProofPart(DnsSecurity.Insecure, why, node) { Steps = [step with { Outcome = DnsSecurity.Insecure, Why = why }], Until = sets.Until, MostTtl = sets.Ttl };
            case DenialResult.TooMuch:
                return Bogus(node, new DnssecFlaw(FlawKind.TooMuch, $"the proof takes more than {DnssecWork.MostHashes} hashes"), text.What, step);
            default:
                return Bogus(node, sets.Flaw ?? new DnssecFlaw(FlawKind.NoDenial, "there is no signed proof of it"), text.What, step);
        }
    }

    private static ProofStep DenialStep(ZoneKeys keys, DnsName name, DnsType type, DenialSets sets) => new(keys.Zone, ProofSubject.Denial, DnsSecurity.Secure, "")
    {
        Name = name,
        Type = type,
        Algorithm = sets.Signature?.Algorithm,
        KeyTag = sets.Signature?.KeyTag,
    };

    private static ProofPart Bogus(ZoneNode node, DnssecFlaw flaw, string what, ProofStep step) =>
        new(DnsSecurity.Bogus, $"{flaw.Text} ({what}, in the zone {node.Zone.ToShortString()})", node)
        {
            Remedy = flaw.Remedy,
            Steps = [step with { Outcome = DnsSecurity.Bogus, Why = flaw.Text }],
        };

    private static ProofPart Unproved(ZoneNode node) => new(node.Security, node.Reason, node) { Remedy = node.Remedy };
}
