using System.Security.Cryptography;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>A zone that signs its answers when asked, with NSEC. Algorithm 0 does not sign; what cannot be signed here is signed with rubbish.</summary>
internal sealed class TestZone
{
    private readonly ECDsa? _elliptic;
    private readonly RSA? _rsa;
    private readonly HashAlgorithmName _hash;
    private readonly DnskeyData _key;

    public TestZone(string name, byte algorithm, params string[] records)
    {
        Name = DnsName.Parse(name);
        Algorithm = algorithm;
        _hash = algorithm switch { 5 or 7 => HashAlgorithmName.SHA1, 10 => HashAlgorithmName.SHA512, 14 => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA256 };
        _elliptic = algorithm is 13 or 14 ? ECDsa.Create(algorithm == 13 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384) : null;
        _rsa = algorithm is 5 or 7 or 8 or 10 ? RSA.Create(1024) : null;
        _key = new DnskeyData(257, 3, algorithm, KeyOctets());
        Records = [.. records.Select(FakeDns.ParseRecord), FakeDns.ParseRecord($"{Name} 300 SOA {Name} 60")];
        if (algorithm != 0)
        {
            Records.Add(new DnsRecord(Name, DnsType.Dnskey, 300, _key));
        }
    }

    public DnsName Name { get; }

    public byte Algorithm { get; }

    public List<DnsRecord> Records { get; }

    public DateTimeOffset SignedAt { get; set; } = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    public TimeSpan SignedFor { get; set; } = TimeSpan.FromDays(14);

    public ushort Tag => ZoneKey.TagOf(_key.ToCanonical());

    public DsData Ds(byte digestType = 2) =>
        new(Tag, Algorithm, digestType, DsDigests.Compute(digestType, Name, _key.ToCanonical()) ?? [1, 2, 3]);

    /// <summary>Puts the child's cut into this zone.</summary>
    public TestZone Delegate(TestZone child, byte digestType = 2)
    {
        Records.Add(FakeDns.ParseRecord($"{child.Name} 300 NS ns.{child.Name}"));
        if (child.Algorithm != 0)
        {
            Records.Add(new DnsRecord(child.Name, DnsType.DS, 300, child.Ds(digestType)));
        }

        return this;
    }

    public DnsRecord[] Find(DnsName name, DnsType type) => [.. Records.Where(record => record.Owner == name && record.Type == type)];

    public bool Exists(DnsName name) => Records.Exists(record => name.IsAtOrAbove(record.Owner));

    /// <summary>The records with their signature; the signature alone is the last.</summary>
    public IEnumerable<DnsRecord> Signed(DnsRecord[] set, int? labels = null)
    {
        if (Algorithm == 0 || set.Length == 0)
        {
            return set;
        }

        SignedSet found = SignedSet.Find(set, set[0].Owner, set[0].Type)!;
        RrsigData signature = new()
        {
            TypeCovered = set[0].Type,
            Algorithm = Algorithm,
            Labels = (byte)(labels ?? found.Labels),
            OriginalTtl = set[0].Ttl,
            Inception = (uint)SignedAt.ToUnixTimeSeconds(),
            Expiration = (uint)(SignedAt + SignedFor).ToUnixTimeSeconds(),
            KeyTag = Tag,
            Signer = Name,
            Signature = [],
        };
        byte[] signed = found.ToSigned(signature)!;
        byte[] octets = _elliptic?.SignData(signed, _hash) ?? _rsa?.SignData(signed, _hash, RSASignaturePadding.Pkcs1) ?? new byte[64];
        return [.. set, new DnsRecord(set[0].Owner, DnsType.Rrsig, set[0].Ttl, signature with { Signature = octets })];
    }

    /// <summary>The NSEC at a name, or the one over it.</summary>
    public IEnumerable<DnsRecord> Nsec(DnsName name)
    {
        if (Algorithm == 0)
        {
            return [];
        }

        DnsName[] names = [.. Records.Select(record => record.Owner).Distinct().Order()];
        int at = Array.FindLastIndex(names, other => other.CompareTo(name) <= 0);
        IEnumerable<DnsType> types = Records.Where(record => record.Owner == names[at]).Select(record => record.Type);
        NsecData data = new(names[(at + 1) % names.Length], TypeBitmap.Of([.. types.Append(DnsType.Nsec).Append(DnsType.Rrsig).Distinct()]));
        return Signed([new DnsRecord(names[at], DnsType.Nsec, 60, data)]);
    }

    private byte[] KeyOctets()
    {
        if (_elliptic is not null)
        {
            ECParameters point = _elliptic.ExportParameters(false);
            return [.. point.Q.X!, .. point.Q.Y!];
        }

        RSAParameters? rsa = _rsa?.ExportParameters(false);
        return rsa is { } number ? [(byte)number.Exponent!.Length, .. number.Exponent, .. number.Modulus!] : new byte[57];
    }
}
