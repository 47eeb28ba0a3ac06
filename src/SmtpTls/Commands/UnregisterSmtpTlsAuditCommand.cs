using System.Management.Automation;
using SmtpTls.Pipeline;
using SmtpTls.Reports.Schedule;

namespace SmtpTls.Commands;

/// <summary><c>Unregister-SmtpTlsAudit</c>: takes a schedule away; audits and settings stay.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "SmtpTlsAudit", SupportsShouldProcess = true), OutputType(typeof(string))]
public sealed class UnregisterSmtpTlsAuditCommand : PSCmdlet
{
    /// <summary>The names of schedules.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["SmtpTlsAudit"];

    /// <summary>For systemd: one user's timer, or the machine's.</summary>
    [Parameter, ValidateSet("User", "System")]
    public string Scope { get; set; } = "User";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ScheduleHost.FindMissing() is { } missing)
        {
            ThrowTerminatingError(Errors.SchedulerMissing(missing));
        }

        ScheduleHost host = new(this, Scope == "System");
        foreach (string name in Name)
        {
            if (ScheduleWish.FindNameProblem(name) is { } bad)
            {
                WriteError(Errors.ScheduleNotFound(name, $"-Name '{VisibleText.Show(name, 100)}': {bad}."));
            }
            else if (ShouldProcess($"{name} ({host.Kind})", "Take the schedule away"))
            {
                Outcome<string> gone = host.Unregister(name);
                if (gone.State == OutcomeState.Absent)
                {
                    WriteError(Errors.ScheduleNotFound(name, $"There is no schedule '{name}' among those of {host.Kind}."));
                }
                else if (gone.Fault is { } fault)
                {
                    WriteError(Errors.ScheduleNotUnregistered(name, fault));
                }
                else
                {
                    if (gone.Value is { Length: > 0 } said && !ScheduleHost.IsWindows)
                    {
                        WriteWarning($"The units of '{name}' are gone, but systemd did not answer: {said}");
                    }

                    WriteObject(name);
                }
            }
        }
    }
}
