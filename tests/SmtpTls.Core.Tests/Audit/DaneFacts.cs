using System.Net;
using SmtpTls.Audit;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>Facts about DANE as literals: one host with a secure address, and the records that a test wants.</summary>
internal static class DaneFacts
{
    public static readonly byte[] Leaf = Seen.Certificate();

    public static readonly byte[] Other = Seen.RsaCertificate(2048);

    private const string TlsaName = "_25._tcp." + Seen.Host;

    public static string Ee(byte[] certificate, byte type = 1) => TlsaRecord.Of(3, 1, type, CertificateReader.Read(certificate)).ToString();

    public static string Unknown(int n = 0) => "3 1 1 " + (n + 10).ToString("x2", System.Globalization.CultureInfo.InvariantCulture).PadLeft(64, 'a');

    /// <summary>A domain whose one host has these records and shows <see cref="Leaf"/>.</summary>
    public static DomainFacts Of(params string[] records) => Of(Host(Found(records)));

    public static DomainFacts Of(params HostFacts[] hosts) => Seen.Facts(hosts) with { DaneAsked = true, MxAnswer = Answer("example.com", "MX", DnsSecurity.Secure) };

    public static DomainFacts With(TlsaSeen seen) => Of(Host(seen));

    public static HostFacts Host(TlsaSeen? seen, DnsSecurity? address = DnsSecurity.Secure, string name = Seen.Host, params byte[][] shown)
    {
        byte[][] leaves = shown.Length > 0 ? shown : [Leaf];
        TlsaSet? set = seen is { Counts: true } ? TlsaSet.Of(seen.Records) : null;
        return Seen.OneHost(Seen.Encrypted(leaves[0]) with { Target = new ProbeTarget(name, IPAddress.Parse("8.8.4.4"), 25) }, Seen.Anchored) with
        {
            AddressAnswers = [Answer(name, "A", address)],
            Dane = new DaneSeen
            {
                Lookups = seen is null ? [] : [seen],
                Shown = set is { HasUsable: true } ? [.. leaves.Select(leaf => Shown(set, leaf))] : [],
            },
        };
    }

    public static ShownCertificates Shown(TlsaSet set, byte[] leaf) => new()
    {
        Address = IPAddress.Parse("8.8.4.4"),
        State = OutcomeState.Found,
        Outcome = ProbeOutcome.Encrypted,
        Chain = [leaf],
        Fits = TlsaMatcher.Fit(set, [CertificateReader.Read(leaf)], Seen.Now),
    };

    public static TlsaSeen Found(params string[] records) => new()
    {
        Name = TlsaName,
        BaseDomain = Seen.Host,
        Status = DnsStatus.Found,
        Ttl = 3600,
        Records = [.. records.Select(text => TlsaRecord.TryParse(text, out TlsaRecord? record) ? record.ToOctets() : throw new FormatException(text))],
        Answer = Answer(TlsaName, "TLSA", DnsSecurity.Secure),
    };

    public static TlsaSeen Ended(DnsStatus status, DnsSecurity security) => new()
    {
        Name = TlsaName,
        BaseDomain = Seen.Host,
        Status = status,
        Fault = new Fault(FaultKind.ServerFailure, "192.0.2.53 answered SERVFAIL."),
        Answer = Answer(TlsaName, "TLSA", security) with { Status = status },
    };

    public static AnswerSeen Answer(string name, string type, DnsSecurity? security) =>
        new() { Name = name, Type = type, Status = DnsStatus.Found, Security = security, Reason = "because" };
}
