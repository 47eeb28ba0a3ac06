using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit.Drift;

/// <summary>The words of an audit that are compared. One that no version of this program wrote makes the audit unreadable, rather than silently unlike.</summary>
internal static class AuditTokens
{
    private static readonly string[] Verdicts = Enum.GetNames(typeof(Verdict));
    private static readonly string[] Severities = Enum.GetNames(typeof(Severity));
    private static readonly string[] Outcomes = Enum.GetNames(typeof(ProbeOutcome));
    private static readonly string[] Assurances = Enum.GetNames(typeof(Assurance));
    private static readonly string[] MxStates = ["Found", "Implicit", "Null", "NotFound", "Unknown"];
    private static readonly string[] Grades = ["A", "B", "C", "D", "F"];
    private static readonly string[] CertificateVerdicts = ["Valid", "Invalid", "Unknown"];
    private static readonly string[] StsStates = ["Absent", "InvalidRecord", "FetchFailed", "WebCertificateInvalid", "InvalidPolicy", "Valid", "Indeterminate"];
    private static readonly string[] RptStates = ["Absent", "Valid", "Invalid", "Indeterminate"];
    private static readonly string[] DaneStates = Enum.GetNames(typeof(DaneState));

    /// <summary>A clause about the first word that is none; null where all are.</summary>
    public static string? FindBad(DomainAudit audit)
    {
        foreach ((string name, string? word, string[] known) in Words(audit))
        {
            if (word is null || Array.IndexOf(known, word) < 0)
            {
                return word is null ? $"its {name} is missing" : $"its {name} '{VisibleText.Show(word, 60)}' is none of {string.Join(", ", known)}";
            }
        }

        return audit.Findings.Any(static one => one.Id is null or "" || one.Subject is null || one.Detail is null) ? "a finding lacks its id, subject or detail"
            : audit.Mx.Any(static one => string.IsNullOrEmpty(one.Host)) ? "a mail host has no name"
            : audit.AssessedAt == default ? "it does not say when it was made"
            : null;
    }

    private static IEnumerable<(string Name, string? Word, string[] Known)> Words(DomainAudit audit)
    {
        yield return ("mxState", audit.MxState, MxStates);
        yield return ("assurance", audit.Assurance ?? Assurances[0], Assurances);
        yield return ("grade", audit.Grade ?? Grades[0], Grades);
        yield return ("startTls.verdict", audit.StartTls.Verdict, Verdicts);
        foreach (StartTlsResult host in audit.StartTls.Hosts)
        {
            yield return ("outcome", host.Outcome, Outcomes);
            yield return ("verdict", host.Verdict, Verdicts);
            yield return ("certificateVerdict", host.CertificateVerdict, CertificateVerdicts);
        }

        if (audit.MtaSts is { } sts)
        {
            yield return ("mtaSts.state", sts.State, StsStates);
            yield return ("mtaSts.verdict", sts.Verdict, Verdicts);
        }

        foreach (DaneResult host in audit.Dane?.Hosts ?? [])
        {
            yield return ("dane state", host.State, DaneStates);
            yield return ("dane verdict", host.Verdict, Verdicts);
        }

        if (audit.TlsRpt is { } rpt)
        {
            yield return ("tlsRpt.state", rpt.State, RptStates);
            yield return ("tlsRpt.verdict", rpt.Verdict, Verdicts);
        }

        foreach (Finding finding in audit.Findings)
        {
            yield return ("severity", finding.Severity, Severities);
        }
    }
}
