using System.Collections.Generic;
using System.Linq;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Dns.Signing;

namespace SmtpTls.Lab.Catalog;

/// <summary>Domains with TLSA records: right, partly right, stale, unusable, malformed, and behind DNS that fails (RFC 6698, 7671, 7672).</summary>
internal static class DaneCases
{
    private static readonly CertificateRecipe Ecdsa = new();
    private static readonly CertificateRecipe Rsa = new() { Issuer = LabIssuer.Rsa, Key = LabKey.Rsa2048 };
    private static readonly TlsaRecipe Own = new();
    private static readonly TlsaRecipe Other = new(TlsaSource.Nothing);

    public static IEnumerable<LabCase> All()
    {
        LabCase good = One("dane-good", "the record of the server's key, 3 1 1, as it should be", Holds(Own));
        return [good, .. Right(), .. Partly(), .. Wrong(), .. Troubled(), new LabCase("dane-unsigned-mx", "an unsigned domain whose mail host has the right record in a signed zone")
        {
            MailAt = good, Zone = new ZonePlan { Signed = false }, Security = "Insecure", Dane = new LabDane("Matched", "Authenticate", "Pass"),
        }];
    }

    private static IEnumerable<LabCase> Right()
    {
        yield return One("dane-ta", "the record of the authority above the server's certificate, 2 1 1", Holds(new TlsaRecipe(TlsaSource.Issuer) { Usage = 2 }));
        yield return One("dane-ta-in-dns", "the root's whole certificate in DNS, 2 0 0: the server need not send it", Holds(new TlsaRecipe(TlsaSource.Root) { Usage = 2, Selector = 0, MatchingType = 0 }));
        yield return One("dane-ta-key-in-dns", "the root's key alone in DNS, 2 1 0", Holds(new TlsaRecipe(TlsaSource.Root) { Usage = 2, MatchingType = 0 }));
        yield return One("dane-self-signed", "the right record of a certificate that is self-signed, has run out and is for another host: DANE-EE does not mind",
            Holds(Own), new CertificateRecipe { Issuer = LabIssuer.Self, Name = "mail.other.lab.test", FromDay = -90, ToDay = -2 }, "Expired", "NameMismatch", "SelfSigned");
        yield return One("dane-rollover", "the record of the key in use and one for the next", Holds(Own, Other));
        yield return One("dane-mixed", "records that cannot be used and a malformed one beside the right one", Holds(Own, Own with { Usage = 1 }, Own with { MatchingType = 9 }, Own with { Data = new byte[31] }));
        yield return One("dane-many", "three hundred records, the right one first", Holds([Own, .. Enumerable.Range(1, 299).Select(n => Other with { Number = n })]));
        yield return new LabCase("dane-host-alias", "an MX that is an alias: the records stand where it leads (RFC 7672 §2.2.3)")
        {
            Servers = [Server(Ecdsa with { Name = "mx.dane-host-alias.lab.test" }) with { Label = "real" }],
            Records = static zone =>
            {
                zone.Mx(10, "mx");
                zone.Alias("mx", zone.NameOf("real"));
            },
            Dane = Holds() with { Records = At("real", Own) },
        };
    }

    private static IEnumerable<LabCase> Partly()
    {
        yield return new LabCase("dane-partial", "a host with two addresses that show different certificates, one of them in DNS")
        {
            Servers = [Server(Ecdsa), Server(Rsa)],
            Dane = new LabDane("Partial", "Authenticate", "Warn") { Records = At("mx", Own) },
        };
        yield return new LabCase("dane-one-of-two", "two mail hosts, the first with a stale record, the second right")
        {
            Servers = [Server(Ecdsa) with { Label = "mx1" }, Server(Rsa) with { Label = "mx2" }],
            Dane = new LabDane("Partial", "SkipHost", "Fail") { Records = At("mx1", Other).Concat(At("mx2", Own)).ToDictionary() },
        };
    }

    private static IEnumerable<LabCase> Wrong()
    {
        LabDane failed = new("Failed", "SkipHost", "Fail");
        yield return One("dane-stale", "the record of a key that the server no longer uses", failed with { Records = At("mx", Other) });
        yield return One("dane-weaker-digest", "a right SHA-256 record beside a stale SHA-512 one, which is the only one that counts (RFC 7671 §9)", failed with { Records = At("mx", Own, Other with { MatchingType = 2 }) });
        yield return One("dane-ta-wrong-name", "the right authority over a certificate for another host", failed with { Records = At("mx", new TlsaRecipe(TlsaSource.Issuer) { Usage = 2 }) },
            Ecdsa with { Name = "mail.other.lab.test" }, "NameMismatch");
        yield return One("dane-ta-not-sent", "the root's digest, and a server that does not send the root", failed with { Records = At("mx", new TlsaRecipe(TlsaSource.Root) { Usage = 2, Selector = 0 }) });
        yield return new LabCase("dane-no-starttls", "a record, and a server that offers no STARTTLS")
        {
            Servers = [new LabServer("NotOffered", Scripts.Plain(Scripts.WithKeywords("PIPELINING", "8BITMIME")))],
            Dane = failed with { Records = At("mx", Other) },
        };
        LabDane unusable = new("Unusable", "Encrypt", "Warn");
        yield return One("dane-unusable", "records of usages that mean nothing between mail servers, 0 0 1 and 1 1 1",
            unusable with { Records = At("mx", new TlsaRecipe(TlsaSource.Issuer) { Usage = 0, Selector = 0 }, Own with { Usage = 1 }) });
        yield return One("dane-malformed", "a digest of 31 octets, and a certificate that is none",
            unusable with { Records = At("mx", Own with { Data = new byte[31] }, Own with { Selector = 0, MatchingType = 0, Data = [0x30, 0x82, 1, 2, 3] }) });
    }

    private static IEnumerable<LabCase> Troubled()
    {
        yield return One("dane-servfail", "name servers that fail on every question for TLSA", new LabDane("Indeterminate", "SkipHost", "Inconclusive") { Fails = "mx" });
        yield return One("dane-insecure", "a record reached over an alias into an unsigned zone", new LabDane("NotSecure", "Opportunistic", "Warn") { Alias = ("mx", "tlsa.dnssec-unsigned.lab.test") });
        yield return One("dane-bogus", "a record reached over an alias into a zone whose signatures ran out", new LabDane("Bogus", "SkipHost", "Fail") { Alias = ("mx", "host.dnssec-expired.lab.test") });
    }

    private static LabCase One(string name, string about, LabDane dane, CertificateRecipe? certificate = null, params string[] problems) =>
        new(name, about) { Servers = [Server(certificate ?? Ecdsa) with { Problems = problems }], Dane = dane };

    private static LabDane Holds(params TlsaRecipe[] records) => new("Matched", "Authenticate", "Pass") { Records = At("mx", records) };

    private static Dictionary<string, IReadOnlyList<TlsaRecipe>> At(string label, params TlsaRecipe[] records) => new() { [label] = records };

    private static LabServer Server(CertificateRecipe certificate) => new("Encrypted", Scripts.Good()) { Certificate = certificate };
}
