using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Output;
using SmtpTls.Headers;
using SmtpTls.Rules.Files;
using SmtpTls.Rules.Seen;

namespace SmtpTls.Cli.Verbs;

/// <summary><c>smtptls header</c>: on which of its hops was a message encrypted, and how well?</summary>
internal sealed class HeaderVerb(Terminal terminal)
{
    private readonly Argument<string[]> _paths = new("path") { Description = "Message files (.eml, mbox, or text with a header), folders and Maildirs; - reads standard input.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _recurse = new("--recurse") { Description = "Folders below too." };
    private readonly Option<string[]> _trusted = Hosts("--trusted-host", "Hosts, domains or networks whose stamps are believed; what stands below the first stamp of another proves nothing.");
    private readonly Option<string[]> _partners = Hosts("--partner-host", "Hosts, domains or networks of partners.");
    private readonly Option<string[]> _filters = Hosts("--filter-host", "Hosts or domains of mail filters besides those that are known.");
    private readonly Option<string[]> _rules = new("--rule") { Description = "File of forced-TLS rules (JSON, CSV or a Postfix policy map): which message broke which rule at which hop. Exit code 1 when one did. May be repeated.", DefaultValueFactory = _ => [] };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON array." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "One JSON object a line, each written as soon as it is known." };

    public static Command Create(Terminal terminal) => new HeaderVerb(terminal).ToCommand();

    private static Option<string[]> Hosts(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private Command ToCommand()
    {
        Command command = new("header", "Read the Received fields of messages: every hop, whether it was encrypted, with what, and where the weak link was.");
        command.Arguments.Add(_paths);
        foreach (Option option in (Option[])[_recurse, _trusted, _partners, _filters, _rules, _json, _jsonLines])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_json) && result.GetValue(_jsonLines))
            {
                result.AddError("--json and --jsonl exclude each other.");
            }

            if ((result.GetValue(_rules) ?? []).Contains("-") && (result.GetValue(_paths) ?? []).Contains("-"))
            {
                result.AddError("Standard input can hold the rules or the messages, not both.");
            }
        });
        command.SetAction((parsed, stop) => Task.Run(() => Run(parsed, stop), stop));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        OutputForm form = parsed.GetValue(_json) ? OutputForm.Json : parsed.GetValue(_jsonLines) ? OutputForm.JsonLines : OutputForm.Text;
        PathReader reader = new(new TrustBoundary { Trusted = Set(parsed, _trusted), Partners = Set(parsed, _partners), Filters = Set(parsed, _filters) }, Judge(parsed, out bool bad));
        bool broken = false, inconclusive = false;
        void Complain(string path, string why)
        {
            terminal.Complain($"'{VisibleText.Show(path, 300)}' cannot be read: {why.TrimEnd('.')}.");
            bad = true;
        }

        PathSource source = new(reader, Complain);
        using ItemWriter<MessagePath> writer = new(terminal, form, PathText.Whole);
        foreach (MessagePath path in (parsed.GetValue(_paths) ?? []).SelectMany(path => Read(source, path, parsed.GetValue(_recurse), Complain, stop)))
        {
            broken |= path.RuleBreaches.Count > 0;
            inconclusive |= path.Verdict == nameof(Verdict.Inconclusive) || path.RuleDoubts.Count > 0;
            writer.Write(path);
        }

        return bad ? ExitCode.Usage : broken ? ExitCode.Finding : inconclusive ? ExitCode.Inconclusive : ExitCode.Ok;
    }

    private Func<MessageHeader, IReadOnlyList<HopSeen>, MessagePath, MessagePath>? Judge(ParseResult parsed, out bool bad)
    {
        bad = false;
        return parsed.GetValue(_rules) is { Length: > 0 } files ? new HeaderRules(RuleInput.Read(files, RuleFormat.Auto, terminal, out bad)).Judge : null;
    }

    private IEnumerable<MessagePath> Read(PathSource source, string path, bool recurse, Action<string, string> failed, CancellationToken stop)
    {
        if (path != "-")
        {
            return source.Of(path, recurse, stop);
        }

        if (GivenPipes.IsInputClosed)
        {
            failed("-", "standard input is closed");
            return [];
        }

        return source.Of(terminal.OpenInput(), "-", stop);
    }

    private static HostSet Set(ParseResult parsed, Option<string[]> option)
    {
        Outcome<HostSet> set = HostSet.Parse(parsed.GetValue(option) ?? []);
        return set.Value ?? throw new UsageException($"{option.Name} {set.Fault!.Message}.");
    }
}
