using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using SmtpTls.Rules;
using SmtpTls.Rules.Files;

namespace SmtpTls.Cli.Input;

/// <summary>The rule files of a verb, and what is said about them on standard error.</summary>
internal sealed class RuleInput
{
    private readonly Argument<string[]> _files = new("file")
    {
        Description = "Rule files: JSON, CSV or a Postfix policy map; - is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<RuleFormat> _format = new("--format")
    {
        Description = "Auto (by name or content), Json, Csv or Postfix.",
        DefaultValueFactory = _ => RuleFormat.Auto,
        CustomParser = LiveOptions.ParseChoice<RuleFormat>,
    };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_files);
        command.Options.Add(_format);
    }

    /// <summary>True when a file of them is standard input.</summary>
    public bool IsStandardInput(CommandResult result) => (result.GetValue(_files) ?? []).Contains("-");

    /// <summary>The rules of all files; <paramref name="bad"/> when a file or a rule could not be used, the others are there all the same.</summary>
    public RuleSet Read(ParseResult parsed, Terminal terminal, out bool bad) => Read(parsed.GetValue(_files) ?? [], parsed.GetValue(_format), terminal, out bad);

    /// <summary>The same for files of a verb that has other arguments.</summary>
    public static RuleSet Read(IEnumerable<string> files, RuleFormat format, Terminal terminal, out bool bad)
    {
        bad = false;
        List<ForcedTlsRule> rules = [];
        foreach (string file in files)
        {
            string place = file == "-" ? "Standard input" : VisibleText.Show(file, 300);
            if (ReadOctets(file, terminal, out string? problem) is not { } octets)
            {
                terminal.Complain($"'{place}' cannot be read: {problem}.");
                bad = true;
                continue;
            }

            RuleReading reading = RuleFile.Read(octets, file, format);
            foreach (SourceRemark wrong in reading.Problems)
            {
                terminal.Complain($"{place}, {wrong} No rule of this file was taken.");
                bad = true;
            }

            foreach (SourceRemark note in reading.Notes)
            {
                terminal.Complain($"{place}, {note}");
            }

            rules.AddRange(reading.Rules);
        }

        RuleSet set = RuleSet.Of(rules);
        foreach (RuleProblem problem in set.Problems)
        {
            terminal.Complain(problem.Message);
            bad |= problem.Fatal;
        }

        return set;
    }

    private static byte[]? ReadOctets(string file, Terminal terminal, out string? problem)
    {
        problem = file == "-" && GivenPipes.IsInputClosed ? "it is closed" : null;
        if (problem is not null)
        {
            return null;
        }

        try
        {
            using Stream stream = file == "-" ? terminal.OpenInput() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            using MemoryStream octets = new();
            byte[] buffer = new byte[65536];
            for (int count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
            {
                octets.Write(buffer, 0, count);
                if (octets.Length > RuleFile.MostOctets)
                {
                    problem = $"it is larger than {RuleFile.MostOctets} octets";
                    return null;
                }
            }

            return octets.ToArray();
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            problem = FileProblem.Describe(file, e);
            return null;
        }
    }
}
