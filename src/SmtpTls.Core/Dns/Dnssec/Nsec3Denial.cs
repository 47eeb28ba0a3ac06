using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Compat;

namespace SmtpTls.Dns.Dnssec;

/// <summary>
/// Denial by NSEC3 (RFC 5155 §8): names are hashed, so that the gaps do not tell which names there are. As a hash says nothing of what is
/// above a name, the closest name that exists must be shown by its own record, and the next name towards the one asked for to be in a gap.
/// </summary>
internal sealed class Nsec3Denial : Denial
{
    private const int HashOctets = 20;
    private const byte Sha1 = 1;

    private readonly DnsName _zone;
    private readonly DnssecWork _work;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<DnsName, byte[]> _hashes = [];
    private readonly byte[] _salt = [];
    private readonly int _iterations;
    private bool _exhausted;

    public Nsec3Denial(DnsName zone, IEnumerable<SignedSet> sets, DnssecWork work)
    {
        _zone = zone;
        _work = work;
        foreach (DnsRecord record in sets.SelectMany(set => set.Records))
        {
            // RFC 5155 §8.1 and §8.2: hashes and flags that are not known are passed over; a name of a zone stands right below it.
            if (record.Data is Nsec3Data { HashAlgorithm: Sha1, Flags: <= Nsec3Data.OptOut, NextHash.Length: HashOctets } data
                && record.Owner.Parent == zone && Nsec3Hash.FromBase32(record.Owner.FirstLabel) is { Length: HashOctets } hash)
            {
                if (_entries.Count == 0)
                {
                    (_salt, _iterations) = (data.Salt, data.Iterations);
                }

                // RFC 5155 §8.2: one chain has one salt and one count.
                if (data.Iterations == _iterations && data.Salt.AsSpan().SequenceEqual(_salt))
                {
                    _entries.Add(new Entry(hash, data));
                }
            }
        }
    }

    /// <summary>RFC 9276 §3.2: such a zone is treated as if it were not signed.</summary>
    private bool CountsForNothing => _entries.Count > 0 && _iterations > DnssecWork.MostIterations;

    public override DenialResult DenyType(DnsName name, DnsType type)
    {
        if (CountsForNothing)
        {
            return DenialResult.ProvedInsecure;
        }

        if (FindAt(name) is { } here)
        {
            return Is(Lacks(here.Data.Types, name, type));
        }

        if (FindEncloser(name) is not var (encloser, gap))
        {
            return Unproved();
        }

        // RFC 5155 §8.7: a wildcard that has not the type.
        if (encloser.WithPrefix("*") is { } wildcard && FindAt(wildcard) is { } types)
        {
            return !Lacks(types.Data.Types, wildcard, type) ? DenialResult.Unproved
                : gap.OptsOut ? DenialResult.ProvedInsecure : DenialResult.Proved;
        }

        // RFC 5155 §8.6: below opt-out the name may be a delegation that has no record. So may names above such a delegation.
        return gap.OptsOut ? DenialResult.ProvedInsecure : Unproved();
    }

    public override DenialResult DenyName(DnsName name)
    {
        if (CountsForNothing)
        {
            return DenialResult.ProvedInsecure;
        }

        // RFC 5155 §8.4.
        return FindEncloser(name) is var (encloser, gap) && encloser.WithPrefix("*") is { } wildcard && FindOver(wildcard) is { } none
            ? gap.OptsOut || none.OptsOut ? DenialResult.ProvedInsecure : DenialResult.Proved
            : Unproved();
    }

    public override DenialResult DenyCloser(DnsName name, int labels)
    {
        if (CountsForNothing)
        {
            return DenialResult.ProvedInsecure;
        }

        // RFC 5155 §8.8: that the wildcard's parent exists is shown by the wildcard itself.
        return FindOver(name.Ancestor(labels + 1)) is { } gap ? gap.OptsOut ? DenialResult.ProvedInsecure : DenialResult.Proved : Unproved();
    }

