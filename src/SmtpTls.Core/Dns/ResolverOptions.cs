using System;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Dns;

/// <summary>How a <see cref="Resolver"/> asks.</summary>
internal sealed record ResolverOptions
{
    /// <summary>For one server in the first round; twice that in the next.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(2);

    public int Rounds { get; init; } = 3;

    /// <summary>For one question over all servers and rounds.</summary>
    public TimeSpan TotalLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What fits into one packet nearly everywhere, so that no fragment is needed.</summary>
    public ushort UdpSize { get; init; } = 1232;

    /// <summary>Who decides whether answers are genuine. What has to stand in the questions for it is seen to.</summary>
    public DnssecMode Dnssec { get; init; }

    /// <summary>For <see cref="DnssecMode.Validate"/>.</summary>
    public TrustAnchors TrustAnchors { get; init; } = TrustAnchors.Root;

    /// <summary>For <see cref="DnssecMode.TrustAd"/>: the servers were named by the caller, who trusts the way to them. One on this machine is trusted anyway.</summary>
    public bool ServersAreNamed { get; init; }

    /// <summary>RFC 4035 §3.2.1: send the signatures.</summary>
    public bool DnssecOk { get; init; }

    /// <summary>RFC 4035 §3.2.2: also what you could not validate.</summary>
    public bool CheckingDisabled { get; init; }

    /// <summary>RFC 6840 §5.7: say whether you validated.</summary>
    public bool AskForAuthenticData { get; init; }

    /// <summary>Aliases followed for one question.</summary>
    public int MostAliases { get; init; } = 12;

    /// <summary>Questions on their way at the same time; more wait, without their time running.</summary>
    public int MostAtOnce { get; init; } = 256;

    /// <summary>How long a failure is believed (RFC 2308 §7 allows five minutes).</summary>
    public TimeSpan FailureTime { get; init; } = TimeSpan.FromSeconds(10);
}
