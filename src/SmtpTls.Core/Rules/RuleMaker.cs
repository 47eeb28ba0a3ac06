using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace SmtpTls.Rules;

/// <summary>
/// Makes a rule of loose values, wherever they came from: members of a JSON file, cells of a CSV file, properties of an object. Texts stand for
/// numbers, Booleans and lists, since files have nothing else; whatever cannot be meant is a problem, and a rule with a problem is none.
/// </summary>
internal sealed class RuleMaker
{
    private const int MostName = 200, MostComment = 4000, MostDomains = 100_000, MostHours = 168, MostPriority = 1_000_000;
    private static readonly char[] ListMarks = [';', ',', ' ', '\t', '\r', '\n'];
    private readonly IReadOnlyDictionary<string, object?> _values;
    private readonly List<MemberProblem> _problems = [];

    private RuleMaker(IReadOnlyDictionary<string, object?> values) => _values = values;

    /// <summary>Null with at least one problem.</summary>
    /// <param name="values">By <see cref="RuleMembers"/>: null, string, bool, int, long or a list of strings.</param>
    /// <param name="problems">Everything that is wrong, in the order of the members.</param>
    public static ForcedTlsRule? Make(IReadOnlyDictionary<string, object?> values, out IReadOnlyList<MemberProblem> problems)
    {
        RuleMaker maker = new(values);
        ForcedTlsRule rule = maker.Read();
        maker.FindContradictions(rule);
        problems = maker._problems;
        return problems.Count == 0 ? rule : null;
    }

    private ForcedTlsRule Read()
    {
        IReadOnlyList<string> domains = List(RuleMembers.Domains, static text =>
            DomainPattern.TryParse(text, out DomainPattern? pattern, out string? problem) ? (pattern.Text, null) : (null, problem));
        if (domains.Count == 0 && _problems.Count == 0)
        {
            Complain(RuleMembers.Domains, "A rule needs at least one domain.");
        }

        string name = Text(RuleMembers.Name, MostName) ?? (domains.Count == 0 ? "" : UsualName(domains));
        if (VisibleText.Show(name) != name)
        {
            Complain(RuleMembers.Name, $"The name '{VisibleText.Show(name, 200)}' holds characters that cannot be seen.");
        }

        string level = Choice(RuleMembers.Level, nameof(RuleLevel.Certificate), Enum.GetNames(typeof(RuleLevel)));
        return new ForcedTlsRule
        {
            Name = name,
            Enabled = Flag(RuleMembers.Enabled, true),
            Priority = Number(RuleMembers.Priority, 0, 0, MostPriority),
            Direction = Choice(RuleMembers.Direction, nameof(RuleDirection.Outbound), Enum.GetNames(typeof(RuleDirection))),
            Domains = domains,
            Level = level,
            TlsDomains = List(RuleMembers.TlsDomains, static text => CertificateName.TryParse(text, out string? read, out string? problem) ? (read, null) : (null, problem)),
            OpportunisticForOthers = Flag(RuleMembers.OpportunisticForOthers, true),
            SmartHosts = List(RuleMembers.SmartHosts, static text => SmartHostName.TryParse(text, out string? read, out string? problem) ? (read, null) : (null, problem)),
            DeferralHours = Number(RuleMembers.DeferralHours, 24, 1, MostHours),
            Comment = Text(RuleMembers.Comment, MostComment),
        };
    }

