using System.Diagnostics;
using System.IO;
using System.Text;

namespace SmtpTls.Cli.Tests;

/// <summary>What a run of the program left: its exit code and both outputs.</summary>
internal sealed record Ran(int ExitCode, string Out, string Error, TimeSpan Took)
{
    public override string ToString() => $"exit {ExitCode} after {Took.TotalSeconds:0.0} s\n--- out\n{Out}\n--- error\n{Error}";
}

/// <summary>Runs <c>smtptls</c> as a process, as a user does.</summary>
internal static class Smtptls
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(100);

    public static Process Start(params string[] args)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "smtptls.dll"));
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
    }

    public static Task<Ran> RunAsync(params string[] args) => RunAsync("", args);

    public static async Task<Ran> RunAsync(string input, string[] args)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using Process process = Start(args);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndAsync(process, watch);
    }

    public static async Task<Ran> EndAsync(Process process, Stopwatch watch)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(Longest);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program still ran after {Longest}.");
        }

        return new Ran(process.ExitCode, await output, await error, watch.Elapsed);
    }
}
