using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Explain;

namespace SmtpTls.Core.Tests.Explain;

public sealed class ExplainerTests
{
    private static readonly Explainer English = new(CauseCatalog.Load(null));

    [Theory]
    [InlineData("TLS is required, but host mx.example.net[192.0.2.1] refused to start TLS: 454 4.7.0 TLS not available due to local problem", "starttls-refused", "4.7.0")]
    [InlineData("Server certificate not trusted", "certificate-not-trusted", "4.7.5")]
    [InlineData("454 4.7.5 The certificate specified in TlsCertificateName of the connector could not be found", "server-has-no-certificate", "4.7.5")]
    [InlineData("451 4.4.0 Primary target IP address responded with: \"454 4.7.5 Certificate validation failure, Reason:SubjectMismatch\"", "certificate-host-mismatch", "4.4.0")]
    [InlineData("450 4.4.317 Cannot connect to remote server [Message=CertificateExpired Expected Subject: mx]", "certificate-expired", "4.4.317")]
    [InlineData("550 5.4.317 Message expired, cannot connect to remote server(451 4.4.0 TLS negotiation failed with error SocketError)", "tls-handshake-failed", "5.4.317")]
    [InlineData("SSL_accept error from unknown[192.0.2.3]: -1 error:0A000102:SSL routines::unsupported protocol", "tls-no-common-version", null)]
    [InlineData("TLS error on connection from x: error:1417A0C1:SSL routines:tls_post_process_client_hello:no shared cipher", "tls-no-common-cipher", null)]
    [InlineData("421 4.7.66 TLS version TLS 1.0 is not supported", "tls-no-common-version", "4.7.66")]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: NotTimeValid", "certificate-expired", null)]
    [InlineData("CRYPT_E_REVOKED (0x80092010)", "certificate-revoked", null)]
    [InlineData("SEC_E_UNTRUSTED_ROOT", "certificate-not-trusted", null)]
    [InlineData("error 20 at 0 depth lookup: unable to get local issuer certificate", "certificate-incomplete-chain", null)]
    [InlineData("event id 36874 Schannel: none of the cipher suites supported", "tls-no-common-cipher", null)]
    [InlineData("dh key too small", "tls-dh-key-too-small", null)]
    [InlineData("wrong version number", "tls-answered-in-clear", null)]
    [InlineData("552 5.2.2 over quota", "mailbox-full", "5.2.2")]
    [InlineData("550 5.2.99 something local", "not-transport-security", "5.2.99")]
    [InlineData("550 5.4.317 Message expired, cannot connect to remote server(451 5.7.3 STARTTLS is required to send mail)", "starttls-not-offered", "5.4.317")]
    [InlineData("451 5.7.3 STARTTLS is required to send mail", "sender-must-use-tls", "5.7.3")]
    [InlineData("421-4.7.29 Your email has been rate limited because this message wasn't sent over a TLS connection.", "sender-must-use-tls", "4.7.29")]
    [InlineData("TLS error on connection (SSL_connect): error:0A000086:SSL routines::certificate verify failed", "certificate-not-trusted", null)]
    [InlineData("454 4.7.0 TLS Negotiation failed: starttls error (71): SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED", "certificate-not-trusted", "4.7.0")]
    [InlineData("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate", "certificate-self-signed", null)]
    [InlineData("to=<b@x.test>, relay=mx.x.test[192.0.2.1]:25, dsn=4.7.5, status=deferred (Server certificate not verified)", "certificate-not-trusted", "4.7.5")]
    [InlineData("A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 48.", "certificate-not-trusted", null)]
    [InlineData("A fatal alert was generated and sent to the remote endpoint. The TLS protocol defined fatal error code is 70. The Windows SChannel error state is 105.", "tls-no-common-version", null)]
    [InlineData("event id 36887 Schannel\nThe TLS protocol defined fatal alert code is 45.", "certificate-expired", null)]
    [InlineData("error:1416F086:SSL routines:tls_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1921:", "certificate-not-trusted", null)]
    [InlineData("TLS negotiation failed with error 0x80090325", "certificate-not-trusted", null)]
    [InlineData("status=deferred (lost connection with mx.x.test[192.0.2.4] while receiving the initial server greeting)", "connect-dropped", null)]
    [InlineData("no MX host for x.test has a valid address record", "mx-host-not-found", null)]
    [InlineData("Anna is listed at position 5", "not-recognised", null)]
    [InlineData("hello world", "not-recognised", null)]
    [InlineData("We need 10060 pieces, 10061 are in stock, 10054 in room 9002", "not-recognised", null)]
    [InlineData("The story was bogus", "not-recognised", null)]
    [InlineData("Mr Kyber's calendar is blocked on Monday, no mx-5 car either", "not-recognised", null)]
    [InlineData("Client connected, TLS version TLSv1.3", "not-recognised", null)]
    [InlineData("Trusted TLS connection established to mx.x.test[192.0.2.1]:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519MLKEM768", "not-recognised", null)]
    [InlineData("", "not-recognised", null)]
    public void The_best_answer_comes_first(string text, string id, string? status)
    {
        ErrorExplanation best = English.Explain(text)[0];
        Assert.Equal((id, status), (best.Id, best.Status));
    }

