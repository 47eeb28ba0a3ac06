using System;
using System.Collections.Generic;
using System.IO;
using SmtpTls.Audit;
using SmtpTls.Reports.Audits;

namespace SmtpTls.Cli.Run;

/// <summary>The page that a run is to leave behind.</summary>
/// <param name="File">Where it is written.</param>
/// <param name="Title">Null for the usual.</param>
/// <param name="View">What of an audit is shown.</param>
internal sealed record PageChoice(string File, string? Title, Func<DomainAudit, DomainAudit> View);

/// <summary>Collects a run for its page, which is written when the run has come to its end: an interrupted one leaves the page of the run before.</summary>
internal sealed class PageKeeper : IDisposable
{
    private readonly AuditPage _page = new();

    // The page is in English and holds every proof, whatever the terminal is given.
    private readonly Judge _judge = new(new CheckCatalog(), withProofs: true);
    private readonly PageChoice _choice;
    private readonly Terminal _terminal;

    private PageKeeper(PageChoice choice, Terminal terminal) => (_choice, _terminal) = (choice, terminal);

    /// <summary>Null where no page is wanted.</summary>
    public static PageKeeper? Open(PageChoice? choice, Terminal terminal) => choice is null ? null : new PageKeeper(choice, terminal);

    /// <exception cref="IOException">The disk is full.</exception>
    public void Keep(DomainFacts facts) => _page.Add(_choice.View(_judge.Assess(facts)));

    /// <exception cref="IOException">The page cannot be written; what was there is there still.</exception>
    public void Finish()
    {
        Outcome<IReadOnlyList<string>> written = _page.Write(Path.GetFullPath(_choice.File), _choice.Title, SystemClock.Instance.Now, replace: true);
        if (written.Value is null)
        {
            throw new IOException(written.Fault!.Message);
        }

        _terminal.Complain($"{VisibleText.Show(_choice.File)} is written.");
    }

    public void Dispose() => _page.Dispose();
}
