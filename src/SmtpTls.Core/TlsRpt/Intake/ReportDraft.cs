using System.Collections.Generic;
using System.Globalization;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What is known of a report while it is read: where the reading is, and what is wrong so far.</summary>
internal sealed class ReportDraft(int mostItems)
{
    private readonly List<TlsRptProblem> _problems = [];
    private int _items;
    private int _unsaid;

    /// <summary>The policy that is read; -1 outside of policies.</summary>
    public int Policy { get; set; } = -1;

    /// <summary>The failure that is read; -1 outside of failures.</summary>
    public int Detail { get; set; } = -1;

    public IReadOnlyList<TlsRptProblem> Problems => _unsaid == 0 ? _problems
        : [.. _problems, new TlsRptProblem(ProblemCode.BadValue, "", $"There are {_unsaid} more problems of this kind; only the first {ReportLimits.MostProblems} are listed.")];

    public void Add(string code, Member member, string text) => AddAt(code, At(member), text);

    public void AddAt(string code, string place, string text)
    {
        if (_problems.Count < ReportLimits.MostProblems)
        {
            _problems.Add(new TlsRptProblem(code, place, text));
        }
        else
        {
            _unsaid++;
        }
    }

    /// <summary>The place of a member of what is read.</summary>
    public string At(Member member)
    {
        string name = MemberNames.Text(member);
        string policy = Policy < 0 ? "" : "policies[" + Policy.ToString(CultureInfo.InvariantCulture) + "]";
        string detail = Detail < 0 ? policy : policy + ".failure-details[" + Detail.ToString(CultureInfo.InvariantCulture) + "]";
        return detail.Length == 0 ? name : member == Member.Other ? detail : detail + "." + name;
    }

    public ReportFaultException Fault(string code, Member member, string text) => new(code, At(member), text);

    /// <summary>One more policy, failure or text, or several.</summary>
    /// <exception cref="ReportFaultException">There are more than are read.</exception>
    public void CountItem(int count = 1)
    {
        _items += count;
        if (_items > mostItems)
        {
            throw new ReportFaultException(ProblemCode.TooLarge, "", $"It has more than {mostItems} policies, failures and texts, the most that are read.");
        }
    }
}
