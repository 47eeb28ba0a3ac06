using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Cli.Input;
using SmtpTls.Cli.Output;
using SmtpTls.Cli.Run;

namespace SmtpTls.Cli.Verbs;

/// <summary>The verbs that ask one mechanism of domains: <c>mta-sts</c>, <c>dane</c> and <c>tls-rpt</c>.</summary>
internal sealed class DomainVerb
{
    private readonly Terminal _terminal;
    private readonly NameOptions _names;
    private readonly LiveOptions _live = new();
    private readonly OutputOptions _output = new();
    private readonly Option<string?>? _statePath;
    private readonly Option<string?>? _policy;
    private readonly Focus _focus;
    private readonly Func<Terminal, OutputChoice, IResultWriter> _text;

    private DomainVerb(Terminal terminal, Focus focus, bool keepsState, Func<Terminal, OutputChoice, IResultWriter> text)
    {
        (_terminal, _focus, _text) = (terminal, focus, text);
        _names = new NameOptions(withHosts: focus == Focus.Dane);
        _statePath = keepsState ? new Option<string?>("--state-path")
        {
            Description = "Folder to keep policies in from run to run, as senders do: shows until when senders hold an older policy.",
        } : null;
        _policy = keepsState ? new Option<string?>("--policy")
        {
            Description = "Policy file to judge as if it were published: what would it break?",
        } : null;
    }

    public static Command CreateMtaSts(Terminal terminal) => new DomainVerb(terminal, Focus.MtaSts, true, static (terminal, output) => new SubjectText(terminal, (console, audit) =>
    {
        MtaStsText.Whole(console, audit.MtaSts!, output.Verbose);
        return audit.MtaSts!.Verdict;
    })).ToCommand("mta-sts", "Judge the MTA-STS record and policy of domains, and every mail host as a sender would that honours the policy.");

    public static Command CreateTlsRpt(Terminal terminal) => new DomainVerb(terminal, Focus.TlsRpt, false, static (terminal, output) => new SubjectText(terminal, (console, audit) =>
    {
        TlsRptText.Whole(console, audit.TlsRpt!, output.Verbose);
        return audit.TlsRpt!.Verdict;
    })).ToCommand("tls-rpt", "Judge the TLS-RPT record of domains: where senders report TLS failures to.");

    public static Command CreateDane(Terminal terminal) => new DomainVerb(terminal, Focus.Dane, false, static (terminal, output) => new SubjectText(terminal, (console, audit) =>
    {
        DaneText.Whole(console, audit, output.Verbose);
        return audit.Dane!.Verdict;
    })).ToCommand("dane", "Judge DANE of domains or hosts: what a sender that honours it does with every mail host, and every TLSA record accounted for.");

    private Command ToCommand(string name, string description)
    {
        Command command = new(name, description);
        _names.AddTo(command);
        _live.AddTo(command);
        _output.AddTo(command);
        if (_statePath is not null)
        {
            command.Options.Add(_statePath);
            command.Options.Add(_policy!);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        OutputChoice output = _output.Read(parsed);
        NameInput input = _names.Read(parsed, output);
        AuditOptions options = _live.Read(parsed) with { StatePath = _statePath is null ? null : parsed.GetValue(_statePath) };
        Surroundings around = new(options, _live.DnsServers(parsed), _live.CaFile(parsed), false) { Focus = _focus, PlannedPolicy = PlannedPolicy(parsed), Reprove = output.FromFacts is not null && _live.IsProofAsked(parsed) };
        using IResultWriter writer = output.Form == OutputForm.Text ? _text(_terminal, output) : new JsonWriter(_terminal, output.Form, _focus.Results);
        return await new AuditRun(_terminal, output, around).RunAsync(input, writer, stop);
    }

    private byte[]? PlannedPolicy(ParseResult parsed)
    {
        if ((_policy is null ? null : parsed.GetValue(_policy)) is not { } path)
        {
            return null;
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            byte[] octets = new byte[StsAssembly.MostOctets + 1];
            int length = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            return length <= StsAssembly.MostOctets ? octets[..length]
                : throw new UsageException($"--policy '{VisibleText.Show(path)}' is larger than {StsAssembly.MostOctets} octets, the most that a sender reads.");
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            throw new UsageException($"--policy '{VisibleText.Show(path)}' cannot be read: {FileProblem.Describe(path, e)}.");
        }
    }
}
