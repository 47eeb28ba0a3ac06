using System.Collections.Generic;
using SmtpTls.Lab.Dns;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Lab.Catalog;

/// <summary>Servers and DNS records that keep mail from being encrypted, or from being delivered at all, without bad intent.</summary>
internal static class DialogueCases
{
    public static IEnumerable<LabCase> All()
    {
        yield return One("no-starttls", "STARTTLS is not offered", "NotOffered", Scripts.Plain(Scripts.WithKeywords("PIPELINING", "SIZE 10485760", "8BITMIME")));
        yield return One("helo-only", "a server from before 1995 that knows HELO only", "NotOffered", Scripts.Plain(new Dialect { Ehlo = "502 5.5.1 Command not implemented\r\n" }));
        yield return One("stripped", "a firewall on the path overwrites the greeting and the STARTTLS keyword", "Stripped",
            Scripts.Plain(Scripts.WithKeywords("PIPELINING", "XXXXXXXA", "8BITMIME"), "220 ****************************************\r\n"));
        yield return One("refused-454", "STARTTLS is offered, then refused with 454 (TLS not available)", "Refused", Scripts.Plain(new Dialect { StartTls = "454 4.7.0 TLS not available due to temporary reason\r\n" }));
        yield return One("refused-501", "STARTTLS is offered, then refused with 501", "Refused", Scripts.Plain(new Dialect { StartTls = "501 5.5.4 Syntax error\r\n" }));
        yield return One("refused-502", "STARTTLS is offered, then refused with 502", "Refused", Scripts.Plain(new Dialect { StartTls = "502 5.5.1 Command not implemented\r\n" }));
        yield return One("needs-530", "every command is refused with 530, EHLO too", "Refused", Scripts.Plain(new Dialect { Always = "530 5.7.0 Must issue a STARTTLS command first\r\n" }));
        yield return One("greeting-421", "too busy: 421 in place of a greeting", "TemporaryFailure", [new Send("421 4.3.2 {host} Too many connections, try again later\r\n")]);
        yield return One("greeting-554", "no mail service here: 554 in place of a greeting", "GreetingRejected", Scripts.Plain(new Dialect { Always = "503 5.5.1 Bad sequence\r\n" }, "554 5.7.1 {host} No SMTP service here\r\n"));
        yield return One("ehlo-451", "451 to EHLO", "TemporaryFailure", Scripts.Plain(new Dialect { Ehlo = "451 4.3.0 Try again later\r\n", Helo = "451 4.3.0 Try again later\r\n" }));
        yield return One("starttls-421", "421 to STARTTLS, then the connection is closed", "TemporaryFailure", Scripts.Plain(new Dialect { StartTls = "421 4.7.0 Shutting down\r\n" }));
        yield return One("closes-at-once", "connections are closed without a word", "Disconnected", [new Close()]);
        yield return One("closes-at-ehlo", "the connection is closed when EHLO comes", "Disconnected", [new Send(Scripts.Greeting), new Expect("EHLO"), new Close()]);
        yield return One("connection-refused", "nothing listens at the address", "ConnectionRefused", null);
        yield return new LabCase("null-mx", "a domain that says it takes no mail (RFC 7505)")
        {
            Outcome = "NullMx",
            Records = static zone => zone.Mx(0, SmtpTls.Dns.DnsName.Root),
        };
        yield return new LabCase("no-such-domain", "a domain that does not exist") { Outcome = "NameNotResolved", Records = static _ => { } };
        yield return NoAddress("no-such-host", "the MX names a host that does not exist", static zone => zone.Mx(10, "mx"));
        yield return NoAddress("mx-no-address", "the MX names a host that exists and has no address", static zone =>
        {
            zone.Mx(10, "mx");
            zone.Text("mx", "no address here");
        });
        yield return NoAddress("mx-is-address", "the MX names an address where a host name belongs", static zone => zone.Mx(10, SmtpTls.Dns.DnsName.Parse("127.37.0.10")));
        yield return NoAddress("mx-alias-loop", "the MX names an alias that leads back to itself", static zone =>
        {
            zone.Mx(10, "mx");
            zone.Alias("mx", zone.NameOf("mx2"));
            zone.Alias("mx2", zone.NameOf("mx"));
        }) with
        {
            Dane = Blind,
        };
        yield return Unknown("dns-servfail", "DNS answers SERVFAIL for the domain", ZoneConduct.ServerFailure);
        yield return Unknown("dns-refused", "DNS answers REFUSED for the domain, as a lame server does", ZoneConduct.Refuse);
        yield return Unknown("dns-silent", "DNS never answers for the domain", ZoneConduct.Silence);
        yield return NoAddress("mx-servfail", "DNS answers for the domain, and SERVFAIL for its mail host", static zone =>
        {
            zone.Mx(10, "mx");
            zone.Behave("mx", ZoneConduct.ServerFailure);
        }) with
        {
            Dane = Blind,
        };
    }

    /// <summary>Where the host's addresses cannot be looked up, no sender that honours DANE uses it.</summary>
    private static LabDane Blind { get; } = new("Indeterminate", "SkipHost", "Inconclusive");

    private static LabCase One(string name, string about, string outcome, IReadOnlyList<Step>? script) => new(name, about) { Servers = [new LabServer(outcome, script)] };

    private static LabCase NoAddress(string name, string about, System.Action<ZoneWriter> records) => new(name, about) { Outcome = "NameNotResolved", Records = records };

    private static LabCase Unknown(string name, string about, ZoneConduct conduct) => NoAddress(name, about, zone => zone.Behave("", conduct)) with
    {
        MtaSts = new LabMtaSts("Indeterminate", "Inconclusive") { Records = [] },
        TlsRptState = "Indeterminate",
        Security = "Indeterminate",
    };
}
