using System.Net;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Smtp;

/// <summary>Runs the real prober against one replayed server.</summary>
internal static class Replay
{
    public static ProbeTarget Target { get; } = new("mx1.example.com", IPAddress.Loopback, 25);

    public static ProbeOptions Options { get; } = new() { HeloName = "probe.example.net" };

    public static async Task<(SmtpProbe Probe, ReplayStream Stream)> RunAsync(ReplayScript script, ReplayPieces pieces = ReplayPieces.Whole)
    {
        ManualClock clock = new();
        ReplayStream stream = new(script, clock, pieces);
        SmtpProber prober = new(new ReplayDialer(stream), new ReplayUpgrader(), clock, Options);
        SmtpProbe probe = await prober.ProbeAsync(Target, TestContext.Current.CancellationToken);
        Assert.True(stream.IsDisposed);
        Assert.Equal(0, stream.BrokenWrites);
        Assert.Equal(0, clock.Waiting);
        return (probe, stream);
    }

    /// <summary>Runs it in each kind of pieces; the outcomes must not depend on them.</summary>
    public static async Task<SmtpProbe> RunInAllPiecesAsync(ReplayScript script)
    {
        (SmtpProbe whole, ReplayStream said) = await RunAsync(script);
        foreach (ReplayPieces pieces in new[] { ReplayPieces.Lines, ReplayPieces.Octets })
        {
            (SmtpProbe probe, ReplayStream stream) = await RunAsync(script, pieces);
            Assert.Equal(Facts(whole, said), Facts(probe, stream));
        }

        return whole;
    }

    private static string Facts(SmtpProbe probe, ReplayStream stream) => string.Join(
        '|',
        probe.Outcome,
        probe.Fault,
        probe.StartTlsOffered,
        probe.Banner,
        probe.ReplyCode,
        probe.ReplyText,
        string.Join(',', probe.Capabilities),
        string.Join(',', probe.CapabilitiesAfterTls),
        string.Join(',', probe.Remarks),
        string.Join(',', stream.Commands));
}
