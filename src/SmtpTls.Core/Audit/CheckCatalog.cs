using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit;

/// <summary>Every check there is, ordered by id. Found by reflection, so that a new check is one new file.</summary>
internal sealed class CheckCatalog
{
    public CheckCatalog()
    {
        Checks = [.. typeof(Check).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Check)) && !type.IsAbstract)
            .Select(type => (Check)Activator.CreateInstance(type)!)
            .OrderBy(check => check.Info.Id, StringComparer.Ordinal)];
    }

    public IReadOnlyList<Check> Checks { get; }
}
