using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns.Dnssec;

/// <summary>Which of a zone's DS records count, and what they say of its keys (RFC 4035 §5.2).</summary>
internal sealed class KeySetCheck
{
    private readonly DnsName _zone;
    private readonly DsData[] _usable;

    public KeySetCheck(DnsName zone, IReadOnlyList<DsData> all)
    {
        _zone = zone;
        DsData[] known = [.. all.Where(ds => DsDigests.IsKnown(ds.DigestType))];
        DsData[] strong = [.. known.Where(ds => DnssecAlgorithms.IsStrong(ds.Algorithm))];
        IsWeak = strong.Length == 0;
        DsData[] counting = IsWeak ? [.. known.Where(ds => DnssecAlgorithms.IsWeak(ds.Algorithm))] : strong;

        // RFC 4509 §3: beside a better digest SHA-1 is passed over.
        bool better = counting.Any(ds => ds.DigestType != DsDigests.Sha1);
        _usable = [.. counting.Where(ds => !better || ds.DigestType != DsDigests.Sha1).Take(DnssecWork.MostDs)];
        OnlySha1Digests = !better && counting.Length > 0;
        Named = string.Join(", ", all.Take(4).Select(ds => $"{DnssecAlgorithms.Name(ds.Algorithm)} with digest type {ds.DigestType}"));
    }

    /// <summary>RFC 4035 §5.2, RFC 6840 §5.2: with nothing that can be checked the zone counts as unsigned.</summary>
    public bool NoneUsable => _usable.Length == 0;

    /// <summary>RFC 9905: only RSA/SHA-1.</summary>
    public bool IsWeak { get; }

    public bool OnlySha1Digests { get; }

    /// <summary>The DS records in words.</summary>
    public string Named { get; }

    /// <summary>The zone's keys when a key that a DS names has signed them all; else the flaw.</summary>
    public (ZoneKeys? Keys, SetVerdict Verdict) Check(SignedSet set, SetCheck check)
    {
        DnskeyData[] records = [.. set.Records.Select(record => record.Data).OfType<DnskeyData>()];
        if (records.Length > DnssecWork.MostKeysOfAZone)
        {
            return Fail(FlawKind.TooMuch, $"the zone has {records.Length} keys; {DnssecWork.MostKeysOfAZone} are the limit");
        }

        ZoneKey[] keys = [.. records.Select(data => new ZoneKey(data))];
        ZoneKey[] named = [.. keys.Where(key => key.MaySign && _usable.Any(ds => IsOf(ds, key)))];
        if (named.Length == 0)
        {
            string tags = string.Join(", ", _usable.Take(8).Select(ds => ds.KeyTag));
            return Fail(FlawKind.DsMismatch, $"the DS records (key tags {tags}) fit none of the zone's keys ({string.Join(", ", keys.Take(8).Select(key => key.Tag))})");
        }

        SetVerdict verdict = check.Check(set, new ZoneKeys(_zone, named, IsWeak));
        bool whole = verdict.Signature is { } signature && signature.Labels == set.Labels;
        return verdict.Flaw is not null || whole
            ? (verdict.Flaw is null ? new ZoneKeys(_zone, keys, IsWeak) : null, verdict)
            : Fail(FlawKind.BadLabels, "the keys' signature is one of a wildcard");
    }

    private static (ZoneKeys? Keys, SetVerdict Verdict) Fail(FlawKind kind, string text) => (null, new SetVerdict { Flaw = new DnssecFlaw(kind, text) });

    private bool IsOf(DsData ds, ZoneKey key) =>
        ds.KeyTag == key.Tag && ds.Algorithm == key.Data.Algorithm
        && DsDigests.Compute(ds.DigestType, _zone, key.Octets) is { } digest && digest.AsSpan().SequenceEqual(ds.Digest);
}
