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
    [InlineData("hello world", "not-recognised", null)]
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
