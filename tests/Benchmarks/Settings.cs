using System.Globalization;

namespace SmtpTls.Benchmarks;

/// <summary>What is to be measured, and how often.</summary>
internal sealed record Settings
{
    /// <summary>The argument with which this program does nothing.</summary>
    public const string Nothing = "nothing";

    public const string Usage = "dotnet run -c Release --project tests/Benchmarks [-- [sweeps] [starts] [policies] [dnssec] [dane] [audits] [serve] [--targets N] [--at-once N] [--rounds N] [--starts N]]";

    public bool MeasuresSweeps { get; private init; } = true;

    public bool MeasuresStarts { get; private init; } = true;

    public bool MeasuresPolicies { get; private init; } = true;

    public bool MeasuresDnssec { get; private init; } = true;

    public bool MeasuresDane { get; private init; } = true;

    public bool MeasuresAudits { get; private init; } = true;

    /// <summary>Measure nothing: start the servers, say how to reach them, and wait, for a profiler for example.</summary>
    public bool OnlyServes { get; private init; }

    public int Targets { get; private init; } = 2000;

    public int AtOnce { get; private init; } = 32;

    public int Rounds { get; private init; } = 5;

    public int Starts { get; private init; } = 11;

    /// <summary>Null for arguments that make no sense.</summary>
    public static Settings? Read(string[] args)
    {
        var settings = new Settings();
        if (args.Any(arg => arg is "sweeps" or "starts" or "policies" or "dnssec" or "dane" or "audits"))
        {
            settings = settings with
            {
                MeasuresSweeps = args.Contains("sweeps"),
                MeasuresStarts = args.Contains("starts"),
                MeasuresPolicies = args.Contains("policies"),
                MeasuresDnssec = args.Contains("dnssec"),
                MeasuresDane = args.Contains("dane"),
                MeasuresAudits = args.Contains("audits"),
            };
        }

        settings = settings with { OnlyServes = args.Contains("serve") };
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is "sweeps" or "starts" or "policies" or "dnssec" or "dane" or "audits" or "serve")
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
