using System;
using System.Collections.Generic;
using System.Security.Authentication;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Dns.Signing;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Lab.Catalog;

/// <summary>Domains whose mail can be encrypted and whose certificates hold, some in unusual ways that senders must cope with.</summary>
internal static class GoodCases
{
    private static readonly CertificateRecipe Ecdsa = new();
    private static readonly CertificateRecipe Rsa = new() { Issuer = LabIssuer.Rsa, Key = LabKey.Rsa2048 };

    public static IEnumerable<LabCase> All(bool hasIPv6)
    {
        yield return Whole(One("good-rsa", "a good server with an RSA certificate, an enforced MTA-STS policy and TLS reports: as it should be", Good() with { Certificate = Rsa }), ZoneKey.RsaSha256);
        yield return Whole(One("good-ecdsa", "a good server with an ECDSA certificate, an enforced MTA-STS policy and TLS reports", Good()), ZoneKey.EcdsaP256);
        yield return Whole(One("tls12-only", "a good server that speaks no TLS newer than 1.2", Good(new StartTls { Protocols = SslProtocols.Tls12 })), ZoneKey.Ed25519);
        yield return One("slow-handshake", "a good server behind a slow line: its handshake takes seconds", Good(new StartTls { Slowness = TimeSpan.FromMilliseconds(150) }));
        yield return One("split-octets", "a good server whose greeting comes octet by octet", Good(Scripts.Greets(new Drip(Scripts.Greeting, TimeSpan.FromMilliseconds(1)))));
        yield return One("long-greeting", "a good server with a greeting of three lines", Good(Scripts.Greets(new Send("220-{host} ESMTP\r\n220-No spam, please.\r\n220 Ready\r\n"))));
        yield return One("greet-delay", "a good server that makes clients wait before it greets, to shake off spammers", Good(Scripts.Greets(new Pause(TimeSpan.FromSeconds(4)), new Send(Scripts.Greeting))));
        yield return One("lone-lf", "a good server that ends its greeting with LF alone", Good(Scripts.Greets(new Send("220 {host} ESMTP\n"))));
        yield return One("ansi-banner", "a good server whose greeting holds terminal escapes and HTML", Good(Scripts.Greets(new Send("220 {host} \u001b[2J\u001b[31mESMTP\u001b]0;owned\u0007 <script>alert(1)</script> \u009b1m\r\n"))));
        yield return One("early-talker", "a good server that sends its EHLO reply before it is asked", Good(EarlyTalker()));
        yield return One("ehlo-changes", "a good server that offers other keywords inside TLS", Good(Scripts.Good(
            plain: Scripts.WithKeywords("STARTTLS", "SIZE 1000", "XPLAIN"), secure: Scripts.WithKeywords("AUTH PLAIN LOGIN", "SIZE 99999999", "STARTTLS"))));
        yield return One("no-revocation-url", "a good certificate that names nobody to ask whether it is revoked",
            Good() with { Certificate = Ecdsa with { Revocation = LabRevocation.NotNamed }, Problems = ["RevocationUnknown"] });
        yield return One("revocation-silent", "a good certificate whose revocation list cannot be had",
            Good() with { Certificate = Ecdsa with { Revocation = LabRevocation.Silent }, Problems = ["RevocationUnknown"] });
        yield return new LabCase("two-addresses", "a host with two addresses, the second refusing connections")
        {
            Servers = [Good(), new LabServer("ConnectionRefused", null)],
        };
        yield return new LabCase("two-mx", "two mail hosts, a good one before one without TLS")
        {
            Servers = [Good() with { Label = "mx1" }, new LabServer("NotOffered", Scripts.Plain(Scripts.WithKeywords("PIPELINING", "8BITMIME"))) { Label = "mx2" }],
        };
        if (hasIPv6)
        {
            yield return new LabCase("ipv6", "a host with an IPv4 and an IPv6 address, both good") { Servers = [Good(), Good() with { IPv6 = true }] };
        }

        yield return new LabCase("implicit-mx", "no MX record: mail goes to the domain's own address (RFC 5321 §5.1)")
        {
            Servers = [Good() with { Label = "" }],
            Records = static _ => { },
        };
        yield return new LabCase("mx-alias", "the MX names an alias, which RFC 2181 §10.3 forbids and senders follow all the same")
        {
            Servers = [Good() with { Label = "real", Certificate = Ecdsa with { Name = "mx.mx-alias.lab.test" } }],
            Records = static zone =>
            {
                zone.Mx(10, "mx");
                zone.Alias("mx", zone.NameOf("real"));
            },
        };
        yield return new LabCase("dns-truncated", "a DNS answer over UDP that is truncated, so that TCP is needed")
        {
            Servers = [Good()],
            Records = static zone =>
            {
                zone.Mx(10, "mx");
                zone.Behave("", Dns.ZoneConduct.TruncateUdp);
            },
        };
    }

    private static LabCase One(string name, string about, LabServer server) => new(name, about) { Servers = [server] };

    /// <summary>With all that a domain can publish, and nothing wrong.</summary>
    private static LabCase Whole(LabCase item, byte algorithm) => item with
    {
        Zone = new ZonePlan { Algorithm = algorithm },
        MtaSts = PolicyCases.Enforce($"mx.{item.Name}.lab.test"),
        TlsRptState = "Valid",
        TlsRpt = [ReportingCases.GoodRecord],
    };

    private static LabServer Good(StartTls? tls = null) => Good(Scripts.Good(tls));

    private static LabServer Good(IReadOnlyList<Step> script) => new("Encrypted", script) { Certificate = Ecdsa };

    private static IReadOnlyList<Step> EarlyTalker() =>
    [
        new Send(Scripts.Greeting + "250-{host}\r\n250-STARTTLS\r\n250 8BITMIME\r\n"),
        new Expect("EHLO"),
        .. Scripts.Greets(),
    ];
}
