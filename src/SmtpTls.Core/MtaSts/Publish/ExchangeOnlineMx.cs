using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.MtaSts.Publish;

/// <summary>Which patterns a tenant of Exchange Online publishes for its mail hosts. Microsoft hosts no policy for a customer's domain.</summary>
internal static class ExchangeOnlineMx
{
    /// <summary>Domains right below which each tenant's host stands, <c>contoso-com.mail.protection.outlook.com</c>: one wildcard covers them.</summary>
    private static readonly string[] Shared = ["mail.protection.outlook.com", "mail.protection.office365.us"];

    /// <summary>Hosts for DNSSEC and DANE stand two labels below, <c>contoso-com.o-v1.mx.microsoft</c>; the middle label cannot be foretold.</summary>
    private const string Signed = "mx.microsoft";

    /// <summary>The pattern for tenants whose host is not known.</summary>
    public static MxPattern Usual { get; } = Pattern("*." + Shared[0]);

    /// <summary>Why a pattern can never cover a host of Exchange Online; null for every other.</summary>
    public static string? FindProblem(MxPattern pattern) =>

        // RFC 8461 §4.1: the wildcard is one label, and these hosts have two before mx.microsoft.
        pattern.IsWildcard && pattern.Domain == Signed
            ? $"a wildcard stands for one label, and Microsoft's hosts have two before {Signed}, as in contoso-com.o-v1.{Signed}: give the exact host, or *.o-v1.{Signed} with the label of yours"
            : null;

    /// <summary>Whether a host is one of Exchange Online's.</summary>
    public static bool Is(string host) => SharedDomain(host) is not null || host.EndsWith("." + Signed, StringComparison.Ordinal);

    /// <summary>The pattern to publish for a host: the wildcard where one covers every tenant, else the exact host.</summary>
    public static string PatternText(string host) => SharedDomain(host) is { } domain ? "*." + domain : host;

    /// <summary>Patterns for the hosts given, where at least one is Exchange Online's; otherwise the usual one before them.</summary>
    public static IReadOnlyList<MxPattern> Complete(IReadOnlyList<MxPattern> given)
    {
        bool known = given.Any(one => Is(one.IsWildcard ? "x." + one.Domain : one.Text));
        return Distinct(known ? given : [Usual, .. given]);
    }

    internal static IReadOnlyList<MxPattern> Distinct(IEnumerable<MxPattern> patterns)
    {
        HashSet<string> seen = [];
        return [.. patterns.Where(one => seen.Add(one.Text))];
    }

    private static string? SharedDomain(string host)
    {
        int dot = host.IndexOf('.');
        return dot > 0 ? Shared.FirstOrDefault(domain => host.Substring(dot + 1) == domain) : null;
    }

    private static MxPattern Pattern(string text) => MxPattern.TryParse(text, out MxPattern? pattern, out string? problem) ? pattern : throw new FormatException(problem);
}
