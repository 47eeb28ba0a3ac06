using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns.Dnssec;

/// <summary>What a name is to the signed zone above it, from an answer without DS (RFC 4035 §5.2, RFC 6840 §4.4).</summary>
internal sealed class CutCheck(ZoneNode above, DnsName name, DateTimeOffset now)
{
    private readonly DnssecWork _work = new();
    private readonly ZoneKeys _keys = above.Keys!;

    public ZoneNode Judge(DnsMessage message)
    {
        SetCheck check = new(now, _work);
        DateTimeOffset until = now + TimeSpan.FromSeconds(Math.Max(DnsCache.TtlOf(message), ChainOfTrust.LeastTime.TotalSeconds));
        if (FindAlias(message) is { } alias)
        {
            // A name with an alias begins no zone (RFC 1034 §3.6.2), nor does one whose subtree was moved (RFC 6672 §2.4).
            SetVerdict verdict = check.Check(alias, _keys);
            return verdict.Signature is { } signature
                ? Goes(message, until, $"no zone begins there, the name has {alias.Type.Show()} of {alias.Owner.ToShortString()}", signature)
                : Bogus(message, verdict.Flaw!);
        }

        DenialSets sets = DenialSets.Collect(message, _keys, check);
        until = sets.Until < until ? sets.Until : until;
        switch (Denial.Of(_keys.Zone, sets.Sets, _work).JudgeCut(name))
        {
            case CutResult.NoCut:
                return Goes(message, until, "no zone begins there", sets.Signature);
            case CutResult.Unsigned:
                return Insecure(message, until, $"{name.ToShortString()} is not signed: {Zone} proves that it has no DS", sets.Signature);
            case CutResult.MayBeUnsigned:
                return Insecure(message, until, $"{name.ToShortString()} need not be signed: {Zone} proves nothing about it (opt-out, or too many NSEC3 iterations)", sets.Signature);
            case CutResult.TooMuch:
                return Bogus(message, new DnssecFlaw(FlawKind.TooMuch, $"the proof that there is no DS takes more than {DnssecWork.MostHashes} hashes"));
            default:
                return Bogus(message, sets.Flaw ?? new DnssecFlaw(FlawKind.NoDenial, "there is no signed proof that there is no DS"));
        }
    }

    private string Zone => _keys.Zone.IsRoot ? "the root" : _keys.Zone.ToShortString();

    private SignedSet? FindAlias(DnsMessage message)
    {
        if (SignedSet.Find(message.Answers, name, DnsType.Cname) is { Signatures.Count: > 0 } alias)
        {
            return alias;
        }

        DnsRecord? moved = message.Answers.FirstOrDefault(record =>
            record.Type == DnsType.Dname && record.Owner != name && record.Owner.IsAtOrAbove(name) && _keys.Zone.IsAtOrAbove(record.Owner));
        return moved is null ? null : SignedSet.Find(message.Answers, moved.Owner, DnsType.Dname);
    }

    private ZoneNode Goes(DnsMessage message, DateTimeOffset until, string why, RrsigData? signature) => Node(message, DnsSecurity.Secure, why, signature) with
    {
        Keys = _keys,
        Until = until < above.Until ? until : above.Until,
    };

    private ZoneNode Insecure(DnsMessage message, DateTimeOffset until, string why, RrsigData? signature) => Node(message, DnsSecurity.Insecure, why, signature) with
    {
        Until = until < above.Until ? until : above.Until,
    };

    private ZoneNode Bogus(DnsMessage message, DnssecFlaw flaw) =>
        Node(message, DnsSecurity.Bogus, $"{flaw.Text} (DS of {name.ToShortString()}, in the zone {Zone})", null) with
        {
            Remedy = flaw.Remedy,
            Until = now + ChainOfTrust.LeastTime,
        };

    private ZoneNode Node(DnsMessage message, DnsSecurity security, string why, RrsigData? signature)
    {
        IReadOnlyList<ProofStep> steps =
        [
            new ProofStep(_keys.Zone, ProofSubject.DS, security, why) { Name = name, Type = DnsType.DS, Algorithm = signature?.Algorithm, KeyTag = signature?.KeyTag },
        ];
        return new ZoneNode(name, security, why) { Above = above, Zone = _keys.Zone, Steps = steps, Messages = [message] };
    }
}
