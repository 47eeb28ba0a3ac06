using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary>Makes rules of what a tenant has. Whatever a rule cannot say, or an object does not tell, is told beside it.</summary>
internal static class TenantRules
{
    public static RuleReading Read(IEnumerable<ShapedObject> objects)
    {
        List<TenantEntry> entries = [];
        List<SourceRemark> notes = [];
        foreach (ShapedObject shaped in objects)
        {
            if (TenantReader.Read(shaped) is { } entry)
            {
                entries.Add(entry);
            }
            else
            {
                notes.Add(new SourceRemark($"An object named '{VisibleText.Show(shaped.Text("Name") ?? shaped.Text("Identity") ?? "", 100)}' is no connector or transport rule by its properties."));
            }
        }

        List<ForcedTlsRule> rules = [];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (TenantEntry entry in TenantReader.Join(entries).Where(static entry => !entry.IsAboutSomethingElse))
        {
            if (FindRefusal(entry) is { } reason)
            {
                notes.Add(new SourceRemark($"{entry.Place} was not taken: {reason}."));
                continue;
            }

            notes.AddRange(entry.Remarks.Select(remark => new SourceRemark($"{entry.Place}: {remark}.")));
            Add(entry, rules, names, notes);
        }

        return RuleReading.Of(rules, [], notes);
    }

    private static string? FindRefusal(TenantEntry entry) => entry.Unknown is { } unknown ? $"what it demands is not known, {unknown}"
        : entry.RuleScoped ? "it takes only what a transport rule routes to it; the transport rule is taken instead"
        : entry.Level is null ? "it forces no TLS"
        : entry.OnPremises ? "it belongs to a hybrid organisation's own servers (ConnectorType OnPremises)"
        : entry.Patterns.Count == 0 ? "it names no domain"
        : null;

    private static void Add(TenantEntry entry, List<ForcedTlsRule> rules, HashSet<string> names, List<SourceRemark> notes)
    {
        Dictionary<string, object?> values = new(StringComparer.Ordinal)
        {
            [RuleMembers.Name] = Unique(entry, names),
            [RuleMembers.Enabled] = entry.Enabled && !entry.TestMode,
            [RuleMembers.Direction] = entry.Direction.ToString(),
            [RuleMembers.Domains] = entry.Patterns.Select(static pattern => pattern.Text).ToList(),
            [RuleMembers.Level] = entry.Level.ToString(),
            [RuleMembers.TlsDomains] = entry.TlsDomains,
            [RuleMembers.SmartHosts] = entry.SmartHosts,
            [RuleMembers.Comment] = entry.Comment,
        };
        ForcedTlsRule? rule = RuleMaker.Make(values, out IReadOnlyList<MemberProblem> problems);
        if (rule is null)
        {
            notes.Add(new SourceRemark($"{entry.Place} was not taken: {problems[0].Message}"));
            return;
        }

        if (!rule.Enabled)
        {
            notes.Add(new SourceRemark($"{entry.Place} is {(entry.TestMode ? "in test mode" : "disabled")}, so its rule is not enabled."));
        }

        rules.Add(rule);
    }

    private static string Unique(TenantEntry entry, HashSet<string> names)
    {
        string name = VisibleText.Show(entry.Name, 150);
        string unique = name;
        for (int i = 2; !names.Add(unique); i++)
        {
            unique = $"{name} ({i})";
        }

        return unique;
    }
}
