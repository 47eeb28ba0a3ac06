using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Lab.Catalog;

/// <summary>Servers that break the protocol: by age, by mistake or to hurt whoever talks to them.</summary>
internal static class HostileCases
{
    private const string Endless = "250-KEYWORD-WITHOUT-END\r\n";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Lets the client's connect come to its end, so that what it sees is the same each time.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    public static IEnumerable<LabCase> All() => [.. Dialogue(), .. Handshake()];

    private static IEnumerable<LabCase> Dialogue()
    {
        yield return One("injection", "plain text stands behind the 220 to STARTTLS, in the same packet (CVE-2011-0411)", "InjectionDetected",
            Scripts.Good(plain: new Dialect { StartTls = "220 2.0.0 Ready\r\n250-{host}\r\n250 AUTH PLAIN\r\n" }), new CertificateRecipe());
        yield return One("silence", "takes the connection and never greets", "GreetingTimeout", [new Silence()]);
        yield return One("tarpit", "greets at an octet a second", "GreetingTimeout", Scripts.Greets(new Drip("220 {host} This greeting takes a minute and a half.............\r\n", Second)), new CertificateRecipe());
        yield return One("ehlo-tarpit", "answers EHLO at an octet a second", "Timeout", [new Send(Scripts.Greeting), new Expect("EHLO"), new Drip("250-{host}\r\n250-STARTTLS\r\n250-SIZE 10485760\r\n250 8BITMIME\r\n", Second), new Silence()]);
        yield return One("ehlo-silence", "greets, then says nothing more", "Timeout", [new Send(Scripts.Greeting), new Silence()]);
        yield return One("endless", "answers EHLO with lines without end", "ProtocolError", [new Send(Scripts.Greeting), new Expect("EHLO"), new Repeat(Endless, int.MaxValue - 100000), new Silence()]);
        yield return One("long-line", "greets with a line of 10 MB", "ProtocolError", [new Send("220 "), new Repeat("0123456789abcdef", 655360), new Send("\r\n"), new Converse(new Dialect())]);
        yield return One("garbage", "greets with octets that are no text", "ProtocolError", [new SendOctets(Garbage()), new Silence()]);
        yield return One("garbage-220", "greets with 220 and octets that are no text", "Encrypted", Scripts.Greets(new Send("220 {host} \0\u0001\u007f\u0080\u00ff\u00fe\t\u0008\r\n")), new CertificateRecipe());
        yield return One("other-protocol", "an SSH server answers", "ProtocolError", [new Send("SSH-2.0-OpenSSH_9.2p1\r\n"), new Silence()]);
        yield return One("implicit-tls", "begins TLS at once, as on port 465", "ProtocolError", [new SendOctets(RawTls.ServerHello(RawTls.Tls12, 0xc02f)), new Silence()]);
        yield return One("reset-at-once", "resets each connection", "Disconnected", [new Pause(Moment), new Reset()]);
        yield return One("reset-at-starttls", "resets the connection when STARTTLS comes", "Disconnected", [new Send(Scripts.Greeting), new Expect("EHLO"), new Send("250-{host}\r\n250 STARTTLS\r\n"), new Expect("STARTTLS"), new Reset()]);
    }

    private static IEnumerable<LabCase> Handshake()
    {
        yield return Failing("not-tls", "answers the ClientHello with plain text", new AwaitHello(), new Send("500 5.5.2 What was that?\r\n"));
        yield return Failing("closes-after-220", "grants STARTTLS and closes the connection", new Close());
        yield return Failing("closes-after-hello", "closes the connection when the ClientHello comes", new AwaitHello(), new Close());
        yield return Failing("reset-after-hello", "resets the connection when the ClientHello comes, as some firewalls do", new AwaitHello(), new Reset());
        yield return Failing("no-common-suite", "answers the ClientHello with the fatal alert handshake_failure", new AwaitHello(), new SendOctets(RawTls.Alert(2, RawTls.HandshakeFailure)));
        yield return Failing("alert-flood", "answers the ClientHello with warnings without end", new AwaitHello(), new SendOctets(Enumerable.Repeat(RawTls.Alert(1, RawTls.UnrecognizedName), 4000).SelectMany(static a => a).ToArray()), new Silence());
        yield return One("tls-silence", "grants STARTTLS and never answers the ClientHello", "Timeout", Scripts.Granted(new Silence()));
        yield return One("tls-tarpit", "shakes hands at an octet a second", "Timeout", Scripts.Good(new StartTls { Slowness = Second, PieceOctets = 1 }), new CertificateRecipe());
        yield return Failing("tls10-only", "speaks nothing newer than TLS 1.0", new OldTls(Intolerant: false));
        yield return Failing("tls10-intolerant", "speaks TLS 1.0 and refuses whoever offers more with an alert", new OldTls(Intolerant: true));
        yield return Failing("huge-chain", "sends a chain of more than a megabyte", new HugeChain(3000));
        yield return Chain("hundred-certificates", "a chain of a hundred certificates, longer than senders follow (Postfix: 9)", new CertificateRecipe { ExtraLevels = 98 }, "IncompleteChain");
        yield return Chain("chain-loop", "two authorities that vouch for each other and lead to no root", new CertificateRecipe { Issuer = LabIssuer.Loop, Revocation = LabRevocation.NotNamed }, "UntrustedRoot", "IncompleteChain");
    }

    private static LabCase Chain(string name, string about, CertificateRecipe recipe, params string[] problems) =>
        new(name, about) { Servers = [new LabServer("Encrypted", Scripts.Good()) { Certificate = recipe, Problems = problems }] };

    private static LabCase Failing(string name, string about, params Step[] then) =>
        One(name, about, "HandshakeFailed", Scripts.Granted(then), new CertificateRecipe());

    private static LabCase One(string name, string about, string outcome, IReadOnlyList<Step> script, CertificateRecipe? certificate = null) =>
        new(name, about) { Servers = [new LabServer(outcome, script) { Certificate = certificate }] };

    private static byte[] Garbage()
    {
        // The same each time, so that two audits can be compared.
        byte[] octets = new byte[4096];
        new Random(37).NextBytes(octets);
        octets[0] = 0xff;
        octets[^2] = (byte)'\r';
        octets[^1] = (byte)'\n';
        return octets;
    }
}
