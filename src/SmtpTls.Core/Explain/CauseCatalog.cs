using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace SmtpTls.Explain;

/// <summary>
/// All causes, in one language. Loading reads some 200 KB once; the catalogue never changes afterwards and may be shared between threads.
/// </summary>
internal sealed class CauseCatalog
{
    private readonly Dictionary<string, Cause> _byId, _byFinding, _byResultType;

    private CauseCatalog(IReadOnlyList<Cause> causes, Language? language)
    {
        Causes = causes;
        Language = language;
        _byId = causes.ToDictionary(cause => cause.Id, StringComparer.Ordinal);
        _byFinding = Index(causes, cause => cause.Findings);
        _byResultType = Index(causes, cause => cause.ResultTypes);
    }

    /// <summary>In the order of the files: areas by name, entries as written.</summary>
    public IReadOnlyList<Cause> Causes { get; }

    /// <summary>The language that the texts are in; null for English.</summary>
    public Language? Language { get; }

    /// <summary>The catalogue in the language nearest to <paramref name="culture"/> (<see cref="Language.Nearest"/>); null or any culture without a file gives English.</summary>
    public static CauseCatalog Load(string? culture)
    {
        SharedSteps shared = SharedSteps.Load();
        Language? language = Language.Nearest(culture);
        List<Cause> causes = [];
        foreach (string area in DataFile.Areas)
        {
            using Stream stream = DataFile.Open(area);
            causes.AddRange(CauseReader.Read(stream, area, shared, language));
        }

        return new CauseCatalog(causes, language);
    }

    /// <summary>Null when there is no such entry.</summary>
    public Cause? Find(string id) => Of(_byId, id);

    /// <summary>The cause of a finding; null for a finding that is no failure.</summary>
    public Cause? OfFinding(string findingId) => Of(_byFinding, findingId);

    /// <summary>What a result type of RFC 8460 §4.3 means, for example <c>certificate-expired</c>; null for a word that the RFC does not list.</summary>
    public Cause? OfResultType(string resultType) => Of(_byResultType, resultType);

    private static Cause? Of(Dictionary<string, Cause> index, string? key) => key is not null && index.TryGetValue(key, out Cause? cause) ? cause : null;

    private static Dictionary<string, Cause> Index(IReadOnlyList<Cause> causes, Func<Cause, IReadOnlyList<string>> keys)
    {
        Dictionary<string, Cause> index = new(StringComparer.Ordinal);
        foreach (Cause cause in causes)
        {
            foreach (string key in keys(cause))
            {
                index.Add(key, cause);
            }
        }

        return index;
    }
}
