using System.Text;
using SmtpTls.Audit.Journal;

namespace SmtpTls.Audit.Drift;

/// <summary>A journal of <c>--state-path</c> read as a file of audits, line by line. What was torn or never came is told, and the rest counts.</summary>
internal sealed class JournalText
{
    private readonly bool _known;
    private bool _ended;

    private JournalText(JournalHead? head) => _known = head is not null;

    /// <summary>Null when a file with this first line is no journal.</summary>
    public static JournalText? Begin(string first) => ReadLine(first) is { Kind: JournalLineKind.Head } line ? new JournalText(JournalHead.Read(line.Body)) : null;

    /// <summary>Which run a journal with this first line is of; null when it is no journal that this program can read.</summary>
    public static JournalHead? HeadOf(string first) => ReadLine(first) is { Kind: JournalLineKind.Head } line ? JournalHead.Read(line.Body) : null;

    /// <summary>A whole line of a journal; null when it is none.</summary>
    public static JournalLine? ReadLine(string text) => text.Length > 17 && text[16] == ' ' ? JournalLine.Read(Encoding.UTF8.GetBytes(text)) : null;

    /// <summary>The audit of a line, or why it has none; null for a line that is not about a domain.</summary>
    /// <param name="text">The line.</param>
    /// <param name="whole">With dialogues and proofs.</param>
    public Outcome<DomainAudit>? Take(string text, bool whole = false)
    {
        JournalLine? line = ReadLine(text);
        switch (line?.Kind)
        {
            case JournalLineKind.Head:
                return _known ? null : Bad("the journal is of another version of this program");
            case JournalLineKind.End:
                _ended = true;
                return null;
            case JournalLineKind.Facts:
                _ended = false;
                return AuditText.Read(text, whole);
            default:
                return Bad("the line of the journal is torn or damaged, and left out");
        }
    }

    /// <summary>At the end of the file: a run that has not come to its end, of which domains may be missing.</summary>
    public Outcome<DomainAudit>? FindMissing() => _ended ? null : Bad("the run of the journal has not come to its end, so domains that it lacks are not told as removed");

    private static Outcome<DomainAudit> Bad(string why) => Outcome<DomainAudit>.Invalid(new Fault(FaultKind.Input, why));
}
