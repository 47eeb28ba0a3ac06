using System.Diagnostics;
using System.IO;
using System.Text;

namespace SmtpTls.Cli.Tests;

/// <summary>What a run of the program left: its exit code and both outputs.</summary>
internal sealed record Ran(int ExitCode, string Out, string Error, TimeSpan Took)
{
    public override string ToString() => $"exit {ExitCode} after {Took.TotalSeconds:0.0} s\n--- out\n{Out}\n--- error\n{Error}";
}

/// <summary>
/// Runs <c>smtptls</c> as a process, as a user does: the one built beside these tests, by <c>dotnet</c>, or the program that <c>SMTPTLS_PROGRAM</c> names, so that
/// what was compiled ahead for one platform is held to the same tests.
/// </summary>
internal static class Smtptls
{
    private static readonly string? Compiled = Environment.GetEnvironmentVariable("SMTPTLS_PROGRAM");

    /// <summary>The words that a command line begins with, before the verb.</summary>
    public static IReadOnlyList<string> Command { get; } = Compiled is { Length: > 0 } ? [Compiled] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "smtptls.dll")];

    /// <summary>The same for a shell.</summary>
    public static string ShellCommand { get; } = string.Join(' ', Command.Select(word => $"'{word}'"));

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(100);

    public static Process Start(params string[] args) => StartIn(null, args);

    /// <param name="locale">That of the user, as in <c>th_TH.UTF-8</c>; null for that of the tests.</param>
    /// <param name="args">The command line.</param>
    public static Process StartIn(string? locale, params string[] args)
    {
        ProcessStartInfo start = new(Command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        if (locale is not null)
        {
            start.Environment["LC_ALL"] = locale;
        }

        foreach (string arg in Command.Skip(1).Concat(args))
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
