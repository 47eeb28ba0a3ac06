using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>Facts as literals: one domain, one host, one address, unless a test says otherwise.</summary>
internal static class Seen
{
    public const string Host = "mx1.example.com";

    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static DomainFacts Facts(params HostFacts[] hosts) => new()
    {
        Domain = DomainName.Parse("example.com"),
        TakenAt = Now,
        MxState = MailRouteState.Found,
        Hosts = hosts,
        RevocationAsked = true,
    };

    public static DomainFacts Facts(SmtpProbe probe, ChainFacts? chain = null) => Facts(OneHost(probe, chain));

    public static HostFacts OneHost(SmtpProbe probe, ChainFacts? chain = null) => new()
    {
        Host = probe.Target.Host,
        Preference = 10,
        AddressState = OutcomeState.Found,
        Addresses = [new AddressFacts(probe, chain)],
    };

    public static SmtpProbe Probe(ProbeOutcome outcome, string address = "8.8.4.4") => new()
    {
        Target = new ProbeTarget(Host, IPAddress.Parse(address), 25),
        Outcome = outcome,
    };

    public static SmtpProbe Encrypted(params byte[][] chain) => Probe(ProbeOutcome.Encrypted) with
    {
        StartTlsOffered = true,
        Tls = new TlsHandshake { Succeeded = true, Version = "TLSv1.3", Suite = "TLS_AES_256_GCM_SHA384", Group = "x25519", Chain = chain },
    };

    public static readonly ChainFacts Anchored = new() { Anchored = true, TrustedBy = ["System"], Path = [0], Revocation = RevocationState.Good };

    public static byte[] Certificate(string? name = Host, int days = 90, Action<CertificateRequest>? more = null, int startDays = -30)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Certificate(new CertificateRequest("CN=" + Host, key, HashAlgorithmName.SHA256), name, (startDays, days), more);
    }

    public static byte[] RsaCertificate(int bits)
    {
        using RSA key = RSA.Create(bits);
        return Certificate(new CertificateRequest("CN=" + Host, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), Host, (-30, 90), null);
    }

    public static byte[] Sha1Certificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=" + Host, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = Tls.Certificates.Sha1(request, key);
        return made.RawData;
    }

    private static byte[] Certificate(CertificateRequest request, string? name, (int From, int To) days, Action<CertificateRequest>? more)
    {
        if (name is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }

        more?.Invoke(request);
        using X509Certificate2 made = request.CreateSelfSigned(Now.AddDays(days.From), Now.AddDays(days.To));
        return made.RawData;
    }
}
