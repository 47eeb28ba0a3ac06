using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.TlsRpt.Measure;

/// <summary>
/// Which mail domain a policy's sessions were for. A policy of type <c>tlsa</c> may be named after the mail host (RFC 8460 §4.4): it belongs to
/// the domain of the same report whose MTA-STS policy has that host, or that the host is below.
/// </summary>
internal static class MailDomains
{
    public static string? Of(TlsRptPolicy policy, IReadOnlyList<TlsRptPolicy> all)
    {
        string? own = Normal(policy.PolicyDomain);
        if (policy.PolicyType != "tlsa" || own is null)
        {
            return own;
        }

        List<TlsRptPolicy> others = [.. all.Where(other => other.PolicyType != "tlsa" && other.PolicyDomain is not null)];
        return Normal((others.FirstOrDefault(other => Normal(other.PolicyDomain) == own)
            ?? others.FirstOrDefault(other => Patterns(other).Any(pattern => Matches(pattern, own)))
            ?? others.FirstOrDefault(other => own.EndsWith("." + Normal(other.PolicyDomain), StringComparison.Ordinal)))?.PolicyDomain) ?? own;
    }

    /// <summary>Lower case, without the last dot; null for nothing.</summary>
    public static string? Normal(string? name) => name?.Trim().TrimEnd('.').ToLowerInvariant() is { Length: > 0 } normal ? normal : null;

    private static IEnumerable<string> Patterns(TlsRptPolicy policy) => policy.MxHost
        .Concat(policy.PolicyString.Where(line => line.StartsWith("mx:", StringComparison.OrdinalIgnoreCase)).Select(line => line.Substring(3)))
        .Select(pattern => Normal(pattern) ?? "");

    // RFC 8461 §4.1: the wildcard stands for one label.
    private static bool Matches(string pattern, string host) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? host.IndexOf('.') is > 0 and var dot && host.Substring(dot) == pattern.Substring(1)
        : pattern == host;
}
