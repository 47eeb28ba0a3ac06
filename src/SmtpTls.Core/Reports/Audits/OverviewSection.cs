using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace SmtpTls.Reports.Audits;

/// <summary>The first look: how many domains there are, what their senders are guaranteed, and what could not be seen.</summary>
internal sealed class OverviewSection(AuditTables tables, HtmlPage page, DateTimeOffset made)
{
    private static readonly (Standing Standing, string Name, string Colour, string About)[] Standings =
    [
        (Standing.Enforced, "Enforced", "good", "MTA-STS or DANE: interference stops delivery, not privacy."),
        (Standing.Authenticatable, "Authenticatable", "accent", "Certificates would hold, but nothing makes a sender check them."),
        (Standing.Opportunistic, "Opportunistic", "warn", "Encrypted, unless someone interferes."),
        (Standing.None, "None", "bad", "Mail may travel in clear."),
        (Standing.NotAssessed, "Not assessed", "quiet", "Nothing could be seen: neither good nor bad is said."),
        (Standing.NoMailHost, "No mail host", "faint", "DNS names no host that takes mail."),
        (Standing.TakesNoMail, "Takes no mail", "faint", "The domain says so itself (null MX)."),
    ];

    private static readonly (string Verdict, string Name, string Colour)[] Verdicts =
    [
        ("Pass", "Pass", "good"), ("Warn", "Warn", "warn"), ("Fail", "Fail", "bad"), ("NotPresent", "Not present", "faint"), ("Inconclusive", "Inconclusive", "quiet"),
    ];

    private int Assessed => tables.Rows.Count(row => row.Standing <= Standing.None);

    /// <summary>The name of a standing, as the list shows it.</summary>
    public static string NameOf(Standing standing) => Standings.First(one => one.Standing == standing).Name;

    public override string ToString()
    {
        StringBuilder section = new();
        section.Append("<p class=\"lead\">").Append(HtmlText.Encode(Sentence())).Append("</p>\n").Append(Notice());
        WriteFigures(section);
        List<Share> standings = [.. Standings.Select(one => new Share(one.Name, Count(one.Standing), tables.Rows.Count)
        {
            Colour = one.Colour,
            About = one.About,
            Place = Shares.Listed("assurance", one.Name),
        })];
        section.Append("<h3>Assurance: what a sender that knows every standard is guaranteed</h3>\n")
            .Append(Shares.Pair(Shares.Chart(page, "Domains by assurance", [.. standings.Where(one => one.Count > 0)], ring: true), Shares.Table("Domains by assurance.", "Assurance", "Domains", standings)))
            .Append("<div class=\"pair\"><div><h3>Grades</h3>\n").Append(Grades()).Append("</div><div><h3>How addresses answered</h3>\n").Append(Outcomes()).Append("</div></div>\n")
            .Append("<h3>Mechanism by mechanism</h3>\n").Append(Mechanisms());
        return section.ToString();
    }

    private int Count(Standing standing) => tables.Rows.Count(row => row.Standing == standing);

    private string Sentence()
    {
        int all = tables.Rows.Count, assessed = Assessed;
        if (assessed == 0)
        {
            return all == 0 ? "There is no domain in this report." : $"None of the {HtmlText.Number(all)} domains could be assessed.";
        }

        return $"Of {HtmlText.Number(assessed)} domains that could be assessed, mail to {HtmlText.Number(Count(Standing.Enforced))} is protected even against somebody who interferes, "
            + $"and mail to {HtmlText.Number(Count(Standing.None))} may travel in clear."
            + (assessed < all ? $" Of the other {HtmlText.Number(all - assessed)} this report says neither good nor bad." : "");
    }

    /// <summary>Where nobody answered at all, the fault is more likely on this side.</summary>
    private string Notice()
    {
        int silent = tables.Addresses.Count(one => one.Outcome is "ConnectionTimeout" or "Unreachable");
        int heard = tables.Addresses.Count(one => one.Address is not null) - silent;
        return silent >= 3 && heard == 0
            ? "<p class=\"notice\">No mail server answered or refused. Outbound port 25 may be blocked where the audit ran: run it from a network that may send mail.</p>\n"
            : "";
    }

