using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using SmtpTls.Audit;
using SmtpTls.Smtp;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>One address's result as lines for a person.</summary>
internal static class StartTlsText
{
    /// <summary>The line that says it all: place, verdict, what was negotiated, what a verifying sender would say.</summary>
    public static void Summary(IAnsiConsole console, StartTlsResult result)
    {
        string place = result.Host is null ? "no mail host (null MX)"
            : result.Address is null || result.Address == result.Host ? result.Host
            : $"{result.Host} [{result.Address}]";
        string preference = result.Preference is { } number && result.Host is not null ? $"MX {number.ToString(CultureInfo.InvariantCulture)} " : "";
        console.Write(new Padder(new Markup($"{Verdict(result.Verdict)} {Markup.Escape(preference + place)}: {Markup.Escape(Sentence(result))}")).Padding(2, 0, 0, 0));
    }

    /// <summary>The dialogue with times, and the certificates as sent.</summary>
    public static void Details(IAnsiConsole console, StartTlsResult result)
    {
        bool asked = false;
        foreach (TranscriptLine line in result.Transcript)
        {
            Step(console, line.AtMs, $"{(line.Side == "Client" ? "C:" : "S:")} {line.Line}");
            if (asked && result.Timings.HandshakeMs is { } handshake)
            {
                Step(console, line.AtMs + handshake, $"-- {Handshake(result)}");
            }

            asked = line is { Side: "Client", Line: "STARTTLS" };
        }

        int place = 0;
        foreach (CertificateInfo certificate in result.Chain)
        {
            string dates = $"{TimeText.Day(certificate.NotBefore)} to {TimeText.Day(certificate.NotAfter)}";
            string names = certificate.Names.Count > 0 ? $"; names {string.Join(", ", certificate.Names.Take(8))}" : "";
            string trusted = certificate.TrustedBy.Count > 0 ? $"; chain trusted by {string.Join(", ", certificate.TrustedBy)}" : "";
            console.Write(new Padder(new Markup(Markup.Escape(
                $"certificate {place++}: {certificate.Subject}; issuer {certificate.Issuer}; {dates}; {certificate.KeyType} {certificate.KeyBits}, {certificate.SignatureAlgorithm}{names}{trusted}"))).Padding(6, 0, 0, 0));
        }
    }

    public static void Findings(IAnsiConsole console, IEnumerable<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            console.Write(new Padder(new Markup($"{Colored(finding.Severity)} {Markup.Escape(finding.Id)}: {Markup.Escape(finding.Detail)}")).Padding(4, 0, 0, 0));
            console.Write(new Padder(new Markup($"{Markup.Escape(finding.Remedy)} [grey]({Markup.Escape(finding.Reference)})[/]")).Padding(6, 0, 0, 0));
        }
    }

    public static string Verdict(string verdict) => verdict switch
    {
        nameof(SmtpTls.Verdict.Pass) => "[green]Pass[/]",
        nameof(SmtpTls.Verdict.Warn) => "[yellow]Warn[/]",
        nameof(SmtpTls.Verdict.Fail) => "[red]Fail[/]",
        _ => $"[blue]{Markup.Escape(verdict)}[/]",
    };

    private static void Step(IAnsiConsole console, double atMs, string text)
    {
        string time = atMs.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(9);
        console.Write(new Padder(new Markup($"[grey]{time} ms[/] {Markup.Escape(text)}")).Padding(6, 0, 0, 0));
    }

    private static string Handshake(StartTlsResult result) => result.Encrypted
        ? $"TLS is on: {result.TlsVersion}, {result.CipherSuite}{(result.KeyExchangeGroup is null ? "" : ", " + result.KeyExchangeGroup)}"
        : "the TLS handshake did not succeed";

    private static string Sentence(StartTlsResult result)
    {
        ProbeOutcome outcome = Enum.Parse<ProbeOutcome>(result.Outcome);
        if (!result.Encrypted)
        {
            // DNS that gave no answer did not say that there is no such name.
            bool unknown = outcome == ProbeOutcome.NameNotResolved && result.Verdict == nameof(SmtpTls.Verdict.Inconclusive);
            return $"{result.Outcome}, {(unknown ? "the name could not be looked up" : Judgements.Describe(outcome))}";
        }

        string group = result.KeyExchangeGroup is null ? "" : ", " + result.KeyExchangeGroup;
        string problems = result.CertificateProblems.Count == 0 ? "" : $" ({string.Join(", ", result.CertificateProblems)})";
        return $"{result.TlsVersion}, {result.CipherSuite}{group}; certificate {result.CertificateVerdict}{problems}";
    }

    private static string Colored(string severity) => severity switch
    {
        nameof(Severity.Critical) or nameof(Severity.High) => $"[red]{severity}[/]",
        nameof(Severity.Medium) => $"[yellow]{severity}[/]",
        _ => $"[blue]{severity}[/]",
    };
}
