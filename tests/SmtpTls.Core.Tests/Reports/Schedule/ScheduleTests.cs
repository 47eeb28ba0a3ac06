using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Xml.Linq;
using SmtpTls.Reports.Schedule;

namespace SmtpTls.Core.Tests.Reports.Schedule;

/// <summary>Units and tasks as text: exact, escaped, and good in the eyes of systemd.</summary>
public sealed class ScheduleTests
{
    private static readonly ScheduleWish Wish = new()
    {
        Name = "SmtpTlsAudit", PowerShellPath = "/usr/bin/pwsh", ScriptPath = "/opt/m/scripts/Invoke-ScheduledAudit.ps1", SettingsPath = "/var/lib/audits/SmtpTlsAudit.settings",
        OutputDirectory = "/var/lib/audits", At = new TimeSpan(3, 5, 0), RandomDelayMin = 15,
    };

    private static readonly ScheduleWish Windows = Wish with
    {
        PowerShellPath = @"C:\Program Files\PowerShell\7\pwsh.exe", ScriptPath = @"C:\Program Files\WindowsPowerShell\Modules\SmtpTls\0.1.0\scripts\Invoke-ScheduledAudit.ps1",
        SettingsPath = @"D:\Audits\SmtpTlsAudit.settings", OutputDirectory = @"D:\Audits", UserId = @"CONTOSO\admin",
    };

    private static readonly XNamespace Space = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    [Fact]
    public void A_users_units_are_these()
    {
        Assert.Equal("""
            # Written by Register-SmtpTlsAudit; Unregister-SmtpTlsAudit takes it away.
            [Unit]
            Description=SmtpTls audit SmtpTlsAudit

            [Service]
            Type=oneshot
            ExecStart="/usr/bin/pwsh" "-NoLogo" "-NoProfile" "-NonInteractive" "-File" "/opt/m/scripts/Invoke-ScheduledAudit.ps1" "/var/lib/audits/SmtpTlsAudit.settings"
            SuccessExitStatus=3
            UMask=0077
            NoNewPrivileges=yes

            """.ReplaceLineEndings("\n"), SystemdUnits.Service(Wish));
        Assert.Equal("""
            # Written by Register-SmtpTlsAudit; Unregister-SmtpTlsAudit takes it away.
            [Unit]
            Description=SmtpTls audit SmtpTlsAudit, by the clock

            [Timer]
            OnCalendar=*-*-* 03:05:00
            Persistent=true
            RandomizedDelaySec=900

            [Install]
            WantedBy=timers.target

            """.ReplaceLineEndings("\n"), SystemdUnits.Timer(Wish));
        Assert.True(SystemdUnits.IsOurs(SystemdUnits.Service(Wish)));
    }