    [Fact]
    public void Answers_are_ranked_and_show_the_words()
    {
        IReadOnlyList<ErrorExplanation> answers = English.Explain("450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot] [LastAttemptedServerName=mx1.example.net]");
        Assert.True(answers.Count > 1);
        Assert.Equal(answers.Select(one => one.Score).OrderDescending(), answers.Select(one => one.Score));
        Assert.Contains("untrustedroot", answers[0].Matched);
        Assert.Contains("-ComputerName mx1.example.net", answers[0].Proof, StringComparison.Ordinal);
        Assert.True(answers[0].Temporary);
    }

    [Theory]
    [InlineData("host -oProxyCommand=x.example[1.2.3.4] certificate has expired")]
    [InlineData("{FQDN=$(reboot).example} certificate has expired")]
    [InlineData("{FQDN=a;rm -rf.example} certificate has expired")]
    public void Only_a_name_gets_into_a_command(string text) => Assert.Contains("-ComputerName HOST:", English.Explain(text)[0].Proof, StringComparison.Ordinal);

    [Fact]
    public void A_code_inside_an_address_or_a_version_is_none()
    {
        ErrorExplanation one = English.Explain("connect to mx[5.4.8.12]:25, version 4.4.8.1: Connection refused")[0];
        Assert.Equal(("connect-refused", null), (one.Id, one.Status));
    }

    [Theory]
    [InlineData("550 4.4.7 x", false)]
    [InlineData("450 5.7.1 x", true)]
    [InlineData("5.7.1 x", false)]
    [InlineData("x", null)]
    public void The_reply_code_decides_whether_it_is_temporary(string text, bool? temporary) => Assert.Equal(temporary, English.Explain(text)[0].Temporary);

    [Fact]
    public void In_a_bounce_about_several_recipients_no_answer_takes_the_code_of_another()
    {
        IReadOnlyList<ErrorExplanation> answers = English.Explain("<b@y.test>: host mx.y.test said: 450 4.7.322 certificate-expired <a@x.test>: host mx.x.test said: 550 5.1.1 User unknown <c@z.test>: UntrustedRoot");
        Assert.Equal([("certificate-expired", "4.7.322", true), ("recipient-unknown", "5.1.1", false), ("certificate-not-trusted", null, null)], answers.Take(3).Select(one => (one.Id, one.Status, one.Temporary)));
    }

    [Fact]
    public void Another_language_says_the_same()
    {
        ErrorExplanation other = new Explainer(CauseCatalog.Load("pt-PT")).Explain("certificate has expired")[0];
        Assert.Equal("certificate-expired", other.Id);
        Assert.StartsWith("O certificado", other.Cause, StringComparison.Ordinal);
        Assert.Null(CauseCatalog.Load("xx-YY").Language);
    }

    [Fact]
    public void Any_text_is_answered_and_bounded()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => English.Explain(text ?? "").Count is >= 1 and <= 5).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        Assert.NotEmpty(English.Explain(string.Concat(Enumerable.Repeat("certificate ", 500_000))));
        Assert.NotEmpty(English.Explain(new string('4', 1_000_000) + "." + new string('.', 1_000_000)));
        Assert.NotEmpty(English.Explain(string.Concat(Enumerable.Repeat("host ", 200_000))));
    }
}
