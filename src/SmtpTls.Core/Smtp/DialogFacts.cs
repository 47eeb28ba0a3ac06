using System.Collections.Generic;

namespace SmtpTls.Smtp;

/// <summary>What a dialogue has learnt so far. A probe's record is finished when it leaves; this is where it grows.</summary>
internal sealed class DialogFacts(ProbeTarget target)
{
    private readonly HashSet<ProbeRemark> _remarks = [];

    public SmtpProbe Probe { get; set; } = new() { Target = target, Outcome = ProbeOutcome.Disconnected };

    public bool Has(ProbeRemark remark) => _remarks.Contains(remark);

    public void Note(ProbeRemark remark, bool applies = true)
    {
        if (applies)
        {
            _remarks.Add(remark);
        }
    }

    /// <summary>Notes how the lines that a reader saw were ended and how long they were.</summary>
    public void NoteLines(ReplyReader reader)
    {
        Note(ProbeRemark.BareLineFeed, reader.SawBareLineFeed);
        Note(ProbeRemark.LongLine, reader.SawLongLine);
    }

    public void Conclude(ProbeOutcome outcome, Fault? fault) => Probe = Probe with { Outcome = outcome, Fault = fault };

    public SmtpProbe ToProbe()
    {
        List<ProbeRemark> remarks = [.. _remarks];
        remarks.Sort();
        return Probe with { Remarks = remarks };
    }
}
