using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

namespace SmtpTls.Reports.Drift;

/// <summary>Drift as a JUnit result file: a test case for each domain, failed when something got worse, skipped when it could not be determined.</summary>
internal static class DriftJUnit
{
    public static string Write(DriftReport report)
    {
        using MemoryStream octets = new();
        XmlWriterSettings settings = new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", CheckCharacters = true };
        using (XmlWriter xml = XmlWriter.Create(octets, settings))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", "smtptls compare");
            xml.WriteAttributeString("tests", Number(report.Domains.Count));
            xml.WriteAttributeString("failures", Number(report.Count("Worse")));
            xml.WriteAttributeString("errors", "0");
            xml.WriteAttributeString("skipped", Number(report.Count("Inconclusive")));
            xml.WriteAttributeString("timestamp", report.AssessedAt.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
            foreach (AuditDrift domain in report.Domains)
            {
                WriteCase(xml, domain);
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return Encoding.UTF8.GetString(octets.ToArray()) + "\n";
    }

    private static void WriteCase(XmlWriter xml, AuditDrift domain)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "smtptls");
        xml.WriteAttributeString("name", Shown(domain.Domain));
        AuditChange[] worse = [.. domain.Changes.Where(static change => change.Direction == "Worse")];
        if (worse.Length > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", worse[0].Kind);
            xml.WriteAttributeString("message", Shown(worse[0].Detail));
            xml.WriteString(string.Join("\n", worse.Select(static change => Shown($"{change.Severity} {change.FindingId ?? change.Kind} {change.Subject}: {change.Detail} {change.Remedy}".TrimEnd()))));
            xml.WriteEndElement();
        }
        else if (domain.Drift == "Inconclusive")
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", Shown(string.Join(" ", domain.Inconclusive)));
            xml.WriteEndElement();
        }

        string[] others = [.. domain.Changes.Except(worse).Select(static change => Shown($"{change.Direction} {change.FindingId ?? change.Kind} {change.Subject}: {change.Detail}"))];
        if (others.Length > 0)
        {
            xml.WriteElementString("system-out", string.Join("\n", others));
        }

        xml.WriteEndElement();
    }

    /// <summary>XML 1.0 §2.2 has no way to write most control characters: they are visible already when they come here.</summary>
    private static string Shown(string text) => VisibleText.Show(text, 4000);

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
