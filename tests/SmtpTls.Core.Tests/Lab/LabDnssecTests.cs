using System.Security.Cryptography;
using NSec.Cryptography;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>The range's signed tree, checked with the platform's cryptography and code of the tests' own: no part of our validator is used.</summary>
public sealed class LabDnssecTests(LabFixture lab) : IClassFixture<LabFixture>
{
    [Theory]
    [InlineData("good-rsa", 8)]
    [InlineData("good-ecdsa", 13)]
    [InlineData("tls12-only", 15)]
    [InlineData("dnssec-nsec", 13)]
    [InlineData("dnssec-rsa", 8)]
    [InlineData("dnssec-rsa512", 10)]
    [InlineData("dnssec-p384", 14)]
    [InlineData("dnssec-rsasha1", 5)]
    public async Task A_good_zone_is_proved_from_the_root(string name, int algorithm)
    {
        string anchor = await System.IO.File.ReadAllTextAsync(lab.Range.TrustAnchor!, TestContext.Current.CancellationToken);
        Assert.Equal(anchor.Trim(), (await DsOfAsync(".")).ToString());
        Assert.Equal(algorithm, (await KeysAsync($"{name}.lab.test"))[0].Algorithm);
        foreach (string zone in (string[])["test", "lab.test", $"{name}.lab.test"])
        {
            Set ds = await AskAsync(zone, DnsType.DS);
            string parent = zone == "test" ? "." : zone == "lab.test" ? "test" : "lab.test";
            Assert.True(Fits(ds, await KeysAsync(parent)), $"DS of {zone}");
            DnsRecord computed = await DsOfAsync(zone, ((DsData)ds.Records[0].Data).DigestType);
            Assert.Equal(computed.Data.ToString(), Assert.Single(ds.Records).Data.ToString());
            Assert.True(Fits(await AskAsync(zone, DnsType.Dnskey), [(await KeysAsync(zone))[0]]), $"DNSKEY of {zone}");
        }

        Assert.True(Fits(await AskAsync($"{name}.lab.test", DnsType.MX), await KeysAsync($"{name}.lab.test")));
    }

    [Fact]
    public async Task Every_mail_domain_of_the_common_zone_is_signed()
    {
        IReadOnlyList<DnskeyData> keys = await KeysAsync("lab.test");
        string[] names = [.. lab.Range.Hosts.Select(static host => host.Name).Where(static name => !name.Contains("good-rsa", StringComparison.Ordinal) && !name.Contains("good-ecdsa", StringComparison.Ordinal) && !name.Contains("tls12-only", StringComparison.Ordinal))];
        Assert.True(names.Length > 50);
        foreach (string name in names.Where(static name => name.Length % 3 == 0))
        {
            Set set = await AskAsync(name, DnsType.A);
            Assert.True(set.Records.Count == 0 || Fits(set, keys), name);
        }
    }

    [Theory]
    [InlineData("dnssec-expired", -40, -10)]
    [InlineData("dnssec-not-yet-valid", 10, 40)]
    [InlineData("dnssec-nsec", -1, 29)]
    public async Task Dates_its_signatures_as_it_says(string name, int from, int to)
    {
        Set set = await AskAsync($"{name}.lab.test", DnsType.MX);
        Assert.True(Fits(set, await KeysAsync($"{name}.lab.test")));
        Assert.Equal(from, Math.Round((DateTimeOffset.FromUnixTimeSeconds(set.Signature!.Inception) - DateTimeOffset.UtcNow).TotalDays));
        Assert.Equal(to, Math.Round((DateTimeOffset.FromUnixTimeSeconds(set.Signature.Expiration) - DateTimeOffset.UtcNow).TotalDays));
    }