    public override CutResult JudgeCut(DnsName name)
    {
        if (CountsForNothing)
        {
            return CutResult.MayBeUnsigned;
        }

        if (FindAt(name) is { } here)
        {
            return JudgeCut(here.Data.Types);
        }

        // RFC 5155 §8.6 and §8.9.
        return FindEncloser(name) is var (_, gap) ? gap.OptsOut ? CutResult.MayBeUnsigned : CutResult.NoCut
            : _exhausted ? CutResult.TooMuch : CutResult.Unproved;
    }

    private static DenialResult Is(bool proved) => proved ? DenialResult.Proved : DenialResult.Unproved;

    private DenialResult Unproved() => _exhausted ? DenialResult.TooMuch : DenialResult.Unproved;

    /// <summary>RFC 5155 §8.3: the closest name above that is shown to exist, and the gap where the next one would be.</summary>
    private (DnsName Encloser, Entry Gap)? FindEncloser(DnsName name)
    {
        DnsName next = name;
        while (_entries.Count > 0 && _zone.IsAtOrAbove(next) && next != _zone)
        {
            DnsName parent = next.Parent;
            if (FindAt(parent) is { } encloser)
            {
                // RFC 5155 §8.3: not one from above a cut, and none whose subtree was moved.
                return !IsSilentBelow(encloser.Data.Types) && FindOver(next) is { } gap ? (parent, gap) : null;
            }

            next = parent;
        }

        return null;
    }

    private Entry? FindAt(DnsName name) =>
        HashOf(name) is { } hash ? _entries.Find(entry => entry.Hash.AsSpan().SequenceEqual(hash)) : null;

    private Entry? FindOver(DnsName name) => HashOf(name) is { } hash ? _entries.Find(entry => entry.IsOver(hash)) : null;

    private byte[]? HashOf(DnsName name)
    {
        if (_hashes.TryGetValue(name, out byte[]? known) || _entries.Count == 0)
        {
            return known;
        }

        if (!_work.TakeHash())
        {
            _exhausted = true;
            return null;
        }

        return _hashes[name] = Nsec3Hash.Compute(name, _salt, _iterations);
    }

    private sealed record Entry(byte[] Hash, Nsec3Data Data)
    {
        public bool OptsOut => (Data.Flags & Nsec3Data.OptOut) != 0;

        public bool IsOver(byte[] hash)
        {
            bool after = Hash.AsSpan().SequenceCompareTo(hash) < 0;
            bool before = hash.AsSpan().SequenceCompareTo(Data.NextHash) < 0;

            // RFC 5155 §3.1.7: the last one's next is the first.
            return Hash.AsSpan().SequenceCompareTo(Data.NextHash) < 0 ? after && before : after || before;
        }
    }
}

/// <summary>RFC 5155 §5.</summary>
internal static class Nsec3Hash
{
    public static byte[] Compute(DnsName name, byte[] salt, int iterations)
    {
        byte[] hash = Hashes.Sha1([.. name.ToCanonical(), .. salt]);
        byte[] again = new byte[hash.Length + salt.Length];
        salt.CopyTo(again, hash.Length);
        for (int i = 0; i < iterations; i++)
        {
            hash.CopyTo(again, 0);
            hash = Hashes.Sha1(again);
        }

        return hash;
    }

    /// <summary>The octets of a hashed label (RFC 4648 §7, without padding); null when it is none.</summary>
    public static byte[]? FromBase32(ReadOnlySpan<byte> label)
    {
        byte[] octets = new byte[label.Length * 5 / 8];
        int held = 0;
        int bits = 0;
        int at = 0;
        foreach (byte letter in label)
        {
            int digit = letter switch
            {
                >= (byte)'0' and <= (byte)'9' => letter - '0',
                >= (byte)'a' and <= (byte)'v' => letter - 'a' + 10,
                >= (byte)'A' and <= (byte)'V' => letter - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                return null;
            }

            bits = ((bits << 5) | digit) & 0xfff;
            held += 5;
            if (held >= 8)
            {
                held -= 8;
                octets[at++] = (byte)(bits >> held);
            }
        }

        return octets;
    }
}
