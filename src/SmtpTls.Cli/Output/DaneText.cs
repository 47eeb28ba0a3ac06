using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>DANE results as lines for a person.</summary>
internal static class DaneText
{
    /// <summary>More records and certificates than these are counted, unless all are asked for.</summary>
    private const int MostShown = 8;

    /// <summary>The line that says it all, for an audit.</summary>
    public static void Summary(IAnsiConsole console, DaneSummary result) =>
        Line(console, 2, $"{StartTlsText.Verdict(result.Verdict)} DANE: {Markup.Escape(Sentence(result))}");

    /// <summary>Each host: what a sender does and why, the records, the certificates, and what to do.</summary>
    public static void Whole(IAnsiConsole console, DomainAudit audit, bool verbose)
    {
        DaneSummary result = audit.Dane!;
        console.MarkupLine($"[bold]{Markup.Escape(audit.Domain)}[/]  {StartTlsText.Verdict(result.Verdict)}, {Markup.Escape(Sentence(result))}");
        foreach (DaneResult host in result.Hosts)
        {
            Line(console, 2, $"{StartTlsText.Verdict(host.Verdict)} {Markup.Escape($"{host.Host}: {host.State}, {host.Effect ?? "effect unknown"}. {host.Reason}")}");
            if (verbose)
            {
                SecurityText.Proofs(console, host.DnsSecurity);
            }

            Some(console, host.Records, verbose, record => $"{record.Role}: {Shorten(record, verbose)}{(record.Problem is null ? "" : $" ({record.Problem})")}");
            Some(console, host.Certificates, verbose, Certificate);
        }

        StartTlsText.Findings(console, result.Hosts.SelectMany(host => host.Findings).Distinct());
        console.WriteLine();
    }

    private static string Sentence(DaneSummary result) => result.State switch
    {
        "Matched" => result.Hosts.All(host => host.MxSecurity == "Secure") ? "every host is who the TLSA records say" : "every host is who the TLSA records say; the MX records are not secure",
        "Partial" => "only some hosts or certificates fit the TLSA records",
        "Failed" => "no certificate fits the TLSA records: senders that honour DANE do not deliver",
        "Unusable" => "no TLSA record can be used: senders encrypt and authenticate nobody",
        "NotSecure" => "the answers are not secured by DNSSEC, so DANE does not count",
        "Bogus" => "DNS answers are not genuine: senders that honour DANE do not deliver",
        "Absent" => "not published",
        "NotApplicable" => "does not apply",
        _ => "it could not be determined",
    };

    private static void Some<T>(IAnsiConsole console, IReadOnlyList<T> items, bool all, Func<T, string> show)
    {
        foreach (T item in all ? items : items.Take(MostShown))
        {
            Line(console, 6, Markup.Escape(show(item)));
        }

        if (!all && items.Count > MostShown)
        {
            Line(console, 6, $"and {items.Count - MostShown} more");
        }
    }

    private static string Certificate(DaneCertificate seen)
    {
        string what = seen.Matched switch { true => "fits", false => "does not fit", null => "unknown" };
        string key = seen.SpkiSha256 is { } digest ? $", 3 1 1 {digest}" : "";
        return $"{seen}: {what}{(seen.Problem is null ? "" : $" ({seen.Problem})")}{key}";
    }

    private static string Shorten(DaneRecord record, bool all)
    {
        string text = record.ToString();
        return all || text.Length <= 140 ? text : $"{text[..140]}… ({record.Data.Length / 2} octets)";
    }

    private static void Line(IAnsiConsole console, int indent, string markup) => console.Write(new Padder(new Markup(markup)).Padding(indent, 0, 0, 0));
}
