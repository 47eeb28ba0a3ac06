using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace SmtpTls.Reports.Schedule;

/// <summary>A systemd service that does one run, and the timer that starts it (systemd.service(5), systemd.timer(5)).</summary>
internal static class SystemdUnits
{
    private const string Mark = "# Written by Register-SmtpTlsAudit; Unregister-SmtpTlsAudit takes it away.\n";

    /// <summary>The first line of each unit that this program wrote: others are never replaced or taken away.</summary>
    public static bool IsOurs(string text) => text.StartsWith(Mark, StringComparison.Ordinal);

    /// <summary>A clause about what no unit can express; null where there is nothing.</summary>
    public static string? FindProblem(ScheduleWish wish) =>

        // The program's own path gets no variables expanded, so a dollar sign in it can neither be escaped nor left.
        wish.PowerShellPath.IndexOfAny(['$', '\n', '\r', '\0']) >= 0 ? $"the path of PowerShell, '{VisibleText.Show(wish.PowerShellPath, 300)}', holds a character that no unit may begin a command with"
        : wish.Command.Any(static word => word.Contains('\0')) ? "a path holds a null character"
        : wish.UserId is { } user && !user.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.') ? $"'{VisibleText.Show(user, 100)}' is no user name of this system"
        : null;

    public static string Service(ScheduleWish wish)
    {
        StringBuilder unit = new(Mark);
        unit.Append("[Unit]\nDescription=SmtpTls audit ").Append(Specifiers(wish.Name)).Append('\n');
        if (wish.IsSystem)
        {
            // A user's manager has no such target.
            unit.Append("Wants=network-online.target\nAfter=network-online.target\n");
        }

        unit.Append("\n[Service]\nType=oneshot\nExecStart=").Append(string.Join(" ", wish.Command.Select(Word))).Append('\n');

        // Exit code 3 says that something could not be determined, which is no failure of the run; 1, 2 and 4 stay failures with their number.
        unit.Append("SuccessExitStatus=3\nUMask=0077\n");

        // A script may hand a mail to sendmail, which reaches the queue by a program with the rights of its group: kept from them it tries for ever, and no
        // later night begins.
        unit.Append(wish.RunsScript ? "" : "NoNewPrivileges=yes\n");
        if (wish.IsSystem)
        {
            unit.Append("PrivateTmp=yes\nProtectSystem=full\n");
            unit.Append(wish.UserId is { } user ? $"User={user}\n" : "");
        }

        return unit.ToString();
    }

    public static string Timer(ScheduleWish wish) => new StringBuilder(Mark)
        .Append("[Unit]\nDescription=SmtpTls audit ").Append(Specifiers(wish.Name)).Append(", by the clock\n\n[Timer]\nOnCalendar=").Append(Calendar(wish))
        .Append("\nPersistent=true\nRandomizedDelaySec=").Append((wish.RandomDelayMin * 60).ToString(CultureInfo.InvariantCulture))
        .Append("\n\n[Install]\nWantedBy=timers.target\n").ToString();

    /// <summary>When, as systemd.time(7) writes it.</summary>
    internal static string Calendar(ScheduleWish wish)
    {
        string days = string.Join(",", wish.Days.Distinct().OrderBy(static day => ((int)day + 6) % 7).Select(static day => day.ToString().Substring(0, 3)));
        return (days.Length == 0 ? "" : days + " ") + string.Format(CultureInfo.InvariantCulture, "*-*-* {0:00}:{1:00}:00", wish.At.Hours, wish.At.Minutes);
    }

    /// <summary>
    /// One word of a command line: in quotes, with C escapes (systemd.syntax(7)), specifiers and variables taken as text
    /// (systemd.unit(5), systemd.service(5) "Command lines").
    /// </summary>
    internal static string Word(string text)
    {
        StringBuilder word = new("\"");
        foreach (char c in text)
        {
            word.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '%' => "%%",
                '$' => "$$",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\x7f' => "\\x" + ((int)c).ToString("x2", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }

        return word.Append('"').ToString();
    }

    private static string Specifiers(string text) => text.Replace("%", "%%");
}
