using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Lab.Catalog;

/// <summary>
/// Every domain of the practice range: what it plays and what an audit of it should say. To add one, add a <see cref="LabCase"/> to the
/// file of its kind; the range finds it an address, a certificate and its DNS records.
/// </summary>
internal static class LabCatalog
{
    /// <summary>In the order they are shown: good ones first.</summary>
    /// <param name="hasIPv6">Whether ::1 can be listened on.</param>
    public static IReadOnlyList<LabCase> Cases(bool hasIPv6)
    {
        List<LabCase> own = [.. GoodCases.All(hasIPv6), .. CertificateCases.All(), .. DialogueCases.All(), .. HostileCases.All(), .. DaneCases.All()];
        MailHosts hosts = new(own);
        return [.. own, .. PolicyCases.All(hosts), .. PolicyHostCases.All(hosts), .. ReportingCases.All(hosts), .. DnssecCases.All(hosts)];
    }

    public static LabDomain ToDomain(LabCase item)
    {
        IReadOnlyList<LabServer> servers = item.MailAt?.Servers ?? item.Servers;
        // What is bogus is not used: the server behind it plays no part.
        servers = item.Security == "Bogus" ? [] : servers;
        string[] outcomes = servers.Count == 0 ? [item.Outcome ?? "NameNotResolved"] : [.. servers.Select(static server => server.Outcome)];
        IReadOnlyList<string> problems = servers.Count == 0 ? [] : servers[0].Problems;
        return new LabDomain($"{item.Name}.lab.test", item.About, outcomes[0], problems)
        {
            ExpectedOutcomes = outcomes,
            ExpectedSecurity = item.Security,
            ExpectedMtaSts = item.MtaSts.State,
            ExpectedMtaStsVerdict = item.MtaSts.Verdict,
            ExpectedTlsRpt = item.TlsRptState,
            ExpectedDane = (item.Dane ?? Undeclared(item)).State,
            ExpectedDaneVerdict = (item.Dane ?? Undeclared(item)).Verdict,
            ExpectedDaneEffect = item.Dane?.Effect,
        };
    }

    /// <summary>A host in a signed zone without TLSA records; what has no host, or whose DNS fails, cannot have even that.</summary>
    private static LabDane Undeclared(LabCase item) => item.Security switch
    {
        "Bogus" => new LabDane("Bogus", "Defer", "Fail"),
        "Indeterminate" => new LabDane("Indeterminate", "Defer", "Inconclusive"),
        _ => item.MailAt is null && item.Servers.Count == 0 ? new LabDane("NotApplicable", "SkipHost", "NotPresent") : new LabDane("Absent", "Opportunistic", "NotPresent"),
    };
}

/// <summary>Cases with servers of their own, for others to share.</summary>
internal sealed class MailHosts(IReadOnlyList<LabCase> cases)
{
    public LabCase this[string name] => cases.First(item => item.Name == name);
}
