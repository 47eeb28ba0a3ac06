using System.Collections.Generic;

namespace SmtpTls;

/// <summary>An audit that runs by itself: what is registered, or with <c>-WhatIf</c> would be.</summary>
public sealed record AuditSchedule
{
    /// <summary>The name of the task or units.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>TaskScheduler, SystemdUser</c> or <c>SystemdSystem</c>.</summary>
    public string Scheduler { get; init; } = "";

    /// <summary>False with <c>-WhatIf</c>, or where the answer was no: nothing was changed.</summary>
    public bool Registered { get; init; }

    /// <summary>The program, and behind it its arguments one by one.</summary>
    public IReadOnlyList<string> Command { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>Where audits and drift are kept.</summary>
    public string OutputDirectory { get; init; } = "";

    /// <summary>Files that are written, whole.</summary>
    public IReadOnlyList<ScheduleFile> Files { get; init => field = ValueList.Of(value); } = ValueList<ScheduleFile>.Nothing;

    /// <summary>The task's definition; null where files hold it.</summary>
    public string? TaskXml { get; init; }

    /// <summary>What is run to register it, one command a line.</summary>
    public IReadOnlyList<string> Steps { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>What the administrator should know.</summary>
    public IReadOnlyList<string> Notes { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;
}

/// <summary>A file of a schedule.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Text">All that it holds.</param>
public sealed record ScheduleFile(string Path, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