    [Fact]
    public async Task Breaks_what_it_says_and_nothing_else()
    {
        Set bad = await AskAsync("dnssec-bad-signature.lab.test", DnsType.MX);
        Assert.False(Fits(bad, await KeysAsync("dnssec-bad-signature.lab.test")));
        Assert.True(Fits(await AskAsync("dnssec-bad-signature.lab.test", DnsType.Soa), await KeysAsync("dnssec-bad-signature.lab.test")));
        Assert.Null((await AskAsync("dnssec-missing-rrsig.lab.test", DnsType.MX)).Signature);
        Assert.NotNull((await AskAsync("dnssec-missing-rrsig.lab.test", DnsType.Soa)).Signature);
        Assert.Null((await AskAsync("dnssec-stripped.lab.test", DnsType.MX)).Signature);
        Assert.Single((await AskAsync("dnssec-stripped.lab.test", DnsType.DS)).Records);
        Assert.Empty((await AskAsync("dnssec-unsigned.lab.test", DnsType.DS)).Records);

        Set wrong = await AskAsync("dnssec-wrong-ds.lab.test", DnsType.DS);
        Assert.True(Fits(wrong, await KeysAsync("lab.test")));
        Assert.NotEqual((await DsOfAsync("dnssec-wrong-ds.lab.test")).Data.ToString(), wrong.Records[0].Data.ToString());
    }

    [Theory]
    [InlineData("no.dnssec-nsec", "A", "loose.dnssec-nsec.lab.test.", "dnssec-nsec.lab.test.")]
    [InlineData("host.dnssec-nsec", "TXT", "host.dnssec-nsec.lab.test.")]
    [InlineData("empty.dnssec-nsec", "A", "alias.dnssec-nsec.lab.test.")]
    [InlineData("x.wild.dnssec-nsec", "A", "*.wild.dnssec-nsec.lab.test.")]
    [InlineData("dnssec-unsigned", "DS", "dnssec-unsigned.lab.test.")]
    [InlineData("no.dnssec-no-denial", "A")]
    public async Task Proves_what_is_missing(string name, string type, params string[] owners)
    {
        Assert.True(DnsTypes.TryParse(type, out DnsType asked));
        DnsMessage answer = await LabDns.AskAsync(lab.Range, $"{name}.lab.test", asked, dnssec: true);
        DnsRecord[] proofs = [.. answer.Authority.Where(static record => record.Type == DnsType.Nsec)];
        Assert.Equal(owners, proofs.Select(static record => record.Owner.ToString()));
        Assert.All(proofs, proof => Assert.Contains(answer.Authority, other => other.Owner == proof.Owner && other.Data is RrsigData { TypeCovered: DnsType.Nsec }));
        Assert.Contains(answer.Authority, static record => record.Data is RrsigData { TypeCovered: DnsType.Soa });
    }

    [Fact]
    public async Task Expands_wildcards_with_a_proof()
    {
        Set set = await AskAsync("a.b.wild.dnssec-nsec.lab.test", DnsType.Txt);
        Assert.Equal(4, set.Signature!.Labels);
        Assert.True(Fits(set, await KeysAsync("dnssec-nsec.lab.test")));
        DnsMessage answer = await LabDns.AskAsync(lab.Range, "a.b.wild.dnssec-nsec.lab.test", DnsType.Txt, dnssec: true);
        Assert.Single(answer.Authority, static record => record.Type == DnsType.Nsec);
    }

    [Fact]
    public async Task Uses_the_iterations_and_the_opt_out_it_says()
    {
        Assert.Equal(150, (await Nsec3Async("no.dnssec-iterations"))[0].Iterations);
        Assert.All(await Nsec3Async("no.dnssec-nsec3"), static data => Assert.Equal((0, 0), (data.Iterations, data.Flags)));
        Assert.All(await Nsec3Async("no.dnssec-optout"), static data => Assert.Equal(Nsec3Data.OptOut, data.Flags));
        Assert.Equal(3, (await Nsec3Async("no.dnssec-nsec3")).Count);
    }

    [Fact]
    public async Task Tells_nothing_of_DNSSEC_to_who_does_not_ask()
    {
        DnsMessage answer = await LabDns.AskAsync(lab.Range, "good-rsa.lab.test", DnsType.MX);
        Assert.Single(answer.Answers);
        Assert.False(answer.AuthenticData);
        Assert.True(answer.RecursionAvailable);
    }

    private static DnskeyData[] Keys(Set set) => [.. set.Records.Select(static record => (DnskeyData)record.Data)];

