using SmtpTls.Audit;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>A blocked port 25 is this network's fault, said once, and only on enough evidence.</summary>
public sealed class EgressWatchTests
{
    [Theory]
    [InlineData("", "Open")]
    [InlineData("8.8.1.1:ConnectionTimeout", "MaybeBlocked")]
    [InlineData("8.8.1.1:ConnectionTimeout 8.8.1.2:ConnectionTimeout 8.8.1.3:ConnectionTimeout", "MaybeBlocked")]
    [InlineData("8.8.1.1:ConnectionTimeout 9.9.1.2:ConnectionTimeout", "MaybeBlocked")]
    [InlineData("8.8.1.1:ConnectionTimeout 8.8.1.2:Unreachable 9.9.1.3:ConnectionTimeout", "Blocked")]
    [InlineData("8.8.1.1:ConnectionTimeout 8.8.1.1:ConnectionTimeout 9.9.1.3:ConnectionTimeout", "MaybeBlocked")]
    [InlineData("8.8.1.1:ConnectionTimeout 8.8.1.2:Unreachable 9.9.1.3:ConnectionTimeout 9.9.1.4:ConnectionRefused", "Open")]
    [InlineData("8.8.1.1:ConnectionTimeout 8.8.1.2:Unreachable 9.9.1.3:ConnectionTimeout 9.9.1.4:GreetingTimeout", "Open")]
    [InlineData("127.0.0.1:ConnectionTimeout 10.0.0.1:ConnectionTimeout 192.168.1.1:ConnectionTimeout", "Open")]
    [InlineData("2600:1::1:ConnectionTimeout 2600:1::2:ConnectionTimeout 2600:2::1:ConnectionTimeout", "Blocked")]
    public void Says_what_was_seen(string probes, string state)
    {
        EgressWatch watch = new();
        foreach (string probe in probes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = probe.LastIndexOf(':');
            watch.Note(Seen.Probe(Enum.Parse<ProbeOutcome>(probe[(colon + 1)..]), probe[..colon]));
        }

        Assert.Equal(state, watch.State.ToString());
        Assert.Equal(state == "Open", watch.Describe(25) is null);
        Assert.Equal(state == "MaybeBlocked", watch.Describe(25)?.Contains("may be blocked", StringComparison.Ordinal) ?? false);
    }
}
