using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using SmtpTls.Reports.Schedule;

namespace SmtpTls.Pipeline;

/// <summary>The scheduler of this machine: the Task Scheduler of Windows, or systemd.</summary>
/// <param name="cmdlet">Whose session runs the cmdlets of Windows.</param>
/// <param name="isSystem">For systemd: the machine's manager, not the user's.</param>
internal sealed class ScheduleHost(PSCmdlet cmdlet, bool isSystem)
{
    private const string RegisterTask = "param($xml, $name, $path, $force) $null = Register-ScheduledTask -Xml $xml -TaskName $name -TaskPath $path -Force:$force -ErrorAction Stop";
    private const string UnregisterTask = "param($name, $path) Unregister-ScheduledTask -TaskName $name -TaskPath $path -Confirm:$false -ErrorAction Stop";

    public static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    public string Kind => IsWindows ? "TaskScheduler" : isSystem ? "SystemdSystem" : "SystemdUser";

    /// <summary>Where units belong.</summary>
    public string UnitFolder => isSystem ? "/etc/systemd/system"
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } config && Path.IsPathRooted(config) ? config
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"), "systemd", "user");

    /// <summary>A sentence about why there is no scheduler here; null where there is one.</summary>
    public static string? FindMissing() => IsWindows || SystemTool.Find("systemctl") is not null ? null
        : "This machine has neither the Windows Task Scheduler nor systemd: let cron, or whatever it has, run 'smtptls audit --jsonl' and 'smtptls compare'.";

    /// <summary>Files, definition and steps of a schedule, before anything is changed.</summary>
    public AuditSchedule Plan(ScheduleWish wish, ScheduleSettings settings, bool force, DateTime today)
    {
        ScheduleFile kept = new(wish.SettingsPath, settings.ToText());
        AuditSchedule plan = new() { Name = wish.Name, Scheduler = Kind, Command = wish.Command, OutputDirectory = wish.OutputDirectory };
        return IsWindows
            ? plan with
            {
                Files = [kept],
                TaskXml = TaskXml.Write(wish, today),
                Steps = [$"Register-ScheduledTask -Xml (the definition) -TaskName '{wish.Name}' -TaskPath '{TaskXml.Folder}'{(force ? " -Force" : "")}"],
            }
            : plan with
            {
                Files = [kept, new ScheduleFile(Path.Combine(UnitFolder, wish.Name + ".service"), SystemdUnits.Service(wish)), new ScheduleFile(Path.Combine(UnitFolder, wish.Name + ".timer"), SystemdUnits.Timer(wish))],
                Steps = [.. Start(wish.Name).Select(static words => "systemctl " + string.Join(" ", words))],
            };
    }

    /// <summary>Registers what was planned; a fault when that cannot be, and then nothing is left behind but the settings.</summary>
    public Fault? Register(AuditSchedule plan, bool force)
    {
        if (IsWindows)
        {
            return RunCmdlet(RegisterTask, plan.TaskXml!, plan.Name, TaskXml.Folder, force);
        }

        List<ScheduleFile> units = [.. plan.Files.Where(file => Path.GetDirectoryName(file.Path) == UnitFolder)];
        if (units.FirstOrDefault(static unit => File.Exists(unit.Path) && !IsOurs(unit.Path)) is { } other)
        {
            return new Fault(FaultKind.Input, $"'{VisibleText.Show(other.Path, 300)}' was not written by Register-SmtpTlsAudit: choose another -Name.");
        }

        Outcome<IReadOnlyList<string>> written = FileSet.Write(UnitFolder, [.. units.Select(static unit => new TextFile(Path.GetFileName(unit.Path), unit.Text))], force);
        Fault? fault = written.Fault ?? Run(Start(plan.Name));
        if (fault is not null && written.Value is not null && !force)
        {
            RemoveUnits(plan.Name);
        }

        return fault;
    }

    /// <summary>Takes a schedule away; Absent when there is none of ours.</summary>
    public Outcome<string> Unregister(string name)
    {
        if (IsWindows)
        {
            return RunCmdlet(UnregisterTask, name, TaskXml.Folder) is { } failed ? Outcome<string>.Unknown(failed) : Outcome<string>.Found(name);
        }

        string[] units = [.. Units(name)];
        if (!units.Any(File.Exists))
        {
            return Outcome<string>.Absent();
        }

        if (units.FirstOrDefault(static unit => File.Exists(unit) && !IsOurs(unit)) is { } other)
        {
            return Outcome<string>.Invalid(new Fault(FaultKind.Input, $"'{VisibleText.Show(other, 300)}' was not written by Register-SmtpTlsAudit and stays."));
        }

        // The units go even where no manager runs: without them nothing starts.
        Fault? stopped = Run([Words("disable", "--now", name + ".timer")]);
        Fault? fault = RemoveUnits(name) ?? (stopped is null ? Run([Words("daemon-reload")]) : null);
        return fault is null ? Outcome<string>.Found(stopped?.Message ?? "") : Outcome<string>.Unknown(fault);
    }

    private string[] Words(params string[] words) => isSystem ? words : ["--user", .. words];

    private IReadOnlyList<string[]> Start(string name) => [Words("daemon-reload"), Words("enable", "--now", name + ".timer")];

    private IEnumerable<string> Units(string name) => [Path.Combine(UnitFolder, name + ".timer"), Path.Combine(UnitFolder, name + ".service")];

    private static Fault? Run(IEnumerable<string[]> calls)
    {
        string systemctl = SystemTool.Find("systemctl")!;
        return calls.Select(call => SystemTool.Run(systemctl, call).Fault).FirstOrDefault(static fault => fault is not null);
    }

    private Fault? RemoveUnits(string name)
    {
        try
        {
            foreach (string unit in Units(name))
            {
                File.Delete(unit);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Fault(FaultKind.Input, VisibleText.Show(e.Message, 300));
        }
    }

    private Fault? RunCmdlet(string script, params object[] arguments)
    {
        try
        {
            cmdlet.InvokeCommand.InvokeScript(script, false, System.Management.Automation.Runspaces.PipelineResultTypes.None, null, arguments);
            return null;
        }
        catch (RuntimeException e)
        {
            return new Fault(FaultKind.ServerFailure, VisibleText.Show(e.Message, 500));
        }
    }

    private static bool IsOurs(string path)
    {
        try
        {
            using StreamReader reader = new(path, new UTF8Encoding(false));
            char[] start = new char[256];
            int length = reader.ReadBlock(start, 0, start.Length);
            return SystemdUnits.IsOurs(new string(start, 0, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
