using System.IO;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Benchmarks;

/// <summary>How long the program takes to say anything, and PowerShell to import the module, each beside the bare runtime.</summary>
internal sealed class Starts(Settings settings, TextWriter log)
{
    public async Task RunAsync(Table table, CancellationToken stop)
    {
        table.Begin("a .NET program that does nothing");
        IReadOnlyList<string>[] programs = Tool.IsCompiledAhead ? [Tool.Program, Tool.ByDotnet] : [Tool.ByDotnet];
        foreach ((string argument, IReadOnlyList<string> words) in new[] { "--version", "--help" }.SelectMany(argument => programs.Select(words => (argument, words))))
        {
            var program = new Pair(settings.Starts);
            await program.MeasureAsync([.. words, argument], ["dotnet", Tool.Myself, Settings.Nothing], stop);
            program.Print(table, $"smtptls {argument}{(words == Tool.ByDotnet ? " (by dotnet)" : "")}");
        }

        if (Tool.Module() is not { } module || !Tool.IsOnPath("pwsh"))
        {
            log.WriteLine("module import not measured: it needs pwsh on PATH and the module built by build.ps1");
            return;
        }

        var import = new Pair(settings.Starts);
        await import.MeasureAsync(Shell($"Import-Module '{module}'"), Shell("1"), stop);
        table.Begin("pwsh that does nothing");
        import.Print(table, "Import-Module in a new pwsh");
    }

    private static string[] Shell(string command) => ["pwsh", "-NoProfile", "-NonInteractive", "-Command", command];

    private sealed class Pair(int times)
    {
        private readonly Series _mine = new(), _theirs = new(), _mineCpu = new(), _theirsCpu = new();

        public async Task MeasureAsync(string[] mine, string[] theirs, CancellationToken stop)
        {
            for (int i = 0; i < times; i++)
            {
                ProcessUse one = await ProcessUse.OfAsync(mine[0], mine[1..], stop);
                ProcessUse other = await ProcessUse.OfAsync(theirs[0], theirs[1..], stop);
                if (one.ExitCode != 0 || other.ExitCode != 0)
                {
                    throw new InvalidOperationException($"{string.Join(' ', mine)} ended with {one.ExitCode}: {one.Output}{other.Output}");
                }

                _mine.Add(1000 * one.Seconds);
                _theirs.Add(1000 * other.Seconds);
                _mineCpu.Add(1000 * one.CpuSeconds);
                _theirsCpu.Add(1000 * other.CpuSeconds);
            }
        }

        public void Print(Table table, string name)
        {
            table.Compare($"{name}, ms", _mine, _theirs);
            table.Compare($"{name}, ms of CPU", _mineCpu, _theirsCpu);
        }
    }
}
