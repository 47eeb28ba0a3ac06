using System.Text.Json;
using SmtpTls.Tls;

namespace SmtpTls.Vectors;

/// <summary>cert-names.json: does a certificate name a host (RFC 9525 §6, RFC 8461 §4.2, RFC 7672 §3.2.3)?</summary>
public sealed class CertNamesTheory
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("cert-names.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Name_matches_as_the_standard_says(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement input = document.RootElement.GetProperty("input");
        Outcome<IReadOnlyList<byte[]>> pem = PemFile.Read(input.GetProperty("certificate").GetString()!);
        CertificateFacts certificate = CertificateReader.Read(Assert.Single(pem.Value!));
        NameProfile profile = input.GetProperty("profile").GetString() == "dane-ta" ? NameProfile.DaneTrustAnchor : NameProfile.DnsId;

        bool match = NameMatch.Matches(input.GetProperty("reference").GetString()!, certificate, profile);

        Assert.True(certificate.Readable);
        Assert.Equal(input.GetProperty("names").GetProperty("san_dns").EnumerateArray().Select(name => name.GetString()), certificate.DnsNames);
        Assert.True(VectorFile.Expected(document.RootElement).Any(expected => expected.GetProperty("match").GetBoolean() == match), $"{id}: match was {match}");
    }
}
