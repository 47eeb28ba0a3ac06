using SmtpTls.Servers.Peers;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers;

/// <summary>Each server is what its case says, by the word of two programs that are not ours.</summary>
[Collection(SharedRange.Name)]
public sealed class ServerTests(ServerRange range, ITestOutputHelper output)
{
    public static TheoryData<string> Labels => [.. ServerCases.All.Select(c => c.Label)];

    [Theory, MemberData(nameof(Labels))]
    public async Task Posttls_finger_sees_the_server_as_it_was_set_up(string label)
    {
        ServerCase server = ServerCases.Named(label);
        range.SkipUnlessRunning(server);
        PeerAnswer answer = await new PostTlsFinger(range).AskAsync(server, TestContext.Current.CancellationToken);
        output.WriteLine(answer.Raw);
        Assert.Equal(server.Finger, answer.Trust);
    }

    [Theory, MemberData(nameof(Labels))]
    public async Task Openssl_sees_the_server_as_it_was_set_up(string label)
    {
        ServerCase server = ServerCases.Named(label);
        range.SkipUnlessRunning(server);
        PeerAnswer answer = await new OpenSslClient(range).AskAsync(server, TestContext.Current.CancellationToken);
        output.WriteLine(answer.Raw);
        Assert.Equal(server.OpenSsl, answer.Trust);
    }
}
