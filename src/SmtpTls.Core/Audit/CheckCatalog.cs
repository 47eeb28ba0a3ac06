using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace SmtpTls.Audit;

/// <summary>Every check there is, ordered by id. Found by reflection, so that a new check is one new file.</summary>
internal sealed class CheckCatalog
{
    public CheckCatalog()
    {
        Checks = [.. Find().OrderBy(check => check.Info.Id, StringComparer.Ordinal)];
    }

    public IReadOnlyList<Check> Checks { get; }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The program that is compiled ahead keeps this assembly whole.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The same.")]
    private static IEnumerable<Check> Find() => typeof(Check).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Check)) && !type.IsAbstract)
        .Select(type => (Check)Activator.CreateInstance(type)!);
}
