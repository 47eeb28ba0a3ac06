using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Rules.Postfix;

/// <summary>
/// Reads the source of a Postfix <c>smtp_tls_policy_maps</c> table. Three levels are rules as they stand: <c>encrypt</c>, <c>secure</c> with its
/// match list, <c>dane-only</c>. <c>contoso.com</c> and <c>.contoso.com</c> with the same policy become one rule. Everything else is told with
/// its line; nothing is dropped in silence.
/// </summary>
internal sealed class PostfixPolicyReader
{
    private const int MostLines = 200_000;
    private static readonly char[] Blank = [' ', '\t', '\r'], Marks = [',', ' ', '\t', '\r'];
    private readonly List<ForcedTlsRule> _rules = [];
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly List<SourceRemark> _notes = [];

    private PostfixPolicyReader()
    {
    }

    public static RuleReading Read(byte[] octets)
    {
        string? text = new Files.Utf8Text(octets).Decode(out SourceRemark? notUtf8);
        if (text is null)
        {
            return RuleReading.Refused(notUtf8!);
        }

        PostfixPolicyReader reader = new();
        foreach ((int number, string line) in LogicalLines(text))
        {
            reader.ReadLine(number, line);
        }

        return RuleReading.Of(reader._rules, [], reader._notes);
    }

    /// <summary>A line that begins with white space goes on with the one before (postmap(1)); comments and empty lines do not end it.</summary>
    private static IEnumerable<(int Number, string Line)> LogicalLines(string text)
    {
        string? line = null;
        int first = 0, number = 0;
        foreach (string one in text.Split('\n').Take(MostLines))
        {
            number++;
            string trimmed = one.Trim(Blank);
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }

            if (line is not null && one[0] is ' ' or '\t')
            {
                line += " " + trimmed;
                continue;
            }

            if (line is not null)
            {
                yield return (first, line);
            }

            (first, line) = (number, trimmed);
        }

