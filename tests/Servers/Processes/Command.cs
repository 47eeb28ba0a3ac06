using System.Diagnostics;

namespace SmtpTls.Servers.Processes;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public string All => Output + Errors;
}

/// <summary>A program run to its end, with a time limit, nothing on its standard input unless given.</summary>
internal sealed record Command(string Program, params string[] Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string Input { get; init; } = "";

    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(30);

    public async Task<CommandResult> RunAsync(CancellationToken stop)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(Limit);
        using Process process = Process.Start(StartInfo())
            ?? throw new InvalidOperationException($"{Program} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync(limited.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limited.Token);
        try
        {
            await WriteInputAsync(process);
            await process.WaitForExitAsync(limited.Token);
            return new CommandResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Program} {string.Join(' ', Arguments)} took longer than {Limit.TotalSeconds} s");
        }
    }

    private async Task WriteInputAsync(Process process)
    {
        try
        {
            await process.StandardInput.WriteAsync(Input);
            process.StandardInput.Close();
        }
        catch (System.IO.IOException)
        {
            // It ended without reading, which is its right; what it printed tells the rest.
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var info = new ProcessStartInfo(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }
}
