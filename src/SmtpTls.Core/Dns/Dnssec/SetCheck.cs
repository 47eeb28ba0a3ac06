using System;
using System.Linq;

namespace SmtpTls.Dns.Dnssec;

/// <summary>The end of checking one record set.</summary>
internal sealed record SetVerdict
{
    /// <summary>The signature that holds; null when none does.</summary>
    public RrsigData? Signature { get; init; }

    /// <summary>Why none holds.</summary>
    public DnssecFlaw? Flaw { get; init; }

    /// <summary>When the signature runs out.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Seconds that the set may be kept (RFC 4035 §5.3.3).</summary>
    public uint Ttl { get; init; }
}

/// <summary>Checks the signatures of a record set with a zone's keys (RFC 4035 §5.3). One that holds is enough (RFC 6840 §5.11).</summary>
internal sealed class SetCheck(DateTimeOffset now, DnssecWork work)
{
    /// <summary>Clocks differ; a zone that is this late is about to fail anyway.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    private readonly uint _now = (uint)now.ToUnixTimeSeconds();

    public SetVerdict Check(SignedSet set, ZoneKeys keys)
    {
        DnssecFlaw worst = new(FlawKind.NoSignature, "the signature is missing");
        int tried = 0;
        foreach (RrsigData signature in set.Signatures)
        {
            if (++tried > DnssecWork.MostSignaturesOfASet)
            {
                worst = new DnssecFlaw(FlawKind.TooMuch, $"none of its first {DnssecWork.MostSignaturesOfASet} signatures holds, and {set.Signatures.Count} came");
                break;
            }

            DnssecFlaw? flaw = FindFlaw(set, signature, keys);
            if (flaw is null)
            {
                return Accept(set, signature);
            }

            worst = flaw.Kind > worst.Kind ? flaw : worst;
            if (flaw.Kind == FlawKind.TooMuch)
            {
                break;
            }
        }

        return new SetVerdict { Flaw = worst };
    }

    /// <summary>RFC 1982: seconds from one time to the other, in a number that turns over every 136 years.</summary>
    private static int Span(uint from, uint to) => unchecked((int)(to - from));

    private static string Show(DateTimeOffset time) => TimeText.Minute(time);

    private static string By(RrsigData signature) => $"key {signature.KeyTag}, {DnssecAlgorithms.Name(signature.Algorithm)}";

    /// <summary>RFC 4035 §5.3.1, what can be told before anything is computed; then the signature itself.</summary>
    private DnssecFlaw? FindFlaw(SignedSet set, RrsigData signature, ZoneKeys keys)
    {
        if (signature.Signer != keys.Zone)
        {
            return new DnssecFlaw(FlawKind.OtherSigner, $"the signature is one of {signature.Signer.ToShortString()}, not of the zone");
        }

        if (signature.Labels > set.Labels)
        {
            return new DnssecFlaw(FlawKind.BadLabels, $"the signature ({By(signature)}) is for a name of {signature.Labels} labels");
        }

        if (!DnssecAlgorithms.IsStrong(signature.Algorithm) && !DnssecAlgorithms.IsWeak(signature.Algorithm))
        {
            return new DnssecFlaw(FlawKind.Unsupported, $"the signature's algorithm ({By(signature)}) cannot be checked here");
        }

        // RFC 4035 §2.2: where the parent vouches for a better algorithm every set has a signature of it. If RSA/SHA-1 were enough there (RFC 9905), whoever
        // can forge that could take the better one away.
        if (DnssecAlgorithms.IsWeak(signature.Algorithm) && !keys.Weak)
        {
            return new DnssecFlaw(FlawKind.Unsupported, $"the signature's algorithm ({By(signature)}) does not count any more (RFC 9905), and the zone's DS records promise a better one");
        }

        return FindTimeFlaw(signature) ?? FindKeyFlaw(set, signature, keys);
    }

    private DnssecFlaw? FindTimeFlaw(RrsigData signature)
    {
        int skew = (int)Skew.TotalSeconds;
        if (Span(_now, signature.Expiration) < -skew || Span(signature.Inception, signature.Expiration) < 0)
        {
            return new DnssecFlaw(FlawKind.Expired, $"the signature ({By(signature)}) expired on {Show(TimeOf(signature.Expiration))}");
        }

        return Span(signature.Inception, _now) < -skew
            ? new DnssecFlaw(FlawKind.NotYetValid, $"the signature ({By(signature)}) is valid from {Show(TimeOf(signature.Inception))}, and it is {Show(now)}")
            : null;
    }

    private DnssecFlaw? FindKeyFlaw(SignedSet set, RrsigData signature, ZoneKeys keys)
    {
        DnssecFlaw flaw = new(FlawKind.NoKey, $"the zone has no key {signature.KeyTag} ({DnssecAlgorithms.Name(signature.Algorithm)}) that made the signature");
        byte[]? signed = null;
        foreach (ZoneKey key in keys.Find(signature.KeyTag, signature.Algorithm).Take(DnssecWork.MostKeysOfATag))
        {
            if (key.Key is null)
            {
                flaw = new DnssecFlaw(FlawKind.Unsupported, $"the key ({By(signature)}) is malformed or of a size that is not checked");
                continue;
            }

            if (!work.TakeCheck())
            {
                return new DnssecFlaw(FlawKind.TooMuch, $"more than {DnssecWork.MostChecks} signatures would have to be tried");
            }

            signed ??= set.ToSigned(signature);
            if (signed is null || key.Key.Verify(signed, signature.Signature))
            {
                return signed is null ? new DnssecFlaw(FlawKind.BadLabels, $"the signature ({By(signature)}) is for a wildcard that cannot be") : null;
            }

            flaw = new DnssecFlaw(FlawKind.BadSignature, $"the signature ({By(signature)}) does not fit the data");
        }

        return flaw;
    }

    private SetVerdict Accept(SignedSet set, RrsigData signature)
    {
        // RFC 4035 §5.3.3: the least of the TTL received, the original one, and what is left of the signature's time.
        int left = Math.Max(0, Span(_now, signature.Expiration));
        uint ttl = Math.Min(Math.Min(set.Records.Min(record => record.Ttl), signature.OriginalTtl), (uint)left);
        return new SetVerdict { Signature = signature, Until = TimeOf(signature.Expiration) + Skew, Ttl = ttl };
    }

    /// <summary>The time nearest to now of all that the number can mean.</summary>
    private DateTimeOffset TimeOf(uint seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Max(0, now.ToUnixTimeSeconds() + Span(_now, seconds)));
}
