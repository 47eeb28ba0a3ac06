using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What can be said against a report once it is read.</summary>
internal static class ReportChecks
{
    private static readonly Member[] Own = [Member.OrganizationName, Member.DateRange, Member.ContactInfo, Member.ReportId, Member.Policies];

    /// <param name="report">As read.</param>
    /// <param name="seen">The members it has, a bit each.</param>
    /// <param name="around">What surrounds it.</param>
    /// <param name="draft">Gets the problems.</param>
    /// <exception cref="ReportFaultException">It is no report at all.</exception>
    public static void Check(TlsRptReport report, uint seen, ReportSurroundings around, ReportDraft draft)
    {
        if (Own.All(member => (seen & (1u << (int)member)) == 0))
        {
            throw new ReportFaultException(ProblemCode.MissingField, "", "It is JSON, and has no member of a TLS report.");
        }

        foreach ((Member member, bool missing) in ((Member, bool)[])[
            (Member.OrganizationName, report.OrganizationName is null),
            (Member.DateRange, report.StartDate is null && report.EndDate is null && (seen & (1u << (int)Member.DateRange)) == 0),
            (Member.ContactInfo, report.ContactInfo is null),
            (Member.ReportId, report.ReportId is null),
            (Member.Policies, report.Policies.Count == 0)])
        {
            if (missing)
            {
                draft.Add(ProblemCode.MissingField, member, "It is missing or empty.");
            }
        }

        if (report.EndDate < report.StartDate)
        {
            draft.Add(ProblemCode.BadValue, Member.DateRange, "It ends before it begins.");
        }

        CheckDomains(report, around, draft);
    }

    // Policies of type tlsa are named after the host that has the records (RFC 8460 §4.4), so they say nothing here.
    private static void CheckDomains(TlsRptReport report, ReportSurroundings around, ReportDraft draft)
    {
        List<string> domains = [.. report.Policies.Where(policy => policy.PolicyType != "tlsa" && policy.PolicyDomain is not null)
            .Select(policy => Normal(policy.PolicyDomain!)).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (domains.Count == 0)
        {
            return;
        }

        string held = string.Join(", ", domains.Take(5));
        if (around.HeaderDomain is { } header && !domains.Contains(Normal(header), StringComparer.OrdinalIgnoreCase))
        {
            draft.AddAt(ProblemCode.BadValue, "TLS-Report-Domain", $"The mail is about {VisibleText.Show(header, 255)} and the report about {VisibleText.Show(held, 600)}.");
        }

        if (around.NameDomain is { } name && !domains.Contains(Normal(name), StringComparer.OrdinalIgnoreCase))
        {
            draft.AddAt(ProblemCode.BadValue, "", $"The file's name is of {VisibleText.Show(name, 255)} and the report about {VisibleText.Show(held, 600)}.");
        }

        if (domains.Count > 1)
        {
            draft.Add(ProblemCode.BadValue, Member.Policies, $"It has policies of several domains: {VisibleText.Show(held, 600)}.");
        }
    }

    private static string Normal(string domain) => domain.Trim().TrimEnd('.');
}
