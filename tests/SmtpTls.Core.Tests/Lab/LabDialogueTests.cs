using System.IO;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>What the servers do before TLS, as octets.</summary>
public sealed class LabDialogueTests(LabFixture lab) : IClassFixture<LabFixture>
{
    [Theory]
    [InlineData("stripped", "220 ****************************************\r\n")]
    [InlineData("greeting-421", "421 4.3.2 mx.greeting-421.lab.test Too many connections, try again later\r\n")]
    [InlineData("greeting-554", "554 5.7.1 mx.greeting-554.lab.test No SMTP service here\r\n")]
    [InlineData("lone-lf", "220 mx.lone-lf.lab.test ESMTP\n")]
    [InlineData("long-greeting", "220-mx.long-greeting.lab.test ESMTP\r\n220-No spam, please.\r\n220 Ready\r\n")]
    [InlineData("split-octets", "220 mx.split-octets.lab.test ESMTP SmtpTls practice range\r\n")]
    [InlineData("ansi-banner", "220 mx.ansi-banner.lab.test \u001b[2J\u001b[31mESMTP\u001b]0;owned\u0007 <script>alert(1)</script> \u009b1m\r\n")]
    [InlineData("other-protocol", "SSH-2.0-OpenSSH_9.2p1\r\n")]
    [InlineData("closes-at-once", "")]
    [InlineData("implicit-mx", "220 implicit-mx.lab.test ESMTP SmtpTls practice range\r\n")]
    public async Task Greets_as_it_says(string name, string greeting)
    {
        await using LabClient client = await lab.ConnectAsync(name);
        Assert.Equal(greeting, await client.ReadReplyAsync());
    }

    [Theory]
    [InlineData("good-rsa", "250-mx.good-rsa.lab.test\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250-STARTTLS\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n")]
    [InlineData("no-starttls", "250-mx.no-starttls.lab.test\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250 8BITMIME\r\n")]
    [InlineData("stripped", "250-mx.stripped.lab.test\r\n250-PIPELINING\r\n250-XXXXXXXA\r\n250 8BITMIME\r\n")]
    [InlineData("helo-only", "502 5.5.1 Command not implemented\r\n")]
    [InlineData("needs-530", "530 5.7.0 Must issue a STARTTLS command first\r\n")]
    [InlineData("ehlo-451", "451 4.3.0 Try again later\r\n")]
    [InlineData("closes-at-ehlo", "")]
    public async Task Answers_EHLO_as_it_says(string name, string reply)
    {
        await using LabClient client = await lab.ConnectAsync(name);
        await client.ReadReplyAsync();
        Assert.Equal(reply, await client.AskAsync("EHLO client.test"));
    }

    [Theory]
    [InlineData("refused-454", "454 ")]
    [InlineData("refused-501", "501 ")]
    [InlineData("refused-502", "502 ")]
    [InlineData("needs-530", "530 ")]
    [InlineData("starttls-421", "421 ")]
    [InlineData("no-starttls", "220 ")]
    [InlineData("good-ecdsa", "220 ")]
    public async Task Answers_STARTTLS_as_it_says(string name, string start)
    {
        await using LabClient client = await lab.ConnectAsync(name);
        Assert.StartsWith(start, await client.ToStartTlsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_HELO_only_server_takes_HELO_and_lets_go_at_QUIT()
    {
        await using LabClient client = await lab.ConnectAsync("helo-only");
        await client.ReadReplyAsync();
        Assert.StartsWith("502", await client.AskAsync("EHLO client.test"), StringComparison.Ordinal);
        Assert.Equal("250 mx.helo-only.lab.test\r\n", await client.AskAsync("HELO client.test"));
        Assert.StartsWith("550", await client.AskAsync("MAIL FROM:<>"), StringComparison.Ordinal);
        Assert.StartsWith("500", await client.AskAsync("WIZ"), StringComparison.Ordinal);
        Assert.StartsWith("221", await client.AskAsync("QUIT"), StringComparison.Ordinal);
        Assert.Empty(await client.ReadLineAsync());
    }

    [Fact]
    public async Task Injected_text_stands_behind_the_220()
    {
        await using LabClient client = await lab.ConnectAsync("injection");
        Assert.Equal("220 2.0.0 Ready\r\n", await client.ToStartTlsAsync());
        Assert.Equal("250-mx.injection.lab.test\r\n250 AUTH PLAIN\r\n", await client.ReadReplyAsync());
    }

    [Fact]
    public async Task An_early_talker_says_everything_at_once()
    {
        await using LabClient client = await lab.ConnectAsync("early-talker");
        Assert.StartsWith("220 ", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Contains("STARTTLS", await client.ReadReplyAsync(), StringComparison.Ordinal);
        await client.SendAsync("EHLO client.test\r\n");
        Assert.StartsWith("220 ", await client.AskAsync("STARTTLS"), StringComparison.Ordinal);
        await client.HandshakeAsync();
    }

    [Theory]
    [InlineData("silence", "")]
    [InlineData("tarpit", "2")]
    public async Task Keeps_a_client_waiting_for_the_greeting(string name, string had)
    {
        await using LabClient client = await lab.ConnectAsync(name);
        Task<byte[]> more = client.ReadAsync(had.Length + 1);
        Assert.NotSame(more, await Task.WhenAny(more, Task.Delay(200, TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("ehlo-silence", 1)]
    [InlineData("ehlo-tarpit", 2)]
    public async Task Keeps_a_client_waiting_for_the_EHLO_reply(string name, int octets)
    {
        await using LabClient client = await lab.ConnectAsync(name);
        await client.ReadReplyAsync();
        await client.SendAsync("EHLO client.test\r\n");
        Task<byte[]> reply = client.ReadAsync(octets);
        Assert.NotSame(reply, await Task.WhenAny(reply, Task.Delay(200, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_long_line_is_ten_megabytes()
    {
        await using LabClient client = await lab.ConnectAsync("long-line");
        byte[] line = await client.ReadAsync(4 + (10 << 20) + 2);
        Assert.Equal(4 + (10 << 20) + 2, line.Length);
        Assert.Equal(line.Length - 1, Array.IndexOf(line, (byte)'\n'));
    }

    [Fact]
    public async Task An_endless_reply_ends_at_the_limit_of_the_range_alone()
    {
        await using LabClient client = await lab.ConnectAsync("endless");
        await client.ReadReplyAsync();
        await client.SendAsync("EHLO client.test\r\n");
        byte[] much = await client.ReadAsync(8 << 20);
        Assert.Equal(8 << 20, much.Length);
    }

    [Fact]
    public async Task Garbage_is_the_same_each_time()
    {
        await using LabClient one = await lab.ConnectAsync("garbage");
        await using LabClient two = await lab.ConnectAsync("garbage");
        byte[] octets = await one.ReadAsync(4096);
        Assert.Equal(octets, await two.ReadAsync(4096));
        Assert.Equal(0xff, octets[0]);
    }

    [Fact]
    public async Task A_reset_is_a_reset()
    {
        IOException error = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await using LabClient client = await lab.ConnectAsync("reset-at-starttls");
            await client.ToStartTlsAsync();
        });
        Assert.IsType<System.Net.Sockets.SocketException>(error.InnerException);
    }

    [Fact]
    public async Task A_client_that_sends_without_end_is_let_go()
    {
        await using LabClient client = await lab.ConnectAsync("good-rsa");
        await client.ReadReplyAsync();
        await client.SendAsync(new string('A', 10000));
        Assert.Empty(await client.ReadLineAsync());
    }
}