        if (line is not null)
        {
            yield return (first, line);
        }
    }

    private void ReadLine(int number, string line)
    {
        int end = line.IndexOfAny([' ', '\t']);
        string key = end < 0 ? line : line.Substring(0, end);
        string[] words = end < 0 ? [] : line.Substring(end).Split(Marks, StringSplitOptions.RemoveEmptyEntries);
        string? refusal = words.Length == 0 ? "there is no policy behind the name" : null;
        DomainPattern? pattern = null;
        refusal ??= ReadKey(key, out pattern);
        if (refusal is null && _keys.TryGetValue(pattern!.Text, out int before))
        {
            refusal = $"line {before} has the same name, and postmap keeps one of them";
        }

        Dictionary<string, object?> values = [];
        refusal ??= ReadPolicy(words, pattern!, values, number);
        if (refusal is not null)
        {
            _notes.Add(new SourceRemark($"'{VisibleText.Show(line, 200)}' was not taken: {refusal}.", number));
            return;
        }

        _keys.Add(pattern!.Text, number);
        values[RuleMembers.Name] = pattern.Text;
        values[RuleMembers.Domains] = new List<string> { pattern.Text };
        ForcedTlsRule? rule = RuleMaker.Make(values, out IReadOnlyList<MemberProblem> problems);
        if (rule is null)
        {
            _notes.Add(new SourceRemark($"'{VisibleText.Show(line, 200)}' was not taken: {problems[0].Message}", number));
            return;
        }

        Join(rule, pattern);
    }

    /// <summary>A domain and what is below it, one line after the other with one policy, are one rule.</summary>
    private void Join(ForcedTlsRule rule, DomainPattern pattern)
    {
        ForcedTlsRule? last = _rules.Count > 0 ? _rules[_rules.Count - 1] : null;
        bool joins = last is { Domains.Count: 1 } && last.Domains[0] != pattern.Text && last.Domains[0].TrimStart('*', '.') == pattern.Domain && !pattern.IsAll
            && last.Level == rule.Level && last.TlsDomains.SequenceEqual(rule.TlsDomains, StringComparer.Ordinal);
        if (joins)
        {
            _rules[_rules.Count - 1] = last! with { Name = pattern.Domain, Domains = [last.Domains[0], pattern.Text] };
        }
        else
        {
            _rules.Add(rule);
        }
    }

    private static string? ReadKey(string key, out DomainPattern? pattern)
    {
        pattern = null;
        if (key.StartsWith('[') || key.Contains(':'))
        {
            return "it is about a relay or a port, not about a recipient's domain; name the relay as a smart host of a rule";
        }

        bool below = key.StartsWith('.');
        string? problem;
        if (key == "*" || !DomainName.TryParse(below ? key.Substring(1) : key, out DomainName? domain, out problem))
        {
            return "its name is no domain";
        }

        pattern = below ? DomainPattern.Below(domain.ToString()) : DomainPattern.Exact(domain.ToString());
        return problem;
    }

    private string? ReadPolicy(string[] words, DomainPattern pattern, Dictionary<string, object?> values, int number)
    {
        string level = words[0].ToLowerInvariant();
        List<string> names = [];
        List<SourceRemark> left = [];
        foreach (string word in words.Skip(1))
        {
            int sign = word.IndexOf('=');
            string attribute = sign < 0 ? word : word.Substring(0, sign).ToLowerInvariant();
            if (attribute == "tafile")
            {
                return "tafile names authorities of its own, and a rule trusts public ones";
            }

            if (attribute == "match" && sign > 0 && level == "secure")
            {
                names.AddRange(word.Substring(sign + 1).Split([':'], StringSplitOptions.RemoveEmptyEntries));
            }
            else
            {
                left.Add(new SourceRemark($"{pattern}: '{VisibleText.Show(word, 100)}' has no place in a rule; the level was taken without it.", number));
            }
        }

        values[RuleMembers.Level] = level switch { "encrypt" => nameof(RuleLevel.Encrypt), "secure" => nameof(RuleLevel.Domain), "dane-only" => nameof(RuleLevel.Dane), _ => null };
        string? refusal = level switch
        {
            "encrypt" or "dane-only" => null,
            "secure" => ReadNames(names, pattern, values),
            "none" or "may" or "dane" => $"level {level} lets mail go in clear, and a rule never does",
            "verify" => "level verify checks the name of the mail host, which whoever forges DNS chooses; secure with match= is what a rule can say",
            "fingerprint" => "level fingerprint pins certificates, which no rule can say",
            _ => $"'{VisibleText.Show(words[0], 50)}' is no level that Postfix knows",
        };
        if (refusal is null)
        {
            _notes.AddRange(left);
        }

        return refusal;
    }

    /// <summary>The strategies stand for the recipient's domain; both together are what Postfix does without a list, and so does a rule.</summary>
    private static string? ReadNames(List<string> match, DomainPattern pattern, Dictionary<string, object?> values)
    {
        List<string> names = [];
        bool usual = match.Count == 2 && match.Contains("nexthop") && match.Contains("dot-nexthop");
        foreach (string one in usual ? [] : match)
        {
            bool strategy = one is "nexthop" or "dot-nexthop";
            if (one == "hostname" || (strategy && pattern.IsWildcard))
            {
                return one == "hostname" ? "match=hostname accepts whatever host DNS names" : $"match={one} stands for another name with each domain below {pattern.Domain}";
            }

            string text = one == "nexthop" ? pattern.Domain : one == "dot-nexthop" ? "*." + pattern.Domain : one.StartsWith('.') ? "*" + one : one;
            if (!CertificateName.TryParse(text, out string? name, out string? problem))
            {
                return $"match={VisibleText.Show(one, 100)}: {problem}";
            }

            names.Add(name);
        }

        values[RuleMembers.TlsDomains] = names;
        return null;
    }
}
