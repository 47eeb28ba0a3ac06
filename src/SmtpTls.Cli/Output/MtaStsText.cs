using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>MTA-STS results as lines for a person.</summary>
internal static class MtaStsText
{
    /// <summary>The line that says it all, for an audit.</summary>
    public static void Summary(IAnsiConsole console, MtaStsResult result) =>
        Line(console, 2, $"{StartTlsText.Verdict(result.Verdict)} MTA-STS: {Markup.Escape(Sentence(result))}");

    /// <summary>Record, policy, each mail host, and what a sender does.</summary>
    public static void Whole(IAnsiConsole console, MtaStsResult result, bool verbose)
    {
        console.MarkupLine($"[bold]{Markup.Escape(result.Domain)}[/]  {StartTlsText.Verdict(result.Verdict)}, {Markup.Escape(Sentence(result))}");
        if (result.Record is { } record)
        {
            Line(console, 2, Markup.Escape($"record: {record.Raw ?? "none"}"));
            Problems(console, record.Problems);
        }

        if (verbose)
        {
            SecurityText.Proofs(console, result.DnsSecurity);
        }

        if (result.Policy is { } policy)
        {
            Line(console, 2, Markup.Escape($"policy: {Policy(policy)}"));
            Problems(console, policy.Problems);
            foreach (string line in verbose && policy.Raw is { } raw ? raw.Split('\n') : [])
            {
                Line(console, 6, $"[grey]{Markup.Escape(line.TrimEnd('\r'))}[/]");
            }
        }

        foreach (MtaStsMxResult host in result.MxResults)
        {
            Line(console, 2, $"{Word(host.Deliverable)} {Markup.Escape($"{host.Host}: {Host(host)}")}");
        }

        if (result.Sender is { } sender)
        {
            Line(console, 2, Markup.Escape($"a sender that honours MTA-STS: {Sender(sender)}"));
        }

        StartTlsText.Findings(console, result.Findings);
        console.WriteLine();
    }

    private static string Sentence(MtaStsResult result) => result.State switch
    {
        "Valid" when result.Policy is { Mode: { } mode } => $"{mode}{(result.MxResults.Count == 0 ? "" : $"; {Count(result.MxResults)}")}",
        "Absent" => "not published",
        "InvalidRecord" => "the record is not valid, so senders act as if there were none",
        "FetchFailed" => "the policy cannot be fetched",
        "WebCertificateInvalid" => "the policy cannot be fetched: the web server's certificate is not good",
        "InvalidPolicy" => "the policy is not valid",
        _ => "it could not be determined",
    };

    private static string Count(IReadOnlyList<MtaStsMxResult> hosts)
    {
        int good = hosts.Count(host => host.Deliverable == true);
        int open = hosts.Count(host => host.Deliverable is null);
        return $"{good} of {hosts.Count} mail {(hosts.Count == 1 ? "host" : "hosts")} would get mail{(open > 0 ? $", {open} not known" : "")}";
    }

    private static string Policy(MtaStsPolicyFile policy)
    {
        List<string> parts = [policy.Url ?? ""];
        if (policy.HttpStatus is { } status)
        {
            parts.Add($"HTTP {status.ToString(CultureInfo.InvariantCulture)}, {policy.ContentType ?? "no content type"}");
        }

        if (policy.Mode is not null)
        {
            parts.Add($"mode {policy.Mode}, max_age {policy.MaxAgeSec?.ToString(CultureInfo.InvariantCulture)} s ({Age(policy.MaxAgeSec ?? 0)}), mx {(policy.Mx.Count == 0 ? "none" : string.Join(", ", policy.Mx))}");
        }

        if (policy.WebCertificateNotAfter is { } end)
        {
            parts.Add($"web certificate until {TimeText.Day(end)}");
        }

        return string.Join("; ", parts);
    }

    private static string Age(long seconds) => seconds switch
    {
        < 3600 => $"{(seconds / 60).ToString(CultureInfo.InvariantCulture)} minutes",
        < 172_800 => $"{(seconds / 3600).ToString(CultureInfo.InvariantCulture)} hours",
        _ => $"{(seconds / 86_400).ToString(CultureInfo.InvariantCulture)} days",
    };

    private static string Host(MtaStsMxResult host)
    {
        string covered = host.Pattern is null ? "covered by no mx pattern" : $"covered by {host.Pattern}";
        return host.Problems.Count == 0 ? covered : $"{covered}; {string.Join(", ", host.Problems)}";
    }

    private static string Sender(MtaStsSender sender)
    {
        string action = sender.Action switch
        {
            "Deliver" => $"delivers to {sender.Via}{(sender.Tls == "Authenticated" ? ", authenticated" : ", with TLS only if it happens to work")}",
            "Defer" => "keeps the mail and tries again",
            _ => "may give the mail back",
        };
        return sender.Reports.Count == 0 ? action : $"{action}; reports {string.Join(", ", sender.Reports)}";
    }

    private static string Word(bool? deliverable) => deliverable switch
    {
        true => "[green]mail arrives[/]",
        false => "[red]no mail[/]",
        null => "[blue]not known[/]",
    };

    private static void Problems(IAnsiConsole console, IEnumerable<string> problems)
    {
        foreach (string problem in problems)
        {
            Line(console, 6, Markup.Escape(problem));
        }
    }

    private static void Line(IAnsiConsole console, int indent, string markup) => console.Write(new Padder(new Markup(markup)).Padding(indent, 0, 0, 0));
}
