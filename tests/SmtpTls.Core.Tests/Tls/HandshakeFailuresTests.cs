using System.IO;
using System.Security.Authentication;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class HandshakeFailuresTests
{
    private static readonly byte[] Hello = HelloBytes.Record(22, HelloBytes.Message(2, HelloBytes.Hello(0x0303, 0xc02f)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_server_that_demands_a_client_certificate_is_told(bool asked)
    {
        ClearHandshake seen = new();
        seen.FromServer(asked ? [.. Hello, .. HelloBytes.Record(22, HelloBytes.Message(13, [1, 1, 0, 0, 0, 0]))] : Hello);
        seen.FromServer(HelloBytes.Record(21, [2, 40]));
        TlsFailure failure = HandshakeFailures.Explain(seen, new IOException("gone"));
        Assert.Equal(40, failure.AlertCode);
        Assert.Equal(asked, failure.Message.Contains("client certificate", StringComparison.Ordinal));
    }

    [Fact]
    public void A_small_group_is_told_with_what_to_do()
    {
        ClearHandshake seen = new();
        seen.FromServer(Hello);
        TlsFailure failure = HandshakeFailures.Explain(seen, new AuthenticationException("outer", new InvalidOperationException("error:0A00018A:SSL routines::dh key too small")));
        Assert.Equal(TlsFailureCause.Local, failure.Cause);
        Assert.Contains("2048 bits", failure.Message, StringComparison.Ordinal);
    }
}
