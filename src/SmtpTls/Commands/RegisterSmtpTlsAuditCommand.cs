using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Pipeline;
using SmtpTls.Reports.Schedule;

namespace SmtpTls.Commands;

/// <summary><c>Register-SmtpTlsAudit</c>: an audit that runs by itself and tells when something changed.</summary>
[Cmdlet(VerbsLifecycle.Register, "SmtpTlsAudit", SupportsShouldProcess = true), OutputType(typeof(AuditSchedule))]
public sealed class RegisterSmtpTlsAuditCommand : PSCmdlet
{
    private readonly List<string> _domains = [];

    /// <summary>Domains to audit.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("DomainName"), NameFrom("DomainName", "Domain")]
    public string[] Domain { get; set; } = [];

    /// <summary>A file of domains, read at each run.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? DomainFile { get; set; }

    /// <summary>Where audits and drift are kept.</summary>
    [Parameter(Mandatory = true), ValidateNotNullOrEmpty]
    public string OutputDirectory { get; set; } = "";

    /// <summary>The name of the task or units.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string Name { get; set; } = "SmtpTlsAudit";

    /// <summary>Local time of day.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string At { get; set; } = "03:00";

    /// <summary>Days of the week, instead of each day.</summary>
    [Parameter]
    public DayOfWeek[] DaysOfWeek { get; set; } = [];

    /// <summary>A run begins up to so many minutes later.</summary>
    [Parameter, ValidateRange(0, 720)]
    public int RandomDelayMin { get; set; } = 15;

    /// <summary>Who gets a mail when something changed.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] MailTo { get; set; } = [];

    /// <summary>The sender of that mail.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? From { get; set; }

    /// <summary>The server that takes it.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? SmtpServer { get; set; }

    /// <summary>Its port.</summary>
    [Parameter, ValidateRange(1, 65535)]
    public int SmtpPort { get; set; } = 587;

    /// <summary>A file of Export-Clixml with the credential for that server.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? CredentialPath { get; set; }

    /// <summary>The name of a secret with that credential.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? CredentialName { get; set; }

    /// <summary>The vault of that secret.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? CredentialVault { get; set; }

    /// <summary>A script that gets the path of a JSON file with the drift.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? OnDrift { get; set; }

    /// <summary>What is told.</summary>
    [Parameter, ValidateSet("Worse", "Any")]
    public string NotifyOn { get; set; } = "Worse";

    /// <summary>From which severity a change makes the run end with 1.</summary>
    [Parameter, ValidateSet("Never", "Info", "Low", "Medium", "High", "Critical")]
    public string FailOn { get; set; } = "Never";

    /// <summary>Further parameters of Invoke-SmtpTlsAudit.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable AuditParameter { get; set; } = [];

    /// <summary>For systemd: one user's timer, or the machine's.</summary>
    [Parameter, ValidateSet("User", "System")]
    public string Scope { get; set; } = "User";

    /// <summary>Whose rights a run has.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? UserId { get; set; }

    /// <summary>The PowerShell that runs it.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? PowerShellPath { get; set; }

