using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace SmtpTls.Reports.Audits;

/// <summary>Which certificates run out when. One that many hosts share counts once.</summary>
internal sealed class CertificateSection(AuditTables tables, HtmlPage page, DateTimeOffset made)
{
    private const int MostShown = 200;

    /// <summary>Up to so many days from now; the first is what has ended.</summary>
    private static readonly (double Below, string Name, string Short, string Colour)[] Horizons =
    [
        (0, "Expired", "expired", "bad"), (7, "Within 7 days", "< 7 d", "bad"), (14, "7 to 14 days", "< 14 d", "warn"), (30, "14 to 30 days", "< 30 d", "warn"),
        (60, "30 to 60 days", "< 60 d", "accent"), (90, "60 to 90 days", "< 90 d", "accent"), (double.MaxValue, "Later", "later", "good"),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Horizons.Select(one => one.Name)];

    /// <summary>The place of an end among the horizons.</summary>
    public static int HorizonOf(DateTime end, DateTimeOffset now)
    {
        double days = (end - now.UtcDateTime).TotalDays;
        return Array.FindIndex(Horizons, one => days < one.Below);
    }

    public override string ToString()
    {
        List<Shown> all = Collect();
        List<int> web = [.. tables.Rows.Where(row => row.PolicyHostEnd is not null).Select(row => HorizonOf(row.PolicyHostEnd!.Value, made))];
        int[] domains = new int[Horizons.Length];
        foreach (DomainRow row in tables.Rows)
        {
            if (tables.NextEndOf(row) is { } end)
            {
                domains[HorizonOf(end, made)]++;
            }
        }

        if (all.Count == 0 && web.Count == 0)
        {
            return "<p>No certificate was seen.</p>\n";
        }

        List<Count> counts = [.. Horizons.Select((one, i) => new Count(one.Name, one.Colour,
            all.Count(shown => shown.Horizon == i && !shown.Seen.IsIssuer), all.Count(shown => shown.Horizon == i && shown.Seen.IsIssuer), web.Count(horizon => horizon == i), domains[i]))];
        string chart = page.Chart(new ChartData("Certificates by when they end", false, [.. Horizons.Select(one => one.Short)],
        [
            new ChartSeries("Of mail hosts", "accent", [.. counts.Select(one => (long)one.Hosts)]),
            new ChartSeries("Of their issuers", "faint", [.. counts.Select(one => (long)one.Issuers)]),
            new ChartSeries("Of MTA-STS policy hosts", "warn", [.. counts.Select(one => (long)one.PolicyHosts)]),
        ]) { Height = "ring" });
        return $"<p class=\"quiet\">As of {HtmlText.Day(made.UtcDateTime)}. A certificate that several hosts share counts once; those of policy hosts count once a domain.</p>\n"
            + Shares.Pair(chart, Horizon(counts)) + List(all);
    }

    private List<Shown> Collect()
    {
        Dictionary<int, HashSet<int>> hosts = [];
        Dictionary<int, int> domains = [];
        foreach (DomainRow row in tables.Rows)
        {
            foreach (IGrouping<int, int> certificate in row.Certificates.GroupBy(one => one.Certificate, one => one.Host))
            {
                if (!hosts.TryGetValue(certificate.Key, out HashSet<int>? known))
                {
                    hosts.Add(certificate.Key, known = []);
                }

                known.UnionWith(certificate);
                domains[certificate.Key] = domains.TryGetValue(certificate.Key, out int count) ? count + 1 : 1;
            }
        }

        return [.. hosts.Select(one => new Shown(tables.Certificates[one.Key], HorizonOf(tables.Certificates[one.Key].NotAfter, made), one.Value.Count, tables.Hosts[one.Value.Min()], domains[one.Key]))
            .OrderBy(one => one.Seen.NotAfter).ThenBy(one => one.Seen.Subject, StringComparer.Ordinal)];
    }

    private static string Horizon(List<Count> counts) => HtmlTable.Of("Certificates by when they end, and domains by the first end that concerns them.", counts,
    [
        new HtmlColumn<Count>("Ends", one => one.Name) { Class = one => "key " + one.Colour + "-key" },
        new HtmlColumn<Count>("Mail hosts", one => HtmlText.Number(one.Hosts)) { Value = one => one.Hosts },
        new HtmlColumn<Count>("Issuers", one => HtmlText.Number(one.Issuers)) { Value = one => one.Issuers },
        new HtmlColumn<Count>("Policy hosts", one => HtmlText.Number(one.PolicyHosts)) { Value = one => one.PolicyHosts },
        new HtmlColumn<Count>("Domains", one => HtmlText.Number(one.Domains)) { Value = one => one.Domains, Link = one => one.Domains == 0 ? null : Shares.Listed("expires", one.Name) },
    ]);

    private string List(List<Shown> all) => all.Count == 0 ? "" : "<details><summary>Certificates, the next to end first</summary>\n"
        + HtmlTable.Of("Certificates, the next to end first.", all,
        [
            new HtmlColumn<Shown>("Ends", one => one.Seen.NotAfter.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            new HtmlColumn<Shown>("Days", one => DaysOf(one).ToString("0", CultureInfo.InvariantCulture)) { Value = DaysOf, Class = one => one.Horizon <= 1 ? "bad" : one.Horizon <= 3 ? "warn" : null },
            new HtmlColumn<Shown>("Subject", one => one.Seen.Subject),
            new HtmlColumn<Shown>("Issuer", one => one.Seen.Issuer),
            new HtmlColumn<Shown>("Of", one => one.Seen.IsIssuer ? "issuer" : "mail host"),
            new HtmlColumn<Shown>("Shown by", one => one.Hosts == 1 ? one.FirstHost : $"{one.FirstHost} and {HtmlText.Number(one.Hosts - 1)} more") { Link = one => Shares.Listed("q", one.FirstHost) },
            new HtmlColumn<Shown>("Domains", one => HtmlText.Number(one.Domains)) { Value = one => one.Domains },
        ], MostShown) + "</details>\n";

    private double DaysOf(Shown one) => Math.Floor((one.Seen.NotAfter - made.UtcDateTime).TotalDays);

    private sealed record Shown(CertificateSeen Seen, int Horizon, int Hosts, string FirstHost, int Domains);

    private sealed record Count(string Name, string Colour, int Hosts, int Issuers, int PolicyHosts, int Domains);
}
