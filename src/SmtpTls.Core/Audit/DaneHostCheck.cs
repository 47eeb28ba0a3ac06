using System.Collections.Generic;

namespace SmtpTls.Audit;

/// <summary>A check that looks at one mail host at a time, as a sender sees it that honours DANE.</summary>
internal abstract class DaneHostCheck : Check
{
    public sealed override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (DaneHost host in DaneHost.AllOf(facts))
        {
            if (Look(facts, host) is { } finding)
            {
                yield return finding with { Detail = VisibleText.Show(finding.Detail, 900) };
            }
        }
    }

    /// <summary>Null where there is nothing to say.</summary>
    protected abstract Finding? Look(DomainFacts facts, DaneHost host);
}
