using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What can be said against a report once it is read.</summary>
internal static class ReportChecks
{
    private const uint Own = (1u << (int)Member.OrganizationName) | (1u << (int)Member.DateRange) | (1u << (int)Member.ContactInfo) | (1u << (int)Member.ReportId) | (1u << (int)Member.Policies);

    /// <param name="report">As read.</param>
    /// <param name="seen">The members it has, a bit each.</param>
    /// <param name="around">What surrounds it.</param>
    /// <param name="draft">Gets the problems.</param>
    /// <exception cref="ReportFaultException">It is no report at all.</exception>
    public static void Check(TlsRptReport report, uint seen, ReportSurroundings around, ReportDraft draft)
    {
        if ((seen & Own) == 0)
        {
            throw new ReportFaultException(ProblemCode.MissingField, "", "It is JSON, and has no member of a TLS report.");
        }

        Missing(Member.OrganizationName, report.OrganizationName is null);
        Missing(Member.DateRange, report.StartDate is null && report.EndDate is null && (seen & (1u << (int)Member.DateRange)) == 0);
        Missing(Member.ContactInfo, report.ContactInfo is null);
        Missing(Member.ReportId, report.ReportId is null);
        Missing(Member.Policies, report.Policies.Count == 0);
        if (report.EndDate < report.StartDate)
        {
            draft.Add(ProblemCode.BadValue, Member.DateRange, "It ends before it begins.");
        }

        CheckDomains(report, around, draft);

        void Missing(Member member, bool isMissing)
        {
            if (isMissing)
            {
                draft.Add(ProblemCode.MissingField, member, "It is missing or empty.");
            }
        }
    }

    // Policies of type tlsa are named after the host that has the records (RFC 8460 §4.4), so they say nothing here.
    private static void CheckDomains(TlsRptReport report, ReportSurroundings around, ReportDraft draft)
    {
        if (around is { HeaderDomain: null, NameDomain: null } && report.Policies.Count < 2)
        {
            return;
        }

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
