using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Reports.Audits;

/// <summary>Who runs the mail hosts, by the part of their names that one provider usually owns.</summary>
internal sealed class ProviderSection(AuditTables tables, HtmlPage page)
{
    private static readonly (Standing Standing, string Colour)[] Standings =
        [(Standing.Enforced, "good"), (Standing.Authenticatable, "accent"), (Standing.Opportunistic, "warn"), (Standing.None, "bad"), (Standing.NotAssessed, "quiet")];

    public override string ToString()
    {
        List<Provider> providers = Collect();
        if (providers.Count == 0)
        {
            return "<p>No domain has a mail host.</p>\n";
        }

        List<Provider> shown = [.. providers.Take(Shares.MostBars)];
        string chart = page.Chart(new ChartData("Domains by provider and assurance", true, [.. shown.Select(one => one.Name)],
            [.. Standings.Select(standing => new ChartSeries(OverviewSection.NameOf(standing.Standing), standing.Colour, [.. shown.Select(one => (long)one.Of(standing.Standing))]))])
        {
            Height = shown.Count <= 3 ? "low" : shown.Count <= 6 ? "middle" : null,
        });
        List<HtmlColumn<Provider>> columns =
        [
            new HtmlColumn<Provider>("Provider", one => one.Name),
            new HtmlColumn<Provider>("Domains", one => HtmlText.Number(one.Domains)) { Value = one => one.Domains, Link = one => Shares.Listed("provider", one.Name) },
            new HtmlColumn<Provider>("Hosts", one => HtmlText.Number(one.Hosts.Count)) { Value = one => one.Hosts.Count },
        ];
        columns.AddRange(Standings.Select(standing => new HtmlColumn<Provider>(OverviewSection.NameOf(standing.Standing), one => HtmlText.Number(one.Of(standing.Standing))) { Value = one => one.Of(standing.Standing) }));
        return "<p class=\"quiet\">By the last labels of the names of mail hosts. A domain with hosts of several providers counts for each.</p>\n"
            + chart + HtmlTable.Of("Domains by provider of their mail hosts" + (providers.Count > shown.Count ? ", the largest." : "."), shown, columns)
            + (providers.Count > shown.Count ? $"<details><summary>All {HtmlText.Number(providers.Count)} providers</summary>\n{HtmlTable.Of("Domains by provider of their mail hosts, all.", providers, columns)}</details>\n" : "");
    }

    private List<Provider> Collect()
    {
        List<Provider> all = [.. tables.Providers.Items.Select(name => new Provider(name))];
        foreach (DomainRow row in tables.Rows)
        {
            foreach (int place in row.Providers)
            {
                all[place].Add(row.Standing);
            }

            foreach (int address in row.Addresses)
            {
                int host = tables.Addresses[address].Host;
                all[tables.Providers.Of(SmtpTls.Audit.ProbeBudget.ProviderOf(tables.Hosts[host]))].Hosts.Add(host);
            }
        }

        return [.. all.Where(one => one.Domains > 0).OrderByDescending(one => one.Domains).ThenBy(one => one.Name, StringComparer.Ordinal)];
    }

    private sealed class Provider(string name)
    {
        private readonly int[] _standings = new int[(int)Standing.TakesNoMail + 1];

        public string Name => name;

        public int Domains { get; private set; }

        public HashSet<int> Hosts { get; } = [];

        public int Of(Standing standing) => _standings[(int)standing];

        public void Add(Standing standing)
        {
            Domains++;
            _standings[(int)standing]++;
        }
    }
}
