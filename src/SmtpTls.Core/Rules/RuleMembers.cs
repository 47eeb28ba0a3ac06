using System;
using System.Collections.Generic;

namespace SmtpTls.Rules;

/// <summary>The members of a rule as files and objects name them, in the order in which they are written.</summary>
internal static class RuleMembers
{
    public const string Name = "name", Enabled = "enabled", Priority = "priority", Direction = "direction", Domains = "domains", Level = "level",
        TlsDomains = "tlsDomains", OpportunisticForOthers = "opportunisticForOthers", SmartHosts = "smartHosts", DeferralHours = "deferralHours", Comment = "comment";

    public static IReadOnlyList<string> All { get; } =
        [Name, Enabled, Priority, Direction, Domains, Level, TlsDomains, OpportunisticForOthers, SmartHosts, DeferralHours, Comment];

    private static readonly Dictionary<string, string> Known = Map();

    /// <summary>The member that a name in any case means ("Domain" and "TlsDomain" too); null for one that this version does not know.</summary>
    public static string? Find(string name) => Known.TryGetValue(name, out string? member) ? member : null;

    private static Dictionary<string, string> Map()
    {
        Dictionary<string, string> map = new(StringComparer.OrdinalIgnoreCase) { ["domain"] = Domains, ["tlsDomain"] = TlsDomains, ["smartHost"] = SmartHosts };
        foreach (string member in All)
        {
            map[member] = member;
        }

        return map;
    }
}

/// <summary>What is wrong with one member of one rule.</summary>
/// <param name="Member">One of <see cref="RuleMembers"/>.</param>
/// <param name="Place">Which value of a list, from 0; null for the member as a whole.</param>
/// <param name="Message">A sentence with the value.</param>
internal sealed record MemberProblem(string Member, int? Place, string Message);
