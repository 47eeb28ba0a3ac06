using System.IO;

namespace SmtpTls.Benchmarks;

/// <summary>Where the things are that are measured.</summary>
internal static class Tool
{
    /// <summary>The program, to be started by <c>dotnet</c>.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "smtptls.dll");

    /// <summary>This very program, which can also do nothing: the cost of starting .NET.</summary>
    public static string Myself { get; } = Path.Combine(AppContext.BaseDirectory, "SmtpTls.Benchmarks.dll");

    /// <summary>The module's manifest in the checkout, or null where <c>build.ps1</c> was not run.</summary>
    public static string? Module()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SmtpTls.psd1")))
        {
            folder = folder.Parent;
        }

        return folder is not null && File.Exists(Path.Combine(folder.FullName, "bin", "net8.0", "SmtpTls.dll"))
            ? Path.Combine(folder.FullName, "SmtpTls.psd1")
            : null;
    }

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
