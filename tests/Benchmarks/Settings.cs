using System.Globalization;

namespace SmtpTls.Benchmarks;

/// <summary>What is to be measured, and how often.</summary>
internal sealed record Settings
{
    /// <summary>The argument with which this program does nothing.</summary>
    public const string Nothing = "nothing";

    private const string Serve = "serve";

    public static string Usage { get; } =
        $"dotnet run -c Release --project tests/Benchmarks [-- {string.Join(' ', Program.Parts.Keys.Select(static part => $"[{part}]"))} [{Serve}] [--targets N] [--at-once N] [--rounds N] [--starts N]]";

    /// <summary>Names from <see cref="Program.Parts"/>; empty for all of them.</summary>
    public IReadOnlyList<string> Parts { get; private init; } = [];

    /// <summary>Measure nothing: start the servers, say how to reach them, and wait, for a profiler for example.</summary>
    public bool OnlyServes { get; private init; }

    public int Targets { get; private init; } = 2000;

    public int AtOnce { get; private init; } = 32;

    public int Rounds { get; private init; } = 5;

    public int Starts { get; private init; } = 11;

    public bool Measures(string part) => Parts.Count == 0 || Parts.Contains(part);

    /// <summary>Null for arguments that make no sense.</summary>
    public static Settings? Read(string[] args)
    {
        Settings settings = new()
        {
            Parts = [.. args.Where(Program.Parts.ContainsKey)],
            OnlyServes = args.Contains(Serve),
        };
        for (int i = 0; i < args.Length; i++)
        {
            if (Program.Parts.ContainsKey(args[i]) || args[i] == Serve)
            {
                continue;
            }

            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
            {
                return null;
            }

            Settings? next = args[i++] switch
            {
                "--targets" when number is >= 16 and <= 20000 => settings with { Targets = number },
                "--at-once" when number <= 64 => settings with { AtOnce = number },
                "--rounds" => settings with { Rounds = number },
                "--starts" => settings with { Starts = number },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            settings = next;
        }

        return settings;
    }
}
