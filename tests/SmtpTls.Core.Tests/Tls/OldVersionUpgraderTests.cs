using System.Net.Sockets;
using System.Text;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class OldVersionUpgraderTests
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0x0302, "TLSv1.1")]
    [InlineData(0x0301, "TLSv1.0")]
    [InlineData(0x0300, "SSLv3")]
    public async Task Version_and_suite_are_what_the_server_hello_chose(int version, string name)
    {
        byte[] hello = HelloBytes.Records(22, HelloBytes.Message(2, HelloBytes.Hello(version, 0x000a)), 9);
        TlsHandshake handshake = await AskAsync(hello);
        Assert.Equal((name, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", false), (handshake.Version, handshake.Suite, handshake.Succeeded));
        Assert.Equal(TlsFailureCause.OldVersionOnly, handshake.Failure!.Cause);
        Assert.Contains(name, handshake.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newer_version_than_offered_is_no_answer()
    {
        TlsHandshake handshake = await AskAsync(HelloBytes.Record(22, HelloBytes.Message(2, HelloBytes.Hello(0x0303, 0x002f))));
        Assert.Null(handshake.Version);
        Assert.NotNull(handshake.Failure);
    }

    [Fact]
    public async Task Alert_close_and_text_are_named()
    {
        TlsHandshake refused = await AskAsync([21, 3, 1, 0, 2, 2, 40]);
        Assert.Equal((TlsFailureCause.Alert, "handshake_failure"), (refused.Failure!.Cause, refused.Failure.AlertName));
        Assert.Equal(TlsFailureCause.Closed, (await AskAsync([])).Failure!.Cause);
        Assert.Equal(TlsFailureCause.NotTls, (await AskAsync("500 what\r\n"u8.ToArray())).Failure!.Cause);
    }

    [Fact]
    public async Task Endless_answers_end()
    {
        byte[] flood = [.. Enumerable.Repeat(HelloBytes.Record(21, [1, 90]), 100000).SelectMany(part => part)];
        TlsHandshake handshake = await AskAsync(flood);
        Assert.NotNull(handshake.Failure);
    }

    [Theory]
    [InlineData("mx.example.com", true)]
    [InlineData("192.0.2.1", false)]
    [InlineData("bad name", false)]
    public void Hello_is_well_formed_and_names_hosts_only(string name, bool named)
    {
        byte[] record = ClientHelloWriter.Write(0x0302, name);
        Assert.Equal([22, 3, 1], record[..3]);
        Assert.Equal(record.Length - 5, (record[3] << 8) | record[4]);
        Assert.Equal(1, record[5]);
        Assert.Equal(record.Length - 9, (record[6] << 16) | (record[7] << 8) | record[8]);
        Assert.Equal([3, 2], record[9..11]);
        Assert.Equal(named, Encoding.ASCII.GetString(record).Contains(name, StringComparison.Ordinal));
    }

    private async Task<TlsHandshake> AskAsync(byte[] answer)
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(async socket =>
        {
            _ = await socket.ReceiveAsync(new byte[4096]);
            await socket.SendAsync(answer);
            socket.Shutdown(SocketShutdown.Send);
            _ = await socket.ReceiveAsync(new byte[4096]);
        });
        TlsSession session = await new OldVersionUpgrader().UpgradeAsync(server.Client, new TlsRequest("mx.example.com"), _stop);
        Assert.Null(session.Stream);
        return session.Handshake;
    }
}
