using System.Net.Sockets;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Smtp;

public sealed class SmtpProberTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused, nameof(ProbeOutcome.ConnectionRefused), nameof(FaultKind.Refused))]
    [InlineData(SocketError.TimedOut, nameof(ProbeOutcome.ConnectionTimeout), nameof(FaultKind.Timeout))]
    [InlineData(SocketError.HostUnreachable, nameof(ProbeOutcome.Unreachable), nameof(FaultKind.Unreachable))]
    [InlineData(SocketError.NetworkUnreachable, nameof(ProbeOutcome.Unreachable), nameof(FaultKind.Unreachable))]
    [InlineData(SocketError.AccessDenied, nameof(ProbeOutcome.Unreachable), nameof(FaultKind.Unreachable))]
    [InlineData(SocketError.AddressFamilyNotSupported, nameof(ProbeOutcome.Unreachable), nameof(FaultKind.Unreachable))]
    [InlineData(SocketError.TooManyOpenSockets, nameof(ProbeOutcome.Unreachable), nameof(FaultKind.Unreachable))]
    [InlineData(SocketError.ConnectionReset, nameof(ProbeOutcome.Disconnected), nameof(FaultKind.Disconnected))]
    public async Task A_connection_that_fails_says_why(SocketError error, string outcome, string kind)
    {
        SmtpProbe probe = await ProbeAsync(new ReplayDialer { Error = error }, new ManualClock());
        Assert.Equal((outcome, kind), (probe.Outcome.ToString(), probe.Fault!.Kind.ToString()));
        Assert.Contains("127.0.0.1 port 25", probe.Fault.Message, StringComparison.Ordinal);
        Assert.NotNull(probe.Timings.TotalMs);
        Assert.Empty(probe.Transcript);
    }

    [Fact]
    public async Task A_connection_that_nobody_answers_is_given_up_at_its_limit()
    {
        ManualClock clock = new();
        SmtpProbe probe = await ProbeAsync(new ReplayDialer { Silent = clock }, clock);
        Assert.Equal(ProbeOutcome.ConnectionTimeout, probe.Outcome);
        Assert.Equal(0, clock.Waiting);
    }

    [Theory]
    [InlineData("SILENCE: 3600")]
    [InlineData("S: 220 a")]
    [InlineData("S: 220 a\nC: EHLO\nS: 250-a\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nSILENCE: 60")]
    public async Task Only_the_callers_own_wish_is_thrown(string text)
    {
        ManualClock clock = new();
        using CancellationTokenSource caller = new();
        ReplayStream stream = new(ReplayScript.Parse(text), clock);

        // The caller gives up long before the probe's limit.
        _ = Task.Run(async () =>
        {
            await clock.DelayAsync(TimeSpan.FromSeconds(5), CancellationToken.None);
            await caller.CancelAsync();
        });
        SpinWait.SpinUntil(() => clock.Waiting == 1);
        SmtpProber prober = new(new ReplayDialer(stream), new ReplayUpgrader(), clock, Replay.Options);
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => prober.ProbeAsync(Replay.Target, caller.Token));
        Assert.Equal(caller.Token, thrown.CancellationToken);
        Assert.True(stream.IsDisposed);
    }

    [Fact]
    public async Task The_transcript_tells_who_said_what_and_when()
    {
        (SmtpProbe probe, _) = await Replay.RunAsync(new ReplayScript().Send("220 a\r\n").Await("EHLO").Send("250-a\r\n250 SIZE 1\r\n").Await("QUIT").Send("221 b\r\n"));
        Assert.Equal(
            ["S 220 a", "C EHLO probe.example.net", "S 250-a", "S 250 SIZE 1", "C QUIT", "S 221 b"],
            probe.Transcript.Select(entry => (entry.FromServer ? "S " : "C ") + entry.Line));
        Assert.Equal(probe.Transcript.Select(entry => entry.AtMs).Order(), probe.Transcript.Select(entry => entry.AtMs));
        Assert.True(probe.Timings is { ConnectMs: not null, GreetingMs: not null, EhloMs: not null, StartTlsMs: null, HandshakeMs: null, TotalMs: not null });
    }

    [Fact]
    public async Task A_flood_is_counted_and_not_kept()
    {
        (SmtpProbe probe, _) = await Replay.RunAsync(new ReplayScript().Send("220-" + new string('x', 100) + "\r\n", 990).Send("220 end\r\n"));
        Assert.InRange(probe.Transcript.Count, 300, 410);
        Assert.Contains(probe.Transcript, entry => !entry.FromServer && entry.Line.StartsWith("EHLO", StringComparison.Ordinal));
        Assert.Equal("… (591 more lines)", probe.Transcript[^1].Line);
    }

    [Fact]
    public async Task Goodbye_is_not_waited_for_long()
    {
        ManualClock clock = new();
        DateTimeOffset start = clock.Now;
        ReplayScript script = new ReplayScript().Send("554 no\r\n").Await("QUIT").Silence(2).Send("2");
        SmtpProbe probe = await ProbeAsync(new ReplayDialer(new ReplayStream(script, clock)), clock);
        Assert.Equal(ProbeOutcome.GreetingRejected, probe.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(2), clock.Now - start);
    }

    [Fact]
    public async Task The_host_is_named_to_TLS_and_what_it_showed_is_kept()
    {
        ManualClock clock = new();
        ReplayUpgrader upgrader = new();
        ReplayStream stream = new(Script("ok"), clock);
        SmtpProbe probe = await new SmtpProber(new ReplayDialer(stream), upgrader, clock, Replay.Options).ProbeAsync(Replay.Target, CancellationToken.None);
        Assert.Equal([new TlsRequest("mx1.example.com")], upgrader.Requests);
        Assert.Same(upgrader.Good, probe.Tls);
        Assert.NotNull(probe.Timings.HandshakeMs);
    }

    [Theory]
    [InlineData("SILENCE: 60", nameof(ProbeOutcome.Timeout), nameof(TlsFailureCause.Timeout))]
    [InlineData("CLOSE", nameof(ProbeOutcome.HandshakeFailed), nameof(TlsFailureCause.Closed))]
    [InlineData("RESET", nameof(ProbeOutcome.HandshakeFailed), nameof(TlsFailureCause.Reset))]
    public async Task A_handshake_that_was_begun_is_never_forgotten(string end, string outcome, string cause)
    {
        string text = $"S: 220 a\nC: EHLO\nS: 250-a\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\n{end}";
        SmtpProbe probe = await Replay.RunInAllPiecesAsync(ReplayScript.Parse(text));
        Assert.Equal((outcome, cause), (probe.Outcome.ToString(), probe.Tls?.Failure?.Cause.ToString()));
    }

    [Theory]
    [InlineData("old", true)]
    [InlineData("close", true)]
    [InlineData("reset", true)]
    [InlineData("protocol_version", true)]
    [InlineData("handshake_failure", true)]
    public async Task A_server_that_will_not_shake_hands_is_asked_once_for_old_versions(string how, bool asked)
    {
        ManualClock clock = new();
        ReplayDialer dialer = new(new ReplayStream(Script(how), clock), new ReplayStream(Script("old"), clock));
        ReplayUpgrader old = new() { Bad = new TlsHandshake { Version = "TLSv1.0" } };
        SmtpProber prober = new(dialer, new ReplayUpgrader(), clock, Replay.Options) { OldVersions = old };
        SmtpProbe probe = await prober.ProbeAsync(Replay.Target, CancellationToken.None);
        Assert.Equal(asked ? 2 : 1, dialer.Dialled.Count);
        Assert.Equal((ProbeOutcome.HandshakeFailed, "TLSv1.0"), (probe.Outcome, probe.OldVersionSpoken));
        Assert.Null(probe.Tls!.Version);
    }

    [Fact]
    public async Task A_version_that_is_not_old_is_not_called_so()
    {
        ManualClock clock = new();
        ReplayDialer dialer = new(new ReplayStream(Script("close"), clock), new ReplayStream(Script("close"), clock));
        SmtpProber prober = new(dialer, new ReplayUpgrader(), clock, Replay.Options) { OldVersions = new ReplayUpgrader { Bad = new TlsHandshake { Version = "TLSv1.2" } } };
        Assert.Null((await prober.ProbeAsync(Replay.Target, CancellationToken.None)).OldVersionSpoken);
    }

    [Fact]
    public async Task A_server_hello_that_names_an_old_version_is_answer_enough()
    {
        ManualClock clock = new();
        ReplayDialer dialer = new(new ReplayStream(Script("old"), clock));
        SmtpProber prober = new(dialer, new ReplayUpgrader { Bad = new TlsHandshake { Version = "TLSv1.1" } }, clock, Replay.Options) { OldVersions = new ReplayUpgrader() };
        Assert.Equal("TLSv1.1", (await prober.ProbeAsync(Replay.Target, CancellationToken.None)).OldVersionSpoken);
        Assert.Single(dialer.Dialled);
    }

    [Fact]
    public async Task Mutated_servers_neither_throw_nor_hang_nor_get_mail()
    {
        string[] files = System.IO.Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Data"), "*.smtp");
        ReplayScript[] scripts = [.. files.Where(file => new System.IO.FileInfo(file).Length < 5000 && !file.Contains("endless", StringComparison.Ordinal)).Select(ReplayScript.Read)];
        Random random = new(2820);
        for (int i = 0; i < 3_000; i++)
        {
            ReplayScript script = Mutate(scripts[random.Next(scripts.Length)], random);
            (_, ReplayStream stream) = await Replay.RunAsync(script, (ReplayPieces)random.Next(3));
            Assert.All(stream.Commands, command => Assert.Contains(command.Split(' ')[0], new[] { "EHLO", "HELO", "STARTTLS", "QUIT" }));
        }
    }

    private static ReplayScript Mutate(ReplayScript script, Random random)
    {
        ReplayScript mutated = new();
        foreach (ReplayStep step in script.Steps)
        {
            int roll = random.Next(20);
            if (roll == 0)
            {
                continue;
            }

            byte[] octets = [.. step.Octets];
            if (roll < 4 && octets.Length > 0)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            mutated.Steps.Add(step with { Octets = octets });
            if (roll == 4)
            {
                mutated.Steps.Add(script.Steps[random.Next(script.Steps.Count)]);
            }
        }

        return mutated;
    }

    private static ReplayScript Script(string tls) => ReplayScript.Parse(
        $"S: 220 a\nC: EHLO\nS: 250-a\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS: {tls}\nC: EHLO\nS: 250 a\nC: QUIT\nS: 221 b\nCLOSE");

    private static Task<SmtpProbe> ProbeAsync(ReplayDialer dialer, ManualClock clock) =>
        new SmtpProber(dialer, new ReplayUpgrader(), clock, Replay.Options).ProbeAsync(Replay.Target, CancellationToken.None);
}
