using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Audit;
using SmtpTls.Audit.Journal;

namespace SmtpTls.Cli.Run;

/// <summary>Where a run is kept, so that it can go on after an interruption, and which part of the list it is.</summary>
internal sealed record RunState
{
    /// <summary>The folder of the journal; null for a run that leaves nothing behind.</summary>
    public string? Folder { get; init; }

    /// <summary>Begin anew whatever the journal holds.</summary>
    public bool Restart { get; init; }

    /// <summary>Null for the whole list.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Journals, or folders of them, whose results are printed instead of asking anybody.</summary>
    public IReadOnlyList<string> Merge { get; init; } = [];

    /// <summary>Counts by what it holds; null for none.</summary>
    public string? TrustAnchorFile { get; init; }

    /// <exception cref="UsageException">The folder cannot be used.</exception>
    public async Task<AuditJournal?> OpenAsync(AuditOptions options, Surroundings around, CancellationToken stop)
    {
        if (Folder is null)
        {
            return null;
        }

        JournalHead head = new()
        {
            Begun = DateTimeOffset.UtcNow,
            Shard = Shard,
            Options = JournalHead.OptionsOf(options, around.DnsServers, around.CaFile, TrustAnchorFile),
        };
        Outcome<AuditJournal> opened = await AuditJournal.OpenAsync(Folder, head, Restart, SystemClock.Instance, stop);
        return opened.Value ?? throw new UnusableStateException($"--state-path '{VisibleText.Show(Folder)}' cannot be used: {opened.Fault}.");
    }
}
