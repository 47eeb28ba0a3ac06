using System.Collections.Generic;
using System.Linq;
using System.Text;
using SmtpTls.Explain;

namespace SmtpTls.Reports.Audits;

/// <summary>A kind of finding with how many domains have it, and how the list of them is asked for.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Its name in the filter: the id, with a number where the same id has several remedies or severities.</param>
/// <param name="Actor">Who acts, in words.</param>
/// <param name="Domains">How many have it.</param>
internal sealed record FindingGroup(FindingKind Kind, string Key, string Actor, int Domains)
{
    /// <summary>Why it is so; empty where nothing more is known. HOST and DOMAIN stand for the finding's subject.</summary>
    public string Cause { get; init; } = "";

    /// <summary>What to do beyond the remedy, in order.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];
}

/// <summary>What to mend, worst and most frequent first.</summary>
internal sealed class TodoSection(AuditTables tables)
{
    private const int MostShown = 12, MostListed = 500;

    /// <summary>In the order of <see cref="AuditTables.Findings"/>.</summary>
    public IReadOnlyList<FindingGroup> Groups { get; } = GroupsOf(tables);

    public override string ToString()
    {
        List<FindingGroup> open = [.. Groups.Where(one => one.Kind.Severity > Severity.Info && one.Domains > 0)
            .OrderByDescending(one => one.Kind.Severity).ThenByDescending(one => one.Domains).ThenBy(one => one.Key, System.StringComparer.Ordinal)];
        int remarks = Groups.Count(one => one.Kind.Severity == Severity.Info && one.Domains > 0);
        StringBuilder section = new();
        if (open.Count == 0)
        {
            section.Append("<p>There is nothing to mend.</p>\n");
        }
        else
        {
            section.Append("<p class=\"quiet\">The worst first, and among those what mends the most domains.</p>\n<ol class=\"todo\">\n");
            open.Take(MostShown).ToList().ForEach(one => Write(section, one));
            section.Append("</ol>\n");
            if (open.Count > MostShown)
            {
                section.Append("<details><summary>").Append(open.Count - MostShown).Append(" more</summary>\n<ol class=\"todo\" start=\"").Append(MostShown + 1).Append("\">\n");
                open.Skip(MostShown).Take(MostListed).ToList().ForEach(one => Write(section, one));
                section.Append("</ol>").Append(open.Count > MostShown + MostListed ? $"<p>The first {MostShown + MostListed} of {open.Count}.</p>" : "").Append("</details>\n");
            }
        }

        return section.Append(remarks == 0 ? "" : $"<p class=\"quiet\">{remarks} kind{(remarks == 1 ? "" : "s")} of finding only inform{(remarks == 1 ? "s" : "")}; the filter of the list has them.</p>\n").ToString();
    }

    private static void Write(StringBuilder section, FindingGroup one) => section
        .Append("<li><h3><span class=\"chip ").Append(one.Kind.Severity).Append("\">").Append(one.Kind.Severity).Append("</span> ").Append(HtmlText.Encode(one.Kind.Title)).Append("</h3>\n")
        .Append("<p>").Append(HtmlText.Encode(one.Kind.Remedy)).Append("</p>\n<p class=\"quiet\"><a href=\"").Append(HtmlText.Encode(Shares.Listed("finding", one.Key))).Append("\">")
        .Append(HtmlText.Number(one.Domains)).Append(one.Domains == 1 ? " domain" : " domains").Append("</a> · who acts: ").Append(HtmlText.Encode(one.Actor)).Append(" · <code>")
        .Append(HtmlText.Encode(one.Kind.Id)).Append("</code> · ").Append(HtmlText.Encode(one.Kind.Reference)).Append("</p></li>\n");

    private static List<FindingGroup> GroupsOf(AuditTables tables)
    {
        int[] counts = new int[tables.Findings.Items.Count];
        foreach (int place in tables.Rows.SelectMany(row => row.Findings))
        {
            counts[place]++;
        }

        Explainer explainer = new(CauseCatalog.Load(null));
        Dictionary<string, int> known = new(System.StringComparer.Ordinal);
        List<FindingGroup> groups = [];
        for (int i = 0; i < counts.Length; i++)
        {
            FindingKind kind = tables.Findings[i];
            int number = known.TryGetValue(kind.Id, out int before) ? before + 1 : 1;
            known[kind.Id] = number;
            ErrorExplanation explained = explainer.Explain(new Finding(kind.Id, kind.Severity.ToString(), "", kind.Title, "", kind.Remedy, kind.Reference));
            groups.Add(new FindingGroup(kind, number == 1 ? kind.Id : $"{kind.Id}~{number}", ActorText.Of(explained.Actor), counts[i])
            {
                // Without an entry in the knowledge base there is no more than the title.
                Cause = explained.Id == "finding" ? "" : explained.Cause,
                Steps = [.. explained.Steps.Skip(1)],
            });
        }

        return groups;
    }
}
