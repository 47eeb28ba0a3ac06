using System.Collections.Generic;

namespace SmtpTls;

/// <summary>The five words every judgement ends in, worst first (so the smaller value is the worse).</summary>
internal enum Verdict
{
    Fail,
    Inconclusive,
    Warn,
    Pass,
    NotPresent,
}

internal static class Verdicts
{
    /// <summary>The worst of them; <paramref name="none"/> when there are none.</summary>
    public static Verdict Worst(IEnumerable<Verdict> verdicts, Verdict none)
    {
        Verdict? worst = null;
        foreach (Verdict verdict in verdicts)
        {
            worst = worst is null || verdict < worst ? verdict : worst;
        }

        return worst ?? none;
    }
}
