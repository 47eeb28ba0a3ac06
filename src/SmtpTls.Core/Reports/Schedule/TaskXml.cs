using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

namespace SmtpTls.Reports.Schedule;

/// <summary>A task of the Windows Task Scheduler, as <c>Register-ScheduledTask -Xml</c> takes it (task schema 1.2).</summary>
internal static class TaskXml
{
    public const string Folder = @"\SmtpTls\";
    private const string Space = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    /// <summary>Accounts of the system itself: they have no password, and no kind of logon is named for them.</summary>
    private static readonly Dictionary<string, string> Services = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SYSTEM"] = "S-1-5-18",
        [@"NT AUTHORITY\SYSTEM"] = "S-1-5-18",
        ["LOCAL SERVICE"] = "S-1-5-19",
        [@"NT AUTHORITY\LOCAL SERVICE"] = "S-1-5-19",
        ["NETWORK SERVICE"] = "S-1-5-20",
        [@"NT AUTHORITY\NETWORK SERVICE"] = "S-1-5-20",
    };

    /// <summary>A clause about what no task can express; null where there is nothing.</summary>
    public static string? FindProblem(ScheduleWish wish)
    {
        string? bad = wish.Command.Append(wish.OutputDirectory).FirstOrDefault(static word => word.Any(static c => c is '%' or '"' or < ' ') || word.Contains("$(", StringComparison.Ordinal));

        // The scheduler expands %NAME% and $(Name) wherever they stand, and knows no way to escape them.
        return bad is null ? null : $"'{VisibleText.Show(bad, 300)}' holds a percent sign, a quote, a control character or '$(', which a task would not take as text; use another path";
    }

    /// <param name="wish">What is to run, and when.</param>
    /// <param name="today">The day from which the times count, local.</param>
    public static string Write(ScheduleWish wish, DateTime today)
    {
        StringBuilder text = new();
        XmlWriterSettings settings = new() { Indent = true, NewLineChars = "\r\n", OmitXmlDeclaration = true };
        using (StringWriter writer = new(text, CultureInfo.InvariantCulture))
        using (XmlWriter xml = XmlWriter.Create(writer, settings))
        {
            xml.WriteStartElement("Task", Space);
            xml.WriteAttributeString("version", "1.2");
            Group(xml, "RegistrationInfo", () => xml.WriteElementString("Description", Space, "Audits mail transport of domains and tells what changed (SmtpTls). Unregister-SmtpTlsAudit takes it away."));
            Group(xml, "Triggers", () => WriteTrigger(xml, wish, today));
            Group(xml, "Principals", () => WritePrincipal(xml, wish));
            Group(xml, "Settings", () => WriteSettings(xml));
            xml.WriteStartElement("Actions", Space);
            xml.WriteAttributeString("Context", "Author");
            Group(xml, "Exec", () =>
            {
                xml.WriteElementString("Command", Space, wish.PowerShellPath);
                xml.WriteElementString("Arguments", Space, string.Join(" ", wish.Command.Skip(1).Select(Argument)));
                xml.WriteElementString("WorkingDirectory", Space, wish.OutputDirectory);
            });
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.Append("\r\n").ToString();
    }

    /// <summary>One argument as the C run time splits a command line: backslashes before a quote are doubled.</summary>
    internal static string Argument(string text)
    {
        if (text.Length > 0 && text.IndexOfAny([' ', '\t', '"']) < 0)
        {
            return text;
        }

        StringBuilder argument = new("\"");
        int slashes = 0;
        foreach (char c in text)
        {
            if (c == '"')
            {
                argument.Append('\\', slashes + 1);
            }

            slashes = c == '\\' ? slashes + 1 : 0;
            argument.Append(c);
        }

        return argument.Append('\\', slashes).Append('"').ToString();
    }

    private static void WriteTrigger(XmlWriter xml, ScheduleWish wish, DateTime today) => Group(xml, "CalendarTrigger", () =>
    {
        xml.WriteElementString("StartBoundary", Space, (today.Date + wish.At).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        xml.WriteElementString("Enabled", Space, "true");
        if (wish.RandomDelayMin > 0)
        {
            xml.WriteElementString("RandomDelay", Space, FormattableString.Invariant($"PT{wish.RandomDelayMin}M"));
        }

        if (wish.Days.Count == 0)
        {
            Group(xml, "ScheduleByDay", () => xml.WriteElementString("DaysInterval", Space, "1"));
            return;
        }

        Group(xml, "ScheduleByWeek", () =>
        {
            xml.WriteElementString("WeeksInterval", Space, "1");
            Group(xml, "DaysOfWeek", () =>
            {
                foreach (DayOfWeek day in wish.Days.Distinct().OrderBy(static day => day))
                {
                    xml.WriteElementString(day.ToString(), Space, "");
                }
            });
        });
    });

    private static void WritePrincipal(XmlWriter xml, ScheduleWish wish)
    {
        xml.WriteStartElement("Principal", Space);
        xml.WriteAttributeString("id", "Author");
        if (Services.TryGetValue(wish.UserId ?? "", out string? service))
        {
            xml.WriteElementString("UserId", Space, service);
        }
        else
        {
            xml.WriteElementString("UserId", Space, wish.UserId ?? "");

            // A managed service account (its name ends with $) has a password that only the domain knows; everybody else runs without one being stored.
            xml.WriteElementString("LogonType", Space, wish.UserId is { } user && user.EndsWith("$", StringComparison.Ordinal) ? "Password" : "S4U");
        }

        xml.WriteElementString("RunLevel", Space, "LeastPrivilege");
        xml.WriteEndElement();
    }

    private static void WriteSettings(XmlWriter xml)
    {
        xml.WriteElementString("MultipleInstancesPolicy", Space, "IgnoreNew");
        xml.WriteElementString("DisallowStartIfOnBatteries", Space, "false");
        xml.WriteElementString("StopIfGoingOnBatteries", Space, "false");
        xml.WriteElementString("AllowHardTerminate", Space, "true");

        // A start that was missed is made up for; without a limit of its own a task is ended after three days.
        xml.WriteElementString("StartWhenAvailable", Space, "true");
        xml.WriteElementString("RunOnlyIfNetworkAvailable", Space, "true");
        xml.WriteElementString("Enabled", Space, "true");
        xml.WriteElementString("ExecutionTimeLimit", Space, "PT0S");
    }

    private static void Group(XmlWriter xml, string name, Action inside)
    {
        xml.WriteStartElement(name, Space);
        inside();
        xml.WriteEndElement();
    }
}
