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
    public static IReadOnlyList<LabCase> Cases(bool hasIPv6) => [.. GoodCases.All(hasIPv6), .. CertificateCases.All(), .. DialogueCases.All(), .. HostileCases.All()];

    public static LabDomain ToDomain(LabCase item)
    {
        string[] outcomes = item.Servers.Count == 0 ? [item.Outcome!] : [.. item.Servers.Select(static server => server.Outcome)];
        IReadOnlyList<string> problems = item.Servers.Count == 0 ? [] : item.Servers[0].Problems;
        return new LabDomain($"{item.Name}.lab.test", item.About, outcomes[0], problems) { ExpectedOutcomes = outcomes };
    }
}
