using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.MtaSts.Publish;

/// <summary>
/// What a planned policy would do to a domain's mail hosts, before it is published: the names only (RFC 8461 §4.1). Whether a host's TLS and
/// certificate would hold is for a probe to say; it is asked of the hosts that are covered.
/// </summary>
internal sealed record PolicyCoverage
{
    public const string Deliver = "Deliver", Report = "Report", Break = "Break";

    public IReadOnlyList<MxCoverage> Hosts { get; private init; } = [];

    /// <summary>Patterns that cover none of the hosts; empty where no host is known.</summary>
    public IReadOnlyList<string> Unused { get; private init; } = [];

    /// <summary>Pure.</summary>
    /// <param name="policy">The planned policy.</param>
    /// <param name="hosts">The names in the domain's MX records.</param>
    public static PolicyCoverage Of(StsPolicy policy, IReadOnlyList<string> hosts) => new()
    {
        Hosts = [.. hosts.Select(host => One(policy, host))],
        Unused = hosts.Count == 0 ? [] : [.. policy.Mx.Where(pattern => !hosts.Any(pattern.Matches)).Select(pattern => pattern.Text)],
    };

    private static MxCoverage One(StsPolicy policy, string host)
    {
        string? pattern = policy.Match(host)?.Text;
        return policy.Mode switch
        {
            // RFC 8461 §5: mode none is as though there were no policy.
            MtaStsMode.None => new(host, pattern is not null, pattern, Deliver, $"Mode none asks nothing of {host}."),
            _ when pattern is not null => new(host, true, pattern, Deliver, $"mx: {pattern} covers {host}; it still needs TLS and a certificate for its own name."),
            MtaStsMode.Testing => new(host, false, null, Report, $"No mx line covers {host}: mail is delivered, and reported as a failure."),
            _ => new(host, false, null, Break, $"No mx line covers {host}: senders that enforce MTA-STS would not deliver to it."),
        };
    }
}
