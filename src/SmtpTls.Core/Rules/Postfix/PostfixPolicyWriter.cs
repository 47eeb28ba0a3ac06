using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules.Postfix;

/// <summary>Lines for <c>smtp_tls_policy_maps</c>, and what could not become one.</summary>
/// <param name="Lines">Policies, and comments that say what else a relay needs.</param>
/// <param name="Refused">Rules (or parts) that Postfix cannot do, with the reason.</param>
/// <param name="Notes">What Postfix does otherwise than the rule says.</param>
internal sealed record PostfixPolicyText(IReadOnlyList<string> Lines, IReadOnlyList<RuleProblem> Refused, IReadOnlyList<string> Notes);

/// <summary>
/// Writes outbound rules as a Postfix policy map. Postfix takes the line that names a domain most closely, the rules the strictest; so each name
/// gets the policy of the rule that decides for it.
/// </summary>
internal sealed class PostfixPolicyWriter
{
    private readonly WritableRules _writable;
    private readonly List<string> _lines = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<RuleProblem> _refused = [];
    private readonly List<string> _notes = [];

    private PostfixPolicyWriter(RuleSet set) => _writable = new WritableRules(set, FindRefusal);

    public static PostfixPolicyText Write(RuleSet set)
    {
        PostfixPolicyWriter writer = new(set);
        foreach (CompiledRule rule in set.Rules)
        {
            writer.Add(rule);
        }

        return new PostfixPolicyText(writer._lines, writer._refused, writer._notes);
    }

    private void Add(CompiledRule rule)
    {
        if (!rule.Rule.Enabled)
        {
            _notes.Add($"Rule '{rule.Name}' is not enabled and was left out.");
            return;
        }

        if (FindRefusal(rule) is { } reason)
        {
            Refuse(rule, reason);
            return;
        }

        Remark(rule);
        foreach (DomainPattern pattern in rule.Patterns)
        {
            Add(rule, pattern);
        }
    }

    private void Add(CompiledRule rule, DomainPattern pattern)
    {
        CompiledRule deciding = _writable.Find(rule, pattern);
        if (pattern.IsAll)
        {
            Refuse(rule, "a policy map has no line for every domain; set smtp_tls_security_level instead");
            return;
        }

        // A rule that decides here by its star alone has no line of its own that Postfix would find.
        bool byStar = deciding != rule && !deciding.Patterns.Any(one => !one.IsAll && one.Covers(pattern));
        if (deciding != rule && !byStar)
        {
            _notes.Add($"Rule '{rule.Name}' has no line for {pattern}: rule '{deciding.Name}' ({deciding.Level}) decides there.");
            return;
        }

        if ((byStar ? $"The line for {pattern} is that of rule '{deciding.Name}' ({deciding.Level}), which decides there before rule '{rule.Name}'." : _writable.StandIn(rule, pattern)) is { } note)
        {
            _notes.Add(note);
        }

        if (deciding.Rule.SmartHosts.Count > 0)
        {
            AddRelayed(deciding, pattern);
        }
        else
        {
            AddLine((pattern.IsWildcard ? "." : "") + pattern.Domain, Policy(deciding), deciding);
        }
    }

    /// <summary>Postfix looks a relayed message's policy up under the relay as the transport map writes it.</summary>
    private void AddRelayed(CompiledRule rule, DomainPattern pattern)
    {
        List<string> relays = [.. rule.Rule.SmartHosts.Where(static host => !SmartHostName.IsRange(host)).Select(static host => $"[{host}]")];
        string key = (pattern.IsWildcard ? "." : "") + pattern.Domain;
        if (relays.Count > 0)
        {
            _lines.Add($"# transport_maps needs: {key} smtp:{string.Join(",", relays)}");
        }

        foreach (string relay in relays)
        {
            AddLine(relay, Policy(rule), rule);
        }
    }

    private void AddLine(string key, string policy, CompiledRule rule)
    {
        // Everything here was read as names; a line that is more than two words and a list would be a fault of ours, and is never written.
        if (key.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)) || policy.Any(static c => char.IsControl(c)))
        {
            Refuse(rule, "a name holds a space or a line break");
        }
        else if (_keys.Add(key))
        {
            _lines.Add(key + " " + policy);
        }
        else if (!_lines.Contains(key + " " + policy))
        {
            Refuse(rule, $"{key} already has another policy from a rule with the same relay");
        }
    }

    private static string Policy(CompiledRule rule) => rule.Level switch
    {
        RuleLevel.Encrypt => "encrypt",
        RuleLevel.Dane => "dane-only",
        _ => rule.Rule.TlsDomains.Count == 0 ? "secure"
            : "secure match=" + string.Join(":", rule.Rule.TlsDomains.Select(static name => name.StartsWith("*.", StringComparison.Ordinal) ? name.Substring(1) : name)),
    };

    private static string? FindRefusal(CompiledRule rule) => rule.Direction == RuleDirection.Inbound
        ? "a policy map is about mail that Postfix sends; for mail that it takes see smtpd_tls_security_level and check_ccert_access"
        : rule.Level == RuleLevel.Certificate
            ? "Postfix has no level that checks the chain and no name; give the rule level Domain with the names of the partner's certificate, or Encrypt or Dane"
        : rule.Rule.SmartHosts.FirstOrDefault(SmartHostName.IsRange) is { } range && rule.Rule.SmartHosts.All(SmartHostName.IsRange)
            ? $"its only relays are the range {range}, and Postfix wants hosts"
        : null;

    private void Remark(CompiledRule rule)
    {
        if (rule.Level == RuleLevel.Dane)
        {
            Once("dane-only needs smtp_dns_support_level = dnssec in main.cf and a validating resolver on the machine itself; without them Postfix never looks TLSA records up and defers.");
        }

        if (rule.Rule.DeferralHours != 120)
        {
            Once("Postfix keeps all deferred mail for maximal_queue_lifetime (5 days by default), whatever a rule says; set it in main.cf.");
        }

        if (!rule.Rule.OpportunisticForOthers)
        {
            _notes.Add($"Rule '{rule.Name}' binds every recipient of a message; Postfix acts for each recipient's domain alone.");
        }

        Once("Postfix takes TLS 1.0 and 1.1 under these levels unless it is told otherwise; set smtp_tls_mandatory_protocols = >=TLSv1.2 in main.cf (before 3.6: !SSLv2, !SSLv3, !TLSv1, !TLSv1.1).");
    }

    private void Once(string note)
    {
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    private void Refuse(CompiledRule rule, string reason) =>
        _refused.Add(new RuleProblem(RuleProblemKind.Unusable, rule.Name, $"Rule '{rule.Name}' ({rule.Level}) was left out: {reason}.", true));
}
