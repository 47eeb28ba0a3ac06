using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using SmtpTls.Compat;

namespace SmtpTls.Reports.Audits;

/// <summary>
/// The page of an audit: overview, what to do first, certificates, what was negotiated, providers, and every domain with its transcript and proof. Audits are
/// taken one after the other and not kept: what is counted stays in memory, the rest waits packed in a file.
/// </summary>
internal sealed class AuditPage : IDisposable
{
    private readonly AuditTables _tables = new();
    private readonly RecordSpool _spool = new();
    private readonly RecordStore _domains, _addresses;
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private bool _finished;

    public AuditPage() => (_domains, _addresses) = (new RecordStore("d", _spool), new RecordStore("a", _spool));

    /// <summary>How many domains there are.</summary>
    public int Count => _tables.Rows.Count;

    /// <summary>Takes one audit. Of a domain that comes twice the newer counts.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Add(DomainAudit audit)
    {
        if (!_tables.Wants(audit))
        {
            return;
        }

        List<int> addresses = [];
        foreach (StartTlsResult address in audit.StartTls.Hosts)
        {
            byte[] json = DomainRecord.Of(address);
            string hash = Hex.ToString(Hashes.Sha256(json));
            if (!_known.TryGetValue(hash, out int place))
            {
                _known.Add(hash, place = _addresses.Add(json));
            }

            addresses.Add(place);
        }

        _tables.Add(audit, _domains.Add(DomainRecord.Of(audit, [.. audit.Findings.Select(_tables.Place)], addresses)));
    }

    /// <summary>Writes the page beside its place and renames it. Nothing may be added afterwards.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="title">Null for the usual.</param>
    /// <param name="made">When the page is made; ends of certificates count from it.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    public Outcome<IReadOnlyList<string>> Write(string file, string? title, DateTimeOffset made, bool replace)
    {
        HtmlPage page = ToPage(title, made);
        return FileSet.Write(file, page.WriteTo, replace);
    }

    /// <summary>The page itself, which reads what this holds when it is written.</summary>
    public HtmlPage ToPage(string? title, DateTimeOffset made)
    {
        if (!_finished)
        {
            _domains.Finish();
            _addresses.Finish();
            _finished = true;
        }

        HtmlPage page = new(title ?? "Mail transport security", "en")
        {
            Lead = Lead(),
            Foot = $"Made {made.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC by SmtpTls. What is shown is what was seen at the time of the audit; what servers and DNS said was not changed, "
                + "but for characters that cannot be seen. Charts by Chart.js (MIT licence), which is part of this file; the file asks nothing of any network.",
            Styles = ["audit.css"],
            Scripts = ["audit-data.js", "audit-list.js", "audit-domain.js", "audit-route.js"],
            Aside = "<article id=\"domain\" hidden></article>\n",
            Tail = _spool.CopyTo,
        };
        TodoSection todo = new(_tables);
        page.AddSection("overview", "Overview", new OverviewSection(_tables, page, made).ToString());
        page.AddSection("first", "What to do first", todo.ToString());
        page.AddSection("certificates", "Certificates", new CertificateSection(_tables, page, made).ToString());
        page.AddSection("tls", "TLS", new TlsSection(_tables, page).ToString());
        page.AddSection("providers", "Mail hosts by provider", new ProviderSection(_tables, page).ToString());
        page.AddSection("domains", "Domains", "<noscript><p class=\"notice\">The list of domains, its filters and the page of each domain are made by the script in this file: allow scripts to see them. Everything above is here without.</p></noscript>\n<div id=\"list\"></div>\n");
        page.AddData("audit-index", new AuditIndex(_tables, todo.Groups, made).Write);
        return page;
    }

    public void Dispose()
    {
        _domains.Dispose();
        _addresses.Dispose();
        _spool.Dispose();
    }

    private string Lead()
    {
        if (Count == 0)
        {
            return "No domain.";
        }

        DateTime first = _tables.Rows.Min(row => row.AssessedAt), last = _tables.Rows.Max(row => row.AssessedAt);
        string from = HtmlText.Day(first), to = HtmlText.Day(last);
        return $"{HtmlText.Number(Count)} {(Count == 1 ? "domain" : "domains")}, assessed {(from == to ? "on " + from : $"from {from} to {to}")} (UTC).";
    }
}
