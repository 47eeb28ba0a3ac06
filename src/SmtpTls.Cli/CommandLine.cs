using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Cli.Verbs;

namespace SmtpTls.Cli;

/// <summary>All verbs, and the two promises that hold for each: a stable exit code, and never a stack trace for what the user did.</summary>
internal sealed class CommandLine(Terminal terminal)
{
    /// <summary>How long an interrupted run may take to end in good order.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(string[] args, CancellationToken stop)
    {
        RootCommand root = new("Tells whether mail to a domain is really encrypted and authenticated, and if not, why and what to do.");
        foreach (Command verb in (Command[])[StartTlsVerb.Create(terminal), DomainVerb.CreateMtaSts(terminal), DomainVerb.CreateDane(terminal), DomainVerb.CreateTlsRpt(terminal),
            ReportVerb.Create(terminal), HeaderVerb.Create(terminal), RuleVerb.Create(terminal), ExplainVerb.Create(terminal),
            AuditVerb.Create(terminal), CompareVerb.Create(terminal), LabVerb.Create(terminal)])
        {
            root.Subcommands.Add(verb);
        }

        ParseResult parsed = root.Parse(args);
        List<string> errors = [.. parsed.Errors.Select(static error => error.Message), .. UnknownOptions(parsed)];
        if (args.Length == 0)
        {
            errors = [$"Name what to do: {string.Join(", ", root.Subcommands.Select(static verb => verb.Name))}."];
        }

        if (errors.Count > 0)
        {
            errors.ForEach(terminal.Complain);
            terminal.Complain($"See 'smtptls {parsed.CommandResult.Command.Name} --help'.".Replace("smtptls smtptls", "smtptls", StringComparison.Ordinal));
            return ExitCode.Usage;
        }

        try
        {
            Task<int> work = Task.Run(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop), CancellationToken.None);
            await Task.WhenAny(work, PatienceAsync(stop));
            int code = work.IsCompleted ? await work : ExitCode.Interrupted;
            return stop.IsCancellationRequested ? ExitCode.Interrupted : code;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (UsageException e)
        {
            terminal.Complain(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever closed the pipe has enough and wants no more words.
            if (!terminal.IsOutputClosed)
            {
                terminal.Complain($"smtptls could not finish: {VisibleText.Show(e.Message)}");
            }

            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // A bug must still end with the exit code of the contract; the exception is printed whole, so that it can be reported.
        catch (Exception e)
#pragma warning restore CA1031
        {
            terminal.Complain($"smtptls could not finish because of a fault of its own. Please report this:\n{string.Join('\n', e.ToString().Split('\n').Select(static line => VisibleText.Show(line)))}");
            return ExitCode.Failed;
        }
    }

    /// <summary>Some work cannot be called off, such as opening a named pipe that nobody writes to: an interrupted program leaves it behind.</summary>
    private static async Task PatienceAsync(CancellationToken stop)
    {
        TaskCompletionSource interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = stop.Register(interrupted.SetResult);
        await interrupted.Task;
        await Task.Delay(Patience, CancellationToken.None);
    }

    /// <summary>A name that begins with a hyphen is no domain but a mistyped option, unless it stands behind <c>--</c>.</summary>
    private static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        HashSet<string> names = [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(static argument => argument.Tokens).Select(static token => token.Value)];
        return parsed.Tokens.TakeWhile(static token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value.StartsWith('-') && names.Contains(token.Value))
            .Select(static token => $"There is no option '{VisibleText.Show(token.Value)}'.");
    }
}
