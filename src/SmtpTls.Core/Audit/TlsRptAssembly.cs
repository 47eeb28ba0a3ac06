using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.TlsRpt;

namespace SmtpTls.Audit;

/// <summary>Turns what was seen of a domain's TLS reporting record into the public result.</summary>
internal static class TlsRptAssembly
{
    private const string Area = "TLSRPT-";

    public static TlsRptRecord? Of(DomainFacts facts, IEnumerable<Finding> findings)
    {
        if (facts.TlsRpt is not { } seen)
        {
            return null;
        }

        Reading<ReportRecord> reading = seen.Record;
        (string state, Verdict verdict) = reading.State switch
        {
            OutcomeState.Found => ("Valid", Verdict.Pass),
            OutcomeState.Absent => ("Absent", Verdict.NotPresent),
            OutcomeState.Invalid => ("Invalid", Verdict.Fail),
            _ => ("Indeterminate", Verdict.Inconclusive),
        };
        return new TlsRptRecord
        {
            Domain = facts.Subject,
            State = state,
            Verdict = verdict.ToString(),
            Raw = TextRecords.Show(reading.Outcome.Raw),
            Rua = [.. reading.Value?.Rua.Select(destination => VisibleText.Show(destination.Uri)) ?? []],
            Problems = [.. reading.Problems.Select(problem => problem.ToString())],
            Findings = [.. findings.Where(finding => finding.Id.StartsWith(Area, StringComparison.Ordinal))],
        };
    }
}
