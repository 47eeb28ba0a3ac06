using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using SmtpTls.Dns;

namespace SmtpTls.Lab.Dns.Signing;

/// <summary>RFC 5155: the chain goes through hashes, so that it cannot be walked to list the zone's names.</summary>
internal sealed class Nsec3Denial : Denial
{
    private const byte Sha1 = 1;

    private readonly Zone _zone;
    private readonly ZonePlan _plan;
    private readonly Lazy<Chain> _chain;

    public Nsec3Denial(Zone zone, ZonePlan plan)
    {
        _zone = zone;
        _plan = plan;
        _chain = new Lazy<Chain>(Build);
    }

    /// <summary>What the zone publishes about its chain (RFC 5155 §4).</summary>
    public Nsec3ParamData Parameters => new(Sha1, 0, _plan.Iterations, _plan.Salt);

    public override IEnumerable<DnsRecord> NoType(DnsName name)
    {
        if (Matching(name) is { } match)
        {
            return [match];
        }

        // RFC 5155 §7.2.4: a delegation in an opt-out span is proved by what surrounds it.
        DnsName encloser = name.Parent;
        while (Matching(encloser) is null)
        {
            encloser = encloser.Parent;
        }

        return [Matching(encloser)!, Over(NextCloser(name, encloser))];
    }

    // RFC 5155 §7.2.2: the closest encloser, nothing at the next closer name, no wildcard.
    public override IEnumerable<DnsRecord> NoName(DnsName name, DnsName encloser) =>
        [Matching(encloser)!, Over(NextCloser(name, encloser)), Over(Wildcard(encloser))];

    // RFC 5155 §7.2.6.
    public override IEnumerable<DnsRecord> WildcardUsed(DnsName name, DnsName encloser) => [Over(NextCloser(name, encloser))];

    // RFC 5155 §7.2.5.
    public override IEnumerable<DnsRecord> WildcardNoType(DnsName name, DnsName encloser) =>
        [Matching(encloser)!, Over(NextCloser(name, encloser)), Matching(Wildcard(encloser))!];

    public override IEnumerable<DnsRecord> Beside() => [Make(0)];

    // RFC 5155 §7.2.8: names of NSEC3 records are no names of the zone.
    public override DnsRecord? At(DnsName name) => null;

    private DnsRecord? Matching(DnsName name)
    {
        byte[] hash = Hash(name);
        int index = Before(_chain.Value.Hashes, hash, OctetOrder.Instance);
        return _chain.Value.Hashes[index].AsSpan().SequenceEqual(hash) ? Make(index) : null;
    }

    private DnsRecord Over(DnsName name) => Make(Before(_chain.Value.Hashes, Hash(name), OctetOrder.Instance));

    private DnsRecord Make(int index)
    {
        Chain chain = _chain.Value;
        Nsec3Data data = new()
        {
            HashAlgorithm = Sha1,
            Flags = _plan.OptOut ? Nsec3Data.OptOut : (byte)0,
            Iterations = _plan.Iterations,
            Salt = _plan.Salt,
            NextHash = chain.Hashes[(index + 1) % chain.Hashes.Length],
            Types = TypeBitmap.Of(TypesAt(_zone, chain.Names[index])),
        };
        DnsName owner = _zone.Apex.WithPrefix(Nsec3Text.Base32(chain.Hashes[index]))!;
        return new DnsRecord(owner, DnsType.Nsec3, _zone.NegativeTtl, data);
    }

    private Chain Build()
    {
        // RFC 5155 §7.1: every name has one, those without records too; with opt-out, delegations without DS may be left out.
        (byte[] Hash, DnsName Name)[] all = [.. _zone.Names.Where(IsIn).Select(name => (Hash(name), name)).OrderBy(static one => one.Item1, OctetOrder.Instance)];
        return new Chain([.. all.Select(static one => one.Hash)], [.. all.Select(static one => one.Name)]);
    }

    private bool IsIn(DnsName name) =>
        !_plan.OptOut || name == _zone.Apex || !_zone.TypesAt(name).SequenceEqual([DnsType.NS]);

    // RFC 5155 §5.
    private byte[] Hash(DnsName name)
    {
        byte[] hash = SHA1.HashData([.. name.ToCanonical(), .. _plan.Salt]);
        for (int i = 0; i < _plan.Iterations; i++)
        {
            hash = SHA1.HashData([.. hash, .. _plan.Salt]);
        }

        return hash;
    }

    private sealed record Chain(byte[][] Hashes, DnsName[] Names);
}
