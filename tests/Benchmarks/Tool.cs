using System.IO;
using System.Runtime.InteropServices;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Benchmarks;

/// <summary>Where the things are that are measured.</summary>
internal static class Tool
{
    private static readonly TimeSpan LongestPublish = TimeSpan.FromMinutes(20);

    /// <summary>The words that a command line begins with when the program is run by <c>dotnet</c>, and compiled as it runs.</summary>
    public static IReadOnlyList<string> ByDotnet { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "smtptls.dll")];

    /// <summary>The same for the program as README has it published, compiled ahead; as <see cref="ByDotnet"/> where that cannot be had.</summary>
    public static IReadOnlyList<string> Program { get; private set; } = ByDotnet;

    public static bool IsCompiledAhead => Program.Count == 1;

    /// <summary>This very program, which can also do nothing: the cost of starting .NET.</summary>
    public static string Myself { get; } = Path.Combine(AppContext.BaseDirectory, "SmtpTls.Benchmarks.dll");

    public static Task<ProcessUse> RunAsync(IReadOnlyList<string> arguments, CancellationToken stop) => RunAsync(Program, arguments, stop);

    public static Task<ProcessUse> RunAsync(IReadOnlyList<string> program, IReadOnlyList<string> arguments, CancellationToken stop) =>
        ProcessUse.OfAsync(program[0], [.. program.Skip(1), .. arguments], stop);

    /// <summary>Takes the program that <c>SMTPTLS_PROGRAM</c> names, or publishes one into a folder.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>What there is to say about it.</returns>
    public static async Task<string> PublishAsync(string folder, CancellationToken stop)
    {
        if (Environment.GetEnvironmentVariable("SMTPTLS_PROGRAM") is { Length: > 0 } named)
        {
            Program = [named];
            return $"the program is {named}";
        }

        if (Checkout() is not { } root)
        {
            return "not in a checkout: the program is run by dotnet";
        }

        string project = Path.Combine(root, "src", "SmtpTls.Cli");
        Command publish = new("dotnet", "publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, project, "-o", folder) { Limit = LongestPublish };
        CommandResult result = await publish.RunAsync(stop);
        if (result.ExitCode != 0)
        {
            return $"the program cannot be compiled ahead here and is run by dotnet: {result.All[..Math.Min(result.All.Length, 1500)]}";
        }

        Program = [Path.Combine(folder, OperatingSystem.IsWindows() ? "smtptls.exe" : "smtptls")];
        return "the program is compiled ahead";
    }

    /// <summary>The module's manifest in the checkout, or null where <c>build.ps1</c> was not run.</summary>
    public static string? Module() => Checkout() is { } root && File.Exists(Path.Combine(root, "bin", "net8.0", "SmtpTls.dll")) ? Path.Combine(root, "SmtpTls.psd1") : null;

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string? Checkout()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SmtpTls.psd1")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