    /// <summary>Replaces a schedule of the same name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string text in Domain)
        {
            if (DomainName.TryParse(text, out DomainName? name, out string? problem))
            {
                _domains.Add(name.ToString());
            }
            else
            {
                WriteError(Errors.DomainNameInvalid(text, problem));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Require(ScheduleHost.FindMissing() is { } missing ? Errors.SchedulerMissing(missing) : null);
        ScheduleWish wish = Wish();
        ScheduleSettings settings = Settings(wish);
        Require(settings.FindProblem() is { } problem ? Errors.ScheduleInvalid(problem) : null);
        ScheduleHost host = new(this, wish.IsSystem);
        CheckTrust(wish, settings, host);
        AuditSchedule plan = host.Plan(wish, settings, Force, SystemClock.Instance.Now.LocalDateTime) with { Notes = [.. Notes(wish, settings)] };
        if (ShouldProcess(Describe(plan), $"Register the audit '{plan.Name}' with {plan.Scheduler}?", "Register-SmtpTlsAudit"))
        {
            Outcome<IReadOnlyList<string>> kept = Keep(plan.Files[0]);
            Require((kept.Fault ?? host.Register(plan, Force)) is { } fault ? Errors.ScheduleNotRegistered(plan.Name, fault) : null);
            plan = plan with { Registered = true };
        }

        WriteObject(plan);
    }

    private static string Describe(AuditSchedule plan) =>
        $"Register the audit '{plan.Name}' with {plan.Scheduler}.\n"
        + string.Concat(plan.Files.Select(static file => $"\nWrite {VisibleText.Show(file.Path)}:\n{file.Text}"))
        + (plan.TaskXml is { } xml ? $"\nTask definition:\n{xml}" : "")
        + string.Concat(plan.Steps.Select(static step => $"\nRun: {step}"))
        + string.Concat(plan.Notes.Select(static note => $"\nNote: {note}"));

    private Outcome<IReadOnlyList<string>> Keep(ScheduleFile settings)
    {
        try
        {
            if (!Directory.Exists(Path.GetDirectoryName(settings.Path)))
            {
                OwnFiles.CreateFolder(Path.GetDirectoryName(settings.Path)!);
            }

            return FileSet.Write(Path.GetDirectoryName(settings.Path)!, [new TextFile(Path.GetFileName(settings.Path), settings.Text)], Force);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Outcome<IReadOnlyList<string>>.Invalid(new Fault(FaultKind.Input, VisibleText.Show(e.Message, 300)));
        }
    }

    private ScheduleWish Wish()
    {
        Require(ScheduleWish.FindNameProblem(Name) is { } bad ? Errors.ScheduleInvalid($"-Name '{VisibleText.Show(Name, 100)}': {bad}.") : null);
        Require(ScheduleWish.TryReadTime(At, out TimeSpan at) ? null : Errors.ScheduleInvalid($"-At '{VisibleText.Show(At, 100)}' is no time of day such as 03:00."));
        string output = FullPath(OutputDirectory), home = SessionState.PSVariable.GetValue("PSHOME") as string ?? "";
        string program = ScheduleHost.IsWindows ? PSEdition() == "Desktop" ? "powershell.exe" : "pwsh.exe" : "pwsh";
        ScheduleWish wish = new()
        {
            Name = Name,
            PowerShellPath = PowerShellPath is null ? Path.Combine(home, program) : FullPath(PowerShellPath),
            ScriptPath = Path.Combine(MyInvocation.MyCommand.Module?.ModuleBase ?? "", "scripts", "Invoke-ScheduledAudit.ps1"),
            OutputDirectory = output,
            SettingsPath = Path.Combine(output, Name + ".settings"),
            At = at,
            Days = DaysOfWeek,
            RandomDelayMin = RandomDelayMin,
            UserId = UserId ?? (ScheduleHost.IsWindows ? $@"{Environment.UserDomainName}\{Environment.UserName}" : null),
            IsSystem = Scope == "System",
            RunsScript = OnDrift is not null,
        };
        string? problem = ScheduleHost.IsWindows ? TaskXml.FindProblem(wish) : SystemdUnits.FindProblem(wish);
        Require(problem is null ? null : Errors.ScheduleInvalid(char.ToUpperInvariant(problem[0]) + problem.Substring(1) + "."));
        Require(!ScheduleHost.IsWindows && !wish.IsSystem && UserId is not null ? Errors.ScheduleInvalid("-UserId needs -Scope System: a user's own timer runs as that user.") : null);
        return wish;
    }

    private ScheduleSettings Settings(ScheduleWish wish) => new()
    {
        Name = wish.Name,
        OutputDirectory = wish.OutputDirectory,
        Domains = [.. _domains.Distinct()],
        DomainFile = DomainFile is null ? null : FullPath(DomainFile),
        AuditParameter = AuditParameter.Keys.Cast<object>().Select(static key => (Key: key, Name: key.ToString() ?? "")).ToDictionary(static one => one.Name, one => Kept(one.Name, AuditParameter[one.Key])),
        FailOn = FailOn,
        NotifyOn = NotifyOn,
        MailTo = MailTo,
        From = From,
        SmtpServer = SmtpServer,
        SmtpPort = SmtpPort,
        CredentialPath = CredentialPath is null ? null : FullPath(CredentialPath),
        CredentialName = CredentialName,
        CredentialVault = CredentialVault,
        OnDrift = OnDrift is null ? null : FullPath(OnDrift),
    };

    /// <summary>A path is one of here and now: a run begins in another folder.</summary>
    private object Kept(string name, object? value)
    {
        Require(AuditParameters.FindProblem(name) is { } problem ? Errors.ScheduleInvalid($"-AuditParameter: {problem}.") : null);
        object plain = Plain(value);
        return plain is string { Length: > 0 } path && AuditParameters.IsPath(name) ? FullPath(path) : plain;
    }

    /// <summary>Values as they are kept in a file; others are left for the check that refuses them.</summary>
    private static object Plain(object? value)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        return bare switch
        {
            SwitchParameter flag => flag.ToBool(),
            object[] list when list.All(static one => (one is PSObject item ? item.BaseObject : one) is string) => list.Select(static one => one.ToString()!).ToArray(),
            null => "",
            _ => bare,
        };
    }

