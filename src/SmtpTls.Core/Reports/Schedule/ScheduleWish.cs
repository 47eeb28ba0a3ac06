using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Reports.Schedule;

/// <summary>What is to run, and when; nothing in it is secret.</summary>
internal sealed record ScheduleWish
{
    private const int MostInName = 64;

    /// <summary>Of the task or the units.</summary>
    public string Name { get; init; } = "";

    /// <summary>Full path of <c>pwsh</c> or <c>powershell.exe</c>.</summary>
    public string PowerShellPath { get; init; } = "";

    /// <summary>Full path of the script that does one run.</summary>
    public string ScriptPath { get; init; } = "";

    /// <summary>Full path of the file that says what the run does.</summary>
    public string SettingsPath { get; init; } = "";

    /// <summary>Where audits are kept.</summary>
    public string OutputDirectory { get; init; } = "";

    /// <summary>Local time of day.</summary>
    public TimeSpan At { get; init; }

    /// <summary>Days of the week; none for each day.</summary>
    public IReadOnlyList<DayOfWeek> Days { get; init; } = [];

    /// <summary>A run begins up to so many minutes later, so that not everybody asks at the same minute.</summary>
    public int RandomDelayMin { get; init; }

    /// <summary>Whose rights the run has; null for those of the one who registers it.</summary>
    public string? UserId { get; init; }

    /// <summary>For systemd: for the whole machine, not for one user.</summary>
    public bool IsSystem { get; init; }

    /// <summary>A script of the administrator's is run when there is something to tell.</summary>
    public bool RunsScript { get; init; }

    /// <summary>PowerShell with its arguments: a script by its file, never a command made of text.</summary>
    public IReadOnlyList<string> Command => [PowerShellPath, "-NoLogo", "-NoProfile", "-NonInteractive", "-File", ScriptPath, SettingsPath];

    /// <summary>A clause about a name that no scheduler should get; null for a good one.</summary>
    public static string? FindNameProblem(string name) => name.Length is 0 or > MostInName ? $"it has {name.Length} characters, and 1 to {MostInName} are possible"
        : !name.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.') ? "letters, digits, hyphen, underscore and dot are possible"
        : name[0] is '-' or '.' ? "it begins with a hyphen or dot" : null;

    /// <summary>Reads a time of day, <c>HH:mm</c>.</summary>
    public static bool TryReadTime(string text, out TimeSpan time)
    {
        time = default;
        string[] parts = text.Split(':');
        if (parts.Length == 2 && Number(parts[0], 23) is { } hours && Number(parts[1], 59) is { } minutes)
        {
            time = new TimeSpan(hours, minutes, 0);
            return true;
        }

        return false;
    }

    private static int? Number(string text, int most) =>
        text.Length is 1 or 2 && text.All(static c => c is >= '0' and <= '9') && int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) is var number && number <= most ? number : null;
}
