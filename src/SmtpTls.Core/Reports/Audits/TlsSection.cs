using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Reports.Audits;

/// <summary>What was negotiated: versions, suites and groups.</summary>
internal sealed class TlsSection(AuditTables tables, HtmlPage page)
{
    public override string ToString()
    {
        List<AddressSeen> encrypted = [.. tables.Addresses.Where(one => one.Version is not null)];
        return encrypted.Count == 0 ? "<p>No TLS session was set up.</p>\n"
            : "<p class=\"quiet\">Each address once, as negotiated with this program's own offer: a server may know others.</p>\n"
            + Part("Version", "TLS versions", one => one.Version, ColourOfVersion, "version")
            + Part("Cipher suite", "Negotiated suites", one => one.Suite, ColourOfSuite, null)
            + Part("Group", "Key exchange groups", one => one.Group, _ => "accent", null);
    }

    /// <summary>RFC 8996: what is older than 1.2 is no longer to be used.</summary>
    private static string ColourOfVersion(string version) => version switch { "TLSv1.3" => "good", "TLSv1.2" => "accent", _ => "bad" };

    /// <summary>RFC 9325 §4.2: forward secrecy and authenticated encryption.</summary>
    private static string ColourOfSuite(string suite) => suite.StartsWith("TLS_RSA_", StringComparison.Ordinal) ? "warn"
        : suite.StartsWith("TLS_AES_", StringComparison.Ordinal) || suite.StartsWith("TLS_CHACHA20_", StringComparison.Ordinal) ? "good"
        : suite.Contains("_CBC_", StringComparison.Ordinal) ? "warn" : "accent";

    private string Part(string heading, string title, Func<AddressSeen, string?> of, Func<string, string> colour, string? filter)
    {
        List<string> values = [.. tables.Addresses.Select(of).OfType<string>()];
        Dictionary<string, long> domains = tables.Rows.SelectMany(row => row.Addresses.Select(place => of(tables.Addresses[place])).OfType<string>().Distinct())
            .GroupBy(value => value, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal);
        List<Share> shares = [.. values.GroupBy(value => value, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Share(group.Key, group.Count(), values.Count)
            {
                Colour = colour(group.Key),
                Domains = domains.TryGetValue(group.Key, out long count) ? count : 0,
                Place = filter is null ? null : Shares.Listed(filter, group.Key),
            })];
        return shares.Count == 0 ? "" : $"<h3>{HtmlText.Encode(title)}</h3>\n"
            + Shares.Pair(Shares.Chart(page, $"Addresses by {heading.ToLowerInvariant()}", shares), Shares.Table($"Addresses by {heading.ToLowerInvariant()}.", heading, "Addresses", shares));
    }
}
