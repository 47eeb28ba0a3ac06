using System.IO;
using System.Text.Json;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers.Peers;

/// <summary>What <c>smtptls starttls --json</c> printed.</summary>
internal sealed record SmtpTlsAnswer(int ExitCode, IReadOnlyList<StartTlsResult> Results, string Output, string Errors)
{
    public StartTlsResult Only(string domain)
    {
        StartTlsResult[] found = [.. Results.Where(r => r.Domain == domain)];
        Assert.True(found.Length == 1, $"{found.Length} results for {domain}; exit code {ExitCode}, errors: {Errors}");
        return found[0];
    }
}

/// <summary>The program, run as its users do: a process of its own.</summary>
internal sealed class SmtpTlsProgram
{
    private readonly ServerRange _range;

    public SmtpTlsProgram(ServerRange range) => _range = range;

    public async Task<SmtpTlsAnswer> StartTlsAsync(IReadOnlyList<string> domains, CancellationToken stop)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "smtptls.dll");
        string[] arguments =
        [
            program, "starttls", .. domains, "--dns-server", _range.Resolver, "--ca-file", _range.CaFile,
            "--skip-revocation-check", "--timeout-sec", "20", "--helo-name", "client.test",
            .. _range.SmtpPort == 25 ? Array.Empty<string>() : ["--port", $"{_range.SmtpPort}"], "--json",
        ];
        CommandResult result = await new Command("dotnet", arguments) { Limit = TimeSpan.FromMinutes(2) }.RunAsync(stop);
        StartTlsResult[] results = result.Output.TrimStart().StartsWith('[')
            ? JsonSerializer.Deserialize<StartTlsResult[]>(result.Output, JsonSerializerOptions.Web) ?? []
            : [];
        return new SmtpTlsAnswer(result.ExitCode, results, result.Output, result.Errors);
    }
}
