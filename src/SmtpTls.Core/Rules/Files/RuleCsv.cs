using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace SmtpTls.Rules.Files;

/// <summary>
/// Reads rules from a spreadsheet: a header with the names of the members in any case and order, one rule a line, lists within a cell joined by
/// semicolons, commas or spaces (what <c>Export-Csv</c> makes of rules). Only <c>domains</c> is needed; a column of another name is kept.
/// </summary>
internal static class RuleCsv
{
    private const int MostRules = 100_000, MostColumns = 200;

    public static RuleReading Read(byte[] octets)
    {
        string? text = new Utf8Text(octets).Decode(out SourceRemark? notUtf8);
        if (text is null)
        {
            return RuleReading.Refused(notUtf8!);
        }

        CsvReader csv = new(text);
        if (csv.Next(out int headerLine) is not { } header)
        {
            return RuleReading.Refused(new SourceRemark("The file is empty; its first line names the columns.", 1));
        }

        // Export-Csv of Windows PowerShell writes the type before the header.
        if (header.Count == 1 && header[0].StartsWith("#TYPE", StringComparison.OrdinalIgnoreCase))
        {
            header = csv.Next(out headerLine) ?? [];
        }

        List<SourceRemark> problems = HeaderProblems(header, headerLine);
        List<ForcedTlsRule> rules = [];
        while (problems.Count < 100 && rules.Count <= MostRules && csv.Next(out int line) is { } fields)
        {
            ReadLine(header, fields, line, rules, problems);
        }

        if (csv.Problem is { } open)
        {
            problems.Add(open);
        }

        if (rules.Count > MostRules)
        {
            problems.Add(new SourceRemark($"There are more than {MostRules} rules."));
        }

        return RuleReading.Of(rules, problems, []);
    }

    private static List<SourceRemark> HeaderProblems(IReadOnlyList<string> header, int line)
    {
        List<SourceRemark> problems = [];
        string?[] members = [.. header.Select(static name => RuleMembers.Find(name.Trim()))];
        if (!members.Contains(RuleMembers.Domains))
        {
            problems.Add(new SourceRemark($"No column is named domains; the first line is '{VisibleText.Show(string.Join(",", header), 200)}'.", line));
        }

        if (header.Select(static name => RuleMembers.Find(name.Trim()) ?? name.Trim()).Where(static name => name.Length > 0)
            .GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            problems.Add(new SourceRemark($"Two columns are named {VisibleText.Show(twice.Key, 100)}.", line));
        }

        if (header.Count > MostColumns)
        {
            problems.Add(new SourceRemark($"There are more than {MostColumns} columns.", line));
        }

        return problems;
    }

    private static void ReadLine(IReadOnlyList<string> header, IReadOnlyList<string> fields, int line, List<ForcedTlsRule> rules, List<SourceRemark> problems)
    {
        if (fields.Count > header.Count)
        {
            problems.Add(new SourceRemark($"There are {fields.Count} values for {header.Count} columns; put a value that holds the separator in double quotes.", line));
            return;
        }

        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        List<RuleFileMember> others = [];
        for (int i = 0; i < fields.Count; i++)
        {
            if (RuleMembers.Find(header[i].Trim()) is { } member)
            {
                values[member] = fields[i];
            }
            else if (fields[i].Length > 0 && header[i].Trim().Length > 0)
            {
                others.Add(new RuleFileMember(header[i].Trim(), $"\"{JsonEncodedText.Encode(fields[i])}\""));
            }
        }

        ForcedTlsRule? rule = RuleMaker.Make(values, out IReadOnlyList<MemberProblem> found);
        problems.AddRange(found.Select(problem => new SourceRemark($"column {problem.Member}: {problem.Message}", line)));
        if (rule is not null)
        {
            rules.Add(rule with { Others = others });
        }
    }
}