    [Fact]
    public void A_script_may_do_what_its_user_may()
    {
        // Measured with Postfix: sendmail below NoNewPrivileges=yes tries for ever to reach its queue.
        Assert.DoesNotContain("NoNewPrivileges", SystemdUnits.Service(Wish with { RunsScript = true }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_machines_units_name_their_user_and_wait_for_the_network()
    {
        string service = SystemdUnits.Service(Wish with { IsSystem = true, UserId = "mailops" });
        Assert.Contains("\nUser=mailops\n", service, StringComparison.Ordinal);
        Assert.Contains("\nAfter=network-online.target\n", service, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b", "\"a b\"")]
    [InlineData("100%", "\"100%%\"")]
    [InlineData("$HOME", "\"$$HOME\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("a\nExecStartPre=/bin/false", "\"a\\nExecStartPre=/bin/false\"")]
    [InlineData("a\u0001'b", "\"a\\x01'b\"")]
    [InlineData("grüße", "\"grüße\"")]
    public void Words_are_escaped(string text, string word) => Assert.Equal(word, SystemdUnits.Word(text));

    [Fact]
    public void Days_are_those_of_systemd_from_Monday_on()
    {
        Assert.Equal("Mon,Fri,Sun *-*-* 03:05:00", SystemdUnits.Calendar(Wish with { Days = [DayOfWeek.Sunday, DayOfWeek.Friday, DayOfWeek.Monday, DayOfWeek.Friday] }));
        Assert.Equal("*-*-* 23:59:00", SystemdUnits.Calendar(Wish with { At = new TimeSpan(23, 59, 0) }));
    }

    /// <summary>With every character that means something to systemd in the paths.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task Systemd_finds_nothing_wrong(bool isSystem)
    {
        string root = Directory.CreateTempSubdirectory("smtptls units % $HOME '\" ").FullName;
        try
        {
            string script = Path.Combine(root, "a\nb %n $x \\t.ps1");
            await File.WriteAllTextAsync(script, "");
            ScheduleWish wish = Wish with { PowerShellPath = "/bin/sh", ScriptPath = script, SettingsPath = Path.Combine(root, "s;t.settings"), OutputDirectory = root, IsSystem = isSystem, UserId = isSystem ? "root" : null, Days = [DayOfWeek.Monday] };
            string units = Directory.CreateTempSubdirectory("smtptls-verify-").FullName;
            string service = Path.Combine(units, "SmtpTlsAudit.service"), timer = Path.Combine(units, "SmtpTlsAudit.timer");
            await File.WriteAllTextAsync(service, SystemdUnits.Service(wish));
            await File.WriteAllTextAsync(timer, SystemdUnits.Timer(wish));
            (int Code, string Said)? verified = await RunAsync("systemd-analyze", "verify", "--man=no", service, timer);
            Assert.SkipWhen(verified is null, "systemd-analyze is not installed.");
            string about = string.Join('\n', verified!.Value.Said.Split('\n').Where(line => line.Contains("SmtpTlsAudit", StringComparison.Ordinal)));
            Assert.True(verified.Value.Code == 0 && about.Length == 0, verified.Value.Said);
            Assert.Equal(0, (await RunAsync("systemd-analyze", "calendar", SystemdUnits.Calendar(wish)))!.Value.Code);
            Directory.Delete(units, recursive: true);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void A_task_has_everything_that_was_promised()
    {
        XElement task = XDocument.Parse(TaskXml.Write(Windows, new DateTime(2026, 11, 26, 9, 0, 0))).Root!;
        Assert.Equal("1.2", task.Attribute("version")!.Value);
        XElement trigger = task.Element(Space + "Triggers")!.Element(Space + "CalendarTrigger")!;
        Assert.Equal("2026-11-26T03:05:00", trigger.Element(Space + "StartBoundary")!.Value);
        Assert.Equal("PT15M", trigger.Element(Space + "RandomDelay")!.Value);
        Assert.Equal("1", trigger.Element(Space + "ScheduleByDay")!.Element(Space + "DaysInterval")!.Value);
        XElement principal = task.Element(Space + "Principals")!.Element(Space + "Principal")!;
        Assert.Equal((@"CONTOSO\admin", "S4U", "LeastPrivilege"), (principal.Element(Space + "UserId")!.Value, principal.Element(Space + "LogonType")!.Value, principal.Element(Space + "RunLevel")!.Value));
        XElement settings = task.Element(Space + "Settings")!;
        Assert.Equal(("true", "PT0S", "IgnoreNew"), (settings.Element(Space + "StartWhenAvailable")!.Value, settings.Element(Space + "ExecutionTimeLimit")!.Value, settings.Element(Space + "MultipleInstancesPolicy")!.Value));
        XElement exec = task.Element(Space + "Actions")!.Element(Space + "Exec")!;
        Assert.Equal(@"C:\Program Files\PowerShell\7\pwsh.exe", exec.Element(Space + "Command")!.Value);
        Assert.Equal(@"-NoLogo -NoProfile -NonInteractive -File ""C:\Program Files\WindowsPowerShell\Modules\SmtpTls\0.1.0\scripts\Invoke-ScheduledAudit.ps1"" D:\Audits\SmtpTlsAudit.settings", exec.Element(Space + "Arguments")!.Value);
        Assert.Equal(@"D:\Audits", exec.Element(Space + "WorkingDirectory")!.Value);
    }

    [Theory]
    [InlineData("SYSTEM", "S-1-5-18", null)]
    [InlineData(@"NT AUTHORITY\NETWORK SERVICE", "S-1-5-20", null)]
    [InlineData(@"CONTOSO\gmsa$", @"CONTOSO\gmsa$", "Password")]
    [InlineData(@"<b>&""", @"<b>&""", "S4U")]
    public void Principals_are_logged_on_as_their_kind_is(string user, string id, string? logon)
    {
        XElement principal = XDocument.Parse(TaskXml.Write(Windows with { UserId = user, Days = [DayOfWeek.Monday] }, DateTime.UnixEpoch)).Descendants(Space + "Principal").Single();
        Assert.Equal((id, logon), (principal.Element(Space + "UserId")!.Value, principal.Element(Space + "LogonType")?.Value));
    }

    [Theory]
    [InlineData(@"D:\100%\x")]
    [InlineData(@"D:\$(Arg0)")]
    [InlineData("D:\\a\"b")]
    [InlineData("D:\\a\nb")]
    public void What_a_task_would_expand_is_refused(string path) => Assert.NotNull(TaskXml.FindProblem(Windows with { SettingsPath = path }));

    [Theory]
    [InlineData(@"a b\", @"""a b\\""")]
    [InlineData(@"a\b", @"a\b")]
    [InlineData("", "\"\"")]
    [InlineData("a \"b", "\"a \\\"b\"")]
    public void Arguments_are_quoted_as_Windows_splits_them(string text, string argument) => Assert.Equal(argument, TaskXml.Argument(text));

    [Fact]
    public void What_no_unit_can_express_is_refused()
    {
        Assert.NotNull(SystemdUnits.FindProblem(Wish with { PowerShellPath = "/opt/$x/pwsh" }));
        Assert.NotNull(SystemdUnits.FindProblem(Wish with { UserId = "a\nExecStartPre=x" }));
        Assert.Null(SystemdUnits.FindProblem(Wish));
    }

    [Theory]
    [InlineData("SmtpTlsAudit", true)]
    [InlineData("a.b_c-1", true)]
    [InlineData("", false)]
    [InlineData("../x", false)]
    [InlineData("-x", false)]
    [InlineData("a b", false)]
    [InlineData("a%n", false)]
    public void Names_are_plain(string name, bool good) => Assert.Equal(good, ScheduleWish.FindNameProblem(name) is null);

    [Theory]
    [InlineData("03:00", true)]
    [InlineData("3:5", true)]
    [InlineData("24:00", false)]
    [InlineData("-1:00", false)]
    [InlineData("3", false)]
    [InlineData("03:00:00", false)]
    public void Times_are_of_the_day(string text, bool good) => Assert.Equal(good, ScheduleWish.TryReadTime(text, out _));

    [Fact]
    public void Settings_hold_no_secret_and_say_what_is_missing()
    {
        ScheduleSettings good = new() { Domains = ["contoso.com"], MailTo = ["a@contoso.com"], From = "b@contoso.com", SmtpServer = "relay" };
        Assert.Null(good.FindProblem());
        Assert.Contains("-MailTo needs", (good with { SmtpServer = null }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("-MailTo needs", (good with { From = null }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("for -MailTo", (good with { MailTo = [] }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("Name domains", (good with { Domains = [] }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("exclude", (good with { CredentialName = "a", CredentialPath = "b" }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("no mail address", (good with { MailTo = ["a@b.c\r\nBcc: x@y.z"] }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("secret", (good with { AuditParameter = new Dictionary<string, object> { ["Proxy"] = "http://u:p@proxy:8080" } }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("name of a parameter", (good with { AuditParameter = new Dictionary<string, object> { ["a;b"] = 1 } }).FindProblem(), StringComparison.Ordinal);
        Assert.Contains("\"domains\": [", good.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0x1ed, false, true)]
    [InlineData(1000, 0x1c0, false, true)]
    [InlineData(1001, 0x1c0, false, false)]
    [InlineData(1000, 0x1fd, false, false)]
    [InlineData(1000, 0x1ee, false, false)]
    [InlineData(0, 0x1ff, true, false)]
    public void Only_the_owner_and_root_may_write(long owner, int mode, bool link, bool good) =>
        Assert.Equal(good, PathTrust.FindUnixProblem([new PathFacts("/a/b", owner, mode, link), new PathFacts("/a", 0, 0x1ed, false), new PathFacts("/", 0, 0x1ed, false)], 1000) is null);

    [Fact]
    public void A_folder_above_that_others_can_write_is_refused_unless_it_is_sticky()
    {
        PathFacts file = new("/tmp/x", 1000, 0x180, false);
        Assert.Null(PathTrust.FindUnixProblem([file, new PathFacts("/tmp", 0, 0x3ff, false)], 1000));
        Assert.Contains("/tmp", PathTrust.FindUnixProblem([file, new PathFacts("/tmp", 0, 0x1ff, false)], 1000), StringComparison.Ordinal);
        Assert.NotNull(PathTrust.FindUnixProblem([new PathFacts("/tmp", 0, 0x3ff, false)], 1000));
        Assert.Null(PathTrust.FindUnixProblem([file, new PathFacts("/bin", 0, 0x1ff, true)], 1000));
        Assert.NotNull(PathTrust.FindUnixProblem([file, new PathFacts("/home/l", 1000, 0x1ff, true)], 1000));
    }

    [Theory]
    [InlineData("O:BAG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", false, true)]
    [InlineData("O:BAG:SYD:(A;ID;0x1200a9;;;BU)(A;ID;FA;;;BA)", false, true)]
    [InlineData("O:S-1-5-21-1-2-3-1000G:BAD:(A;;FA;;;S-1-5-21-1-2-3-1000)", false, true)]
    [InlineData("O:S-1-5-21-1-2-3-1001G:BAD:(A;;FA;;;BA)", false, false)]
    [InlineData("O:BAG:SYD:(A;;FA;;;WD)", false, false)]
    [InlineData("O:BAG:SYD:(A;;0x1301bf;;;AU)", false, false)]
    [InlineData("O:BAG:SYD:(D;;FA;;;WD)(A;;FR;;;WD)", false, true)]
    [InlineData("O:BAG:SYD:(A;;LC;;;AU)", false, false)]
    [InlineData("O:BAG:SYD:(A;;LC;;;AU)(A;OICIIO;SDGXGWGR;;;AU)", true, true)]
    [InlineData("O:BAG:SYD:(A;;0x1301bf;;;AU)", true, false)]
    [InlineData("O:BAG:SYD:(A;CIOI;FA;;;WD)", false, false)]
    [InlineData("O:BAG:SYD:NO_ACCESS_CONTROL", false, false)]
    [InlineData("", false, false)]
    public void Access_lists_of_Windows_are_read(string sddl, bool above, bool good) => Assert.Equal(good, PathTrust.FindWindowsProblem(@"D:\x", sddl, "S-1-5-21-1-2-3-1000", above) is null);

    private static async Task<(int Code, string Said)?> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = await process.StandardError.ReadToEndAsync();
            string said = await output + error;
            await process.WaitForExitAsync();
            return (process.ExitCode, said);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