    /// <summary>RFC 4035 §5.3: whether the signature fits one of the keys. Octets are put together here from the standard's text.</summary>
    private static bool Fits(Set set, IReadOnlyList<DnskeyData> keys)
    {
        RrsigData signature = Assert.IsType<RrsigData>(set.Signature);
        byte[] owner = set.Records[0].Owner.ToCanonical();
        for (int labels = set.Records[0].Owner.LabelCount; labels > signature.Labels; labels--)
        {
            owner = owner[(owner[0] + 1)..];
        }

        if (signature.Labels < set.Records[0].Owner.LabelCount)
        {
            owner = [1, (byte)'*', .. owner];
        }

        List<byte> data = [.. U16((int)signature.TypeCovered), signature.Algorithm, signature.Labels, .. U32(signature.OriginalTtl),
            .. U32(signature.Expiration), .. U32(signature.Inception), .. U16(signature.KeyTag), .. signature.Signer.ToCanonical()];
        foreach (byte[] record in set.Records.Select(static record => record.Data.ToCanonical()).OrderBy(static octets => Convert.ToHexString(octets), StringComparer.Ordinal))
        {
            data.AddRange([.. owner, .. U16((int)signature.TypeCovered), 0, 1, .. U32(signature.OriginalTtl), .. U16(record.Length), .. record]);
        }

        return keys.Any(key => key.Algorithm == signature.Algorithm && Verify(key, [.. data], signature.Signature));
    }

    private static bool Verify(DnskeyData key, byte[] data, byte[] signature)
    {
        switch (key.Algorithm)
        {
            case 5 or 8 or 10:
                int length = key.Key[0];
                using (RSA rsa = RSA.Create(new RSAParameters { Exponent = key.Key[1..(1 + length)], Modulus = key.Key[(1 + length)..] }))
                {
                    HashAlgorithmName hash = key.Algorithm == 5 ? HashAlgorithmName.SHA1 : key.Algorithm == 8 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512;
                    return rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
                }

            case 13 or 14:
                int half = key.Key.Length / 2;
                ECParameters parameters = new()
                {
                    Curve = key.Algorithm == 13 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384,
                    Q = new ECPoint { X = key.Key[..half], Y = key.Key[half..] },
                };
                using (ECDsa ecdsa = ECDsa.Create(parameters))
                {
                    return ecdsa.VerifyData(data, signature, key.Algorithm == 13 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384);
                }

            default:
                return SignatureAlgorithm.Ed25519.Verify(NSec.Cryptography.PublicKey.Import(SignatureAlgorithm.Ed25519, key.Key, KeyBlobFormat.RawPublicKey), data, signature);
        }
    }

    private static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] U32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private async Task<Set> AskAsync(string name, DnsType type)
    {
        DnsMessage answer = await LabDns.AskAsync(lab.Range, name, type, dnssec: true);
        return new Set([.. answer.Answers.Where(record => record.Type == type)], answer.Answers.Select(static record => record.Data).OfType<RrsigData>().FirstOrDefault(data => data.TypeCovered == type));
    }

    private async Task<DnskeyData[]> KeysAsync(string zone) => Keys(await AskAsync(zone, DnsType.Dnskey));

    private async Task<List<Nsec3Data>> Nsec3Async(string name) =>
        [.. (await LabDns.AskAsync(lab.Range, $"{name}.lab.test", DnsType.A, dnssec: true)).Authority.Select(static record => record.Data).OfType<Nsec3Data>()];

    /// <summary>The DS of a zone's first key, worked out here (RFC 4034 §5.1.4 and appendix B).</summary>
    private async Task<DnsRecord> DsOfAsync(string zone, byte digestType = 2)
    {
        DnskeyData key = (await KeysAsync(zone))[0];
        byte[] octets = [.. U16(key.Flags), key.Protocol, key.Algorithm, .. key.Key];
        byte[] all = [.. DnsName.Parse(zone).ToCanonical(), .. octets];
        long sum = octets.Select(static (octet, i) => i % 2 == 0 ? octet * 256L : octet).Sum();
        sum += sum >> 16;
        return new DnsRecord(DnsName.Parse(zone), DnsType.DS, 300, new DsData((ushort)sum, key.Algorithm, digestType, digestType == 4 ? SHA384.HashData(all) : SHA256.HashData(all)));
    }

    private sealed record Set(IReadOnlyList<DnsRecord> Records, RrsigData? Signature);
}
