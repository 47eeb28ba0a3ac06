using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns.Dnssec;

/// <summary>The NSEC and NSEC3 sets of a message whose signatures hold.</summary>
internal sealed record DenialSets(IReadOnlyList<SignedSet> Sets)
{
    /// <summary>Why a set was left out; null when none was.</summary>
    public DnssecFlaw? Flaw { get; private init; }

    /// <summary>One of the signatures that hold.</summary>
    public RrsigData? Signature { get; private init; }

    public DateTimeOffset Until { get; private init; }

    public uint Ttl { get; private init; }

    public static DenialSets Collect(DnsMessage message, ZoneKeys keys, SetCheck check)
    {
        List<SignedSet> good = [];
        DenialSets found = new(good) { Until = DateTimeOffset.MaxValue, Ttl = int.MaxValue };
        IEnumerable<(DnsName Owner, DnsType Type)> named = message.Authority
            .Where(record => record.Type is DnsType.Nsec or DnsType.Nsec3 && keys.Zone.IsAtOrAbove(record.Owner))
            .Select(record => (record.Owner, record.Type)).Distinct().Take(DnssecWork.MostDenialSets);
        foreach ((DnsName owner, DnsType type) in named)
        {
            if (SignedSet.Find(message.Authority, owner, type) is not { } set)
            {
                continue;
            }

            SetVerdict verdict = check.Check(set, keys);
            if (verdict.Signature is not { } signature || signature.Labels != set.Labels)
            {
                // RFC 4035 §2.3: a wildcard never makes such a record.
                found = found with { Flaw = found.Flaw ?? verdict.Flaw ?? new DnssecFlaw(FlawKind.NoDenial, "a proof of absence was made by a wildcard") };
                continue;
            }

            good.Add(set);
            found = found with
            {
                Signature = signature,
                Until = verdict.Until < found.Until ? verdict.Until : found.Until,
                Ttl = Math.Min(found.Ttl, verdict.Ttl),
            };
        }

        return found;
    }

    /// <summary>The deepest of the zones that claim to have signed a proof of absence here, at or above a name; null when none does.</summary>
    public static DnsName? FindSigner(DnsMessage message, DnsName within) => Deepest(
        message.Authority.Select(record => record.Data).OfType<RrsigData>()
            .Where(signature => signature.TypeCovered is DnsType.Nsec or DnsType.Nsec3), within);

    /// <summary>The deepest signer at or above a name.</summary>
    public static DnsName? Deepest(IEnumerable<RrsigData> signatures, DnsName within) => signatures
        .Select(signature => signature.Signer).Where(signer => signer.IsAtOrAbove(within)).OrderByDescending(signer => signer.LabelCount).FirstOrDefault();
}