    private void CheckTrust(ScheduleWish wish, ScheduleSettings settings, ScheduleHost host)
    {
        ScheduleTrust trust = new(this, ScheduleHost.IsWindows ? null : wish.UserId);
        Require(ScheduleHost.IsWindows || trust.KnowsUser ? null : Errors.ScheduleInvalid($"-UserId: this machine knows no user '{VisibleText.Show(wish.UserId ?? "", 100)}'."));
        string?[] files = [wish.PowerShellPath, wish.ScriptPath, settings.OnDrift, settings.DomainFile, settings.CredentialPath];
        foreach (string file in files.OfType<string>())
        {
            Require(File.Exists(file) ? null : Errors.SchedulePathUnsafe(file, "there is no such file"));
            Require(trust.FindProblem(file) is { } problem ? Errors.SchedulePathUnsafe(file, problem) : null);
        }

        foreach (string folder in ScheduleHost.IsWindows ? [wish.OutputDirectory] : new[] { wish.OutputDirectory, host.UnitFolder })
        {
            Require(trust.FindProblem(folder) is { } problem ? Errors.SchedulePathUnsafe(folder, problem) : null);
        }

        Require(!ScheduleHost.IsWindows && trust.FindOwnerProblem(wish.OutputDirectory) is { } foreign ? Errors.SchedulePathUnsafe(wish.OutputDirectory, foreign) : null);
        if (settings.CredentialPath is { } secret && ScheduleTrust.IsOpenToRead(secret))
        {
            Require(Errors.SchedulePathUnsafe(secret, "others can read it, and on this system nothing encrypts it; take that right away (chmod 600)"));
        }
    }

    private static IEnumerable<string> Notes(ScheduleWish wish, ScheduleSettings settings)
    {
        if (ScheduleHost.IsWindows)
        {
            yield return $"The task runs as {wish.UserId}, whether that user is logged on or not, without a stored password (S4U; a managed service account and the accounts of the system have their own way). Registering it may need an elevated session.";
            if (settings.CredentialPath is not null)
            {
                yield return "A Clixml credential can be read only by the user who wrote it, on this machine; a logon of kind S4U may be refused the key. Try it with: Start-ScheduledTask.";
            }
        }
        else if (!wish.IsSystem)
        {
            yield return "A user's timers run only while that user is logged in, unless lingering is on: loginctl enable-linger does that.";
        }
        else if (wish.UserId is null)
        {
            yield return "It runs as root. -UserId names a user with fewer rights, to whom the output folder must belong.";
        }
    }

    private static string PSEdition() => typeof(PSObject).Assembly.GetName().Version?.Major < 6 ? "Desktop" : "Core";

    private string FullPath(string path)
    {
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            Require(provider.Name == "FileSystem" ? null : Errors.SchedulePathUnsafe(path, $"it is in {provider.Name}, not among files"));
            return full.Length > 1 ? full.TrimEnd('/', Path.DirectorySeparatorChar) : full;
        }
        catch (SessionStateException e)
        {
            Require(Errors.SchedulePathUnsafe(path, e.Message.TrimEnd('.')));
            throw;
        }
    }

    private void Require(ErrorRecord? error)
    {
        if (error is not null)
        {
            ThrowTerminatingError(error);
        }
    }
}
