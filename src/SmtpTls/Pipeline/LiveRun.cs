using System;
using System.Collections.Generic;
using SmtpTls.Audit;

namespace SmtpTls.Pipeline;

/// <summary>Where a run is kept, so that it can go on after an interruption, and which part of the list it is.</summary>
internal sealed record LiveRun
{
    public static readonly LiveRun Whole = new();

    /// <summary>As the user wrote it; null for a run that leaves nothing behind.</summary>
    public string? Folder { get; init; }

    /// <summary>Begin anew whatever an interrupted run left.</summary>
    public bool Restart { get; init; }

    /// <summary>How long a server is left alone that says it is too busy, before each further attempt.</summary>
    public IReadOnlyList<TimeSpan> BackOff { get; init; } = [];

    /// <summary>Null for the whole list.</summary>
    public Shard? Shard { get; init; }
}
