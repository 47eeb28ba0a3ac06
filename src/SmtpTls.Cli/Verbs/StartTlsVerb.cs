using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Output;
using SmtpTls.Cli.Run;

namespace SmtpTls.Cli.Verbs;

/// <summary><c>smtptls starttls</c>: does every address of every mail host encrypt, and would its certificate satisfy a sender that checks?</summary>
internal static class StartTlsVerb
{
    public static Command Create(Terminal terminal)
    {
        Command command = new("starttls", "Probe STARTTLS and certificate on every address of every MX of domains, or of hosts named directly.");
        NameOptions names = new(withHosts: true);
        LiveOptions live = new();
        OutputOptions output = new();
        names.AddTo(command);
        live.AddTo(command);
        output.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(terminal, new Choices(parsed, names, live, output), stop));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, Choices choices, CancellationToken stop)
    {
        OutputChoice output = choices.Output.Read(choices.Parsed);
        NameInput input = choices.Names.Read(choices.Parsed, output);
        Surroundings around = new(choices.Live.Read(choices.Parsed), choices.Live.DnsServers(choices.Parsed), choices.Live.CaFile(choices.Parsed), false) 
        {
            Focus = Focus.StartTls,
            Reprove = output.FromFacts is not null && choices.Live.IsProofAsked(choices.Parsed),
        };
        using IResultWriter writer = output.Form == OutputForm.Text
            ? new TextWriters(terminal, output.Verbose, graded: null, _ => null)
            : new JsonWriter(terminal, output.Form, Focus.StartTls.Results);
        return await new AuditRun(terminal, output, around).RunAsync(input, writer, stop);
    }

    private sealed record Choices(ParseResult Parsed, NameOptions Names, LiveOptions Live, OutputOptions Output);
}