    private void WriteFigures(StringBuilder section)
    {
        int severe = tables.Rows.Count(row => tables.WorstOf(row) >= Severity.High);
        int soon = tables.Certificates.Count(one => !one.IsIssuer && (one.NotAfter - made.UtcDateTime).TotalDays < 30);
        section.Append("<dl class=\"figures\">");
        Figure(section, "Domains", HtmlText.Number(tables.Rows.Count), null, "#domains");
        Figure(section, "Enforced", HtmlText.Number(Count(Standing.Enforced)), "good", Shares.Listed("assurance", "Enforced"));
        Figure(section, "Mail may travel in clear", HtmlText.Number(Count(Standing.None)), Count(Standing.None) > 0 ? "bad" : null, Shares.Listed("assurance", "None"));
        Figure(section, "With a High or Critical finding", HtmlText.Number(severe), severe > 0 ? "bad" : null, "#first");
        Figure(section, "Certificates expired or ending within 30 days", HtmlText.Number(soon), soon > 0 ? "warn" : null, "#certificates");
        Figure(section, "Not assessed", HtmlText.Number(Count(Standing.NotAssessed)), null, Shares.Listed("assurance", "Not assessed"));
        section.Append("</dl>\n");
    }

    private static void Figure(StringBuilder section, string name, string value, string? colour, string place) =>
        section.Append("<div><dt>").Append(HtmlText.Encode(name)).Append("</dt><dd").Append(colour is null ? "" : $" class=\"{colour}\"").Append("><a href=\"").Append(HtmlText.Encode(place))
            .Append("\">").Append(HtmlText.Encode(value)).Append("</a></dd></div>");

    private string Grades()
    {
        (string? Grade, string Name, string Colour)[] grades =
            [("A", "A", "good"), ("B", "B", "good"), ("C", "C", "accent"), ("D", "D", "warn"), ("F", "F", "bad"), (null, "No grade", "quiet")];
        List<Share> shares = [.. grades.Select(one => new Share(one.Name, tables.Rows.Count(row => row.Grade == one.Grade), tables.Rows.Count) { Colour = one.Colour, Place = Shares.Listed("grade", one.Name) })];
        return Shares.Chart(page, "Domains by grade", shares) + Shares.Table("Domains by grade.", "Grade", "Domains", shares);
    }

    private string Outcomes()
    {
        Dictionary<string, long> domains = tables.Rows.SelectMany(row => row.Addresses.Select(place => tables.Addresses[place].Outcome).Distinct())
            .GroupBy(outcome => outcome, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal);
        List<Share> shares = [.. tables.Addresses.GroupBy(one => one.Outcome, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Share(group.Key, group.Count(), tables.Addresses.Count) { Colour = ColourOf(group.Key), Domains = domains.TryGetValue(group.Key, out long count) ? count : 0 })];
        return Shares.Chart(page, "Addresses by how they answered", shares)
            + "<details><summary>The numbers</summary>\n" + Shares.Table("Addresses of mail hosts by how they answered to STARTTLS, each once.", "Outcome", "Addresses", shares) + "</details>\n";
    }

    private static string ColourOf(string outcome) => outcome switch
    {
        "Encrypted" => "good",
        "NotOffered" or "Stripped" or "Refused" or "HandshakeFailed" or "InjectionDetected" => "bad",
        "GreetingRejected" or "ProtocolError" or "ConnectionRefused" or "NameNotResolved" => "warn",
        _ => "quiet",
    };

    private string Mechanisms()
    {
        IReadOnlyList<string> names = DomainRow.Mechanisms;
        List<int[]> counts = [.. Enumerable.Range(0, names.Count).Select(i => Verdicts.Select(one => tables.Rows.Count(row => row.Verdicts[i] == one.Verdict)).ToArray())];
        string chart = page.Chart(new ChartData("Domains by verdict of each mechanism", true, names,
            [.. Verdicts.Select((one, v) => new ChartSeries(one.Name, one.Colour, [.. counts.Select(count => (long)count[v])]))]) { Height = "middle" });
        List<HtmlColumn<int>> columns = [new HtmlColumn<int>("Mechanism", i => names[i])];
        for (int v = 0; v < Verdicts.Length; v++)
        {
            int verdict = v;
            columns.Add(new HtmlColumn<int>(Verdicts[v].Name, i => HtmlText.Number(counts[i][verdict]))
            {
                Value = i => counts[i][verdict],
                Link = i => counts[i][verdict] == 0 ? null : Shares.Listed("mechanism", $"{names[i]}: {Verdicts[verdict].Name}"),
            });
        }

        columns.Add(new HtmlColumn<int>("Not asked", i => HtmlText.Number(tables.Rows.Count(row => row.Verdicts[i] is null))) { Value = i => tables.Rows.Count(row => row.Verdicts[i] is null) });
        return chart + HtmlTable.Of("Domains by verdict of each mechanism; of several hosts the worst counts.", [.. Enumerable.Range(0, names.Count)], columns)
            + "<p class=\"quiet\">Inconclusive: it could not be seen, which is neither good nor bad. Not present: nothing is published, or there is nothing to judge.</p>\n";
    }
}
