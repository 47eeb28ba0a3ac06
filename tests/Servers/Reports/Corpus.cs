using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace SmtpTls.Servers.Reports;

/// <summary>Reports as several senders would write them over ten days, the same each time, some of them sent twice.</summary>
internal static class Corpus
{
    private static readonly string[] Organizations = ["Google Inc.", "Microsoft Corporation", "Mail.Example", "relay.club.example"];
    private static readonly string[] Domains = ["contoso.test", "fabrikam.test", "woodgrove.test"];
    private static readonly string[] Types = ["certificate-expired", "starttls-not-supported", "certificate-host-mismatch", "validation-failure", "tlsa-invalid"];

    public static IReadOnlyList<string> Make()
    {
        Random random = new(8460);
        List<string> reports = [.. Enumerable.Range(0, 60).Select(number => Report(random, number))];
        return [.. reports, reports[3], reports[17], reports[42]];
    }

    /// <summary>A message that carries a report in one of the forms that senders use.</summary>
    public static string Mail(string report, int number)
    {
        byte[] octets = Encoding.UTF8.GetBytes(report);
        string domain = JsonDocument.Parse(report).RootElement.GetProperty("policies")[0].GetProperty("policy").GetProperty("policy-domain").GetString()!;
        (string type, string name, byte[] content) = (number % 4) switch
        {
            0 => ("application/tlsrpt+gzip", $"s.example!{domain}!1795132800!1795219199!{number}.json.gz", Gzip(octets)),
            1 => ("application/tlsrpt+json", $"s.example!{domain}!1795132800!1795219199!{number}.json", octets),
            2 => ("application/octet-stream", "report.json.gz", Gzip(octets)),
            _ => ("application/zip", "report.zip", Zip(octets)),
        };
        string body = Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks);
        return string.Create(CultureInfo.InvariantCulture, $"""
            From: TLS reports <noreply@s.example>
            To: <reports@mail.test>
            Subject: Report Domain: {domain} Submitter: s.example Report-ID: <{number}@s.example>
            TLS-Report-Domain: {domain}
            TLS-Report-Submitter: s.example
            Message-ID: <{number}@s.example>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=tlsrpt; boundary="b{number}"

            --b{number}
            Content-Type: text/plain; charset=utf-8

            An aggregate report.
            --b{number}
            Content-Type: {type}; name="{name}"
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment; filename="{name}"

            {body}
            --b{number}--
            """);
    }

    private static string Report(Random random, int number)
    {
        string organization = Organizations[number % Organizations.Length], domain = Domains[random.Next(Domains.Length)];
        string day = new DateTime(2026, 11, 10).AddDays(random.Next(10)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        int all = random.Next(1, 500);
        string[] kinds = organization.StartsWith('M') ? ["sts", "tlsa"] : random.Next(4) == 0 ? ["no-policy-found"] : ["sts"];
        return JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["organization-name"] = organization,
            ["date-range"] = new Dictionary<string, string> { ["start-datetime"] = day + "T00:00:00Z", ["end-datetime"] = day + "T23:59:59Z" },
            ["contact-info"] = "tls@s.example",
            ["report-id"] = $"{day}_{number}",
            ["policies"] = kinds.Select(kind => Policy(random, kind, domain, all)).ToList(),
        });
    }

    private static Dictionary<string, object?> Policy(Random random, string kind, string domain, int all)
    {
        List<Dictionary<string, object?>> details = [.. Enumerable.Range(0, random.Next(4)).Select(_ => new Dictionary<string, object?>
        {
            ["result-type"] = Types[random.Next(Types.Length)],
            ["sending-mta-ip"] = $"192.0.2.{random.Next(5)}",
            ["receiving-mx-hostname"] = $"mx{random.Next(3)}.{domain}",
            ["failed-session-count"] = random.Next(1, 30),
        })];
        int failed = details.Sum(detail => (int)detail["failed-session-count"]!);
        return new Dictionary<string, object?>
        {
            ["policy"] = new Dictionary<string, object?>
            {
                ["policy-type"] = kind,
                ["policy-domain"] = domain,
                ["policy-string"] = kind switch
                {
                    "sts" => (string[])["version: STSv1", "mode: enforce", $"mx: *.{domain}", "max_age: 604800"],
                    "tlsa" => ["3 1 1 0c72ac70b745ac19998811b131d662c9ac69dbdbe7cb23e5b514b56664c5d3d6"],
                    _ => [],
                },
            },
            ["summary"] = new Dictionary<string, object?> { ["total-successful-session-count"] = Math.Max(all - failed, 0), ["total-failure-session-count"] = failed },
            ["failure-details"] = details,
        };
    }

    private static byte[] Gzip(byte[] octets)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            gzip.Write(octets);
        }

        return packed.ToArray();
    }

    private static byte[] Zip(byte[] octets)
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry("../../etc/report.json").Open();
            entry.Write(octets);
        }

        return packed.ToArray();
    }
}