    /// <summary>What two members of one rule say against each other.</summary>
    private void FindContradictions(ForcedTlsRule rule)
    {
        if (rule.TlsDomains.Count > 0 && rule.Level != nameof(RuleLevel.Domain))
        {
            Complain(RuleMembers.TlsDomains, $"tlsDomains ({rule.TlsDomains}) are checked at level Domain only, and the level is {rule.Level}: "
                + (rule.Level == nameof(RuleLevel.Dane) ? "TLSA records say which certificate is good." : "set the level to Domain or leave the names out."));
        }

        if (rule.Level == nameof(RuleLevel.Dane) && rule.SmartHosts.FirstOrDefault(host => SmartHostName.IsAddress(host) || SmartHostName.IsRange(host)) is { } address)
        {
            Complain(RuleMembers.SmartHosts, $"The smart host {address} is an address, and DANE needs a name to look TLSA records up for (RFC 7672 §2.2).");
        }

        if (rule.Direction == nameof(RuleDirection.Inbound))
        {
            if (rule.Level == nameof(RuleLevel.Dane))
            {
                Complain(RuleMembers.Level, "DANE authenticates the server that receives (RFC 7672 §1): an inbound rule cannot ask for it. Level Domain checks the client's certificate.");
            }

            if (rule.SmartHosts.Count > 0)
            {
                Complain(RuleMembers.SmartHosts, $"An inbound rule routes nothing, so it has no smart hosts ({rule.SmartHosts}).");
            }
        }
    }

    private static string UsualName(IReadOnlyList<string> domains) => domains.Count == 1 ? domains[0]
        : string.Format(CultureInfo.InvariantCulture, "{0} and {1} more", domains[0], domains.Count - 1);

    private object? Value(string member) => _values.TryGetValue(member, out object? value) ? value : null;

    private string? Text(string member, int most)
    {
        string? text = Convert.ToString(Value(member), CultureInfo.InvariantCulture);
        if (Value(member) is IEnumerable and not string)
        {
            Complain(member, $"{member} is one text, not a list.");
            return null;
        }

        if (text?.Length > most)
        {
            Complain(member, $"{member} has {text.Length} characters; {most} are the most.");
        }

        return string.IsNullOrWhiteSpace(text) ? null : member == RuleMembers.Name ? text!.Trim() : text;
    }

    private bool Flag(string member, bool usual)
    {
        switch (Value(member))
        {
            case null or "":
                return usual;
            case bool flag:
                return flag;
            case object other when Convert.ToString(other, CultureInfo.InvariantCulture)!.Trim().ToLowerInvariant() is string text:
                if (text is "true" or "yes" or "1" or "$true")
                {
                    return true;
                }

                if (text is not ("false" or "no" or "0" or "$false"))
                {
                    Complain(member, $"{member} '{VisibleText.Show(text, 100)}' is neither true nor false.");
                }

                return false;
        }

        return usual;
    }

    private int Number(string member, int usual, int least, int most)
    {
        object? value = Value(member);
        string text = Convert.ToString(value, CultureInfo.InvariantCulture)?.Trim() ?? "";
        if (value is null || text.Length == 0)
        {
            return usual;
        }

        if (value is bool or IList || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < least || number > most)
        {
            Complain(member, $"{member} '{VisibleText.Show(text, 100)}' is not a whole number from {least} to {most}.");
            return usual;
        }

        return number;
    }

    private string Choice(string member, string usual, string[] names)
    {
        string text = Convert.ToString(Value(member), CultureInfo.InvariantCulture)?.Trim() ?? "";
        if (text.Length == 0)
        {
            return usual;
        }

        if (names.FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return found;
        }

        Complain(member, $"{member} '{VisibleText.Show(text, 100)}' is none of {string.Join(", ", names)}.");
        return usual;
    }

    private List<string> List(string member, Func<string, (string? Read, string? Problem)> read)
    {
        IEnumerable<object?> items = Value(member) switch
        {
            null => [],
            string text => text.Split(ListMarks, StringSplitOptions.RemoveEmptyEntries),
            IEnumerable list => list.Cast<object?>(),
            object other => [other],
        };
        List<string> values = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        int place = 0;
        foreach (object? item in items)
        {
            string text = Convert.ToString(item, CultureInfo.InvariantCulture) ?? "";
            (string? value, string? problem) = read(text);
            if (value is null)
            {
                _problems.Add(new MemberProblem(member, place, $"'{VisibleText.Show(text, 100)}' in {member} cannot be used: {problem}."));
            }
            else if (seen.Add(value))
            {
                values.Add(value);
            }

            if (++place > MostDomains)
            {
                Complain(member, $"{member} has more than {MostDomains} values.");
                break;
            }
        }

        return values;
    }

    private void Complain(string member, string message) => _problems.Add(new MemberProblem(member, null, message));
}
