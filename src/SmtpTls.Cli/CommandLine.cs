using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Cli.Verbs;

namespace SmtpTls.Cli;

/// <summary>All verbs, and the two promises that hold for each: a stable exit code, and never a stack trace for what the user did.</summary>
internal sealed class CommandLine(Terminal terminal)
{
    public async Task<int> RunAsync(string[] args, CancellationToken stop)
    {
        RootCommand root = new("Tells whether mail to a domain is really encrypted and authenticated, and if not, why and what to do.");
        foreach (Command verb in (Command[])[StartTlsVerb.Create(terminal), AuditVerb.Create(terminal), LabVerb.Create(terminal)])
        {
            root.Subcommands.Add(verb);
        }

        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                terminal.Complain(error.Message);
            }

            terminal.Complain($"See 'smtptls {parsed.CommandResult.Command.Name} --help'.".Replace("smtptls smtptls", "smtptls", StringComparison.Ordinal));
            return ExitCode.Usage;
        }

        try
        {
            int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop);
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
            terminal.Complain($"smtptls could not finish: {VisibleText.Show(e.Message)}");
            return ExitCode.Failed;
        }
    }
}
