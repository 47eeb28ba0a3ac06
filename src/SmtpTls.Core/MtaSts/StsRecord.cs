using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.MtaSts;

/// <summary>
/// The TXT record at <c>_mta-sts.DOMAIN</c>. MTA-STS (RFC 8461) lets a mail domain say "deliver to me over verified TLS or not at all". The rules
/// stand in a policy file on a web server, whose certificate proves them genuine; asking a web server for each message would be too much, so this
/// small record says that there is a policy, and by its <c>id</c> whether it changed since a sender last fetched it. Whoever can forge DNS can
/// hide the record, but not shorten the life of a policy that a sender already holds.
/// </summary>
internal sealed record StsRecord
{
    public const string Version = "v=STSv1";

    private const int MostIdCharacters = 32;

    public required string Id { get; init; }

    /// <summary>Fields that the standard does not name, each once, in order.</summary>
    public IReadOnlyList<RecordField> Extensions { get; init; } = [];

    /// <summary>The form to publish.</summary>
    public override string ToString() => $"{Version}; id={Id};" + string.Concat(Extensions.Select(field => $" {field};"));

    /// <summary>1 to 32 letters and digits (RFC 8461 §3.1).</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= MostIdCharacters && id.All(RecordFields.IsLetterOrDigit);

    /// <summary>Reads what stands at the name: all TXT records, each joined. Never throws.</summary>
    public static Reading<StsRecord> Parse(string name, IReadOnlyList<string> texts)
    {
        List<TextProblem> problems = [];
        List<string> candidates = [];
        foreach (string text in texts)
        {
            if (RecordFields.Begins(text, Version))
            {
                candidates.Add(text);
            }
            else if (RecordFields.AlmostBegins(text, Version))
            {
                problems.Add(TextProblem.Warning(TextProblemKind.Overlooked, $"a TXT record is passed over because it does not begin with '{Version};' exactly", text));
            }
        }

        string raw = string.Join("\n", candidates);
        if (candidates.Count == 1)
        {
            return ParseOne(name, raw, problems);
        }

        if (candidates.Count == 0)
        {
            string hint = problems.Count > 0 ? "; one that looks like it does not begin with the exact text" : "";
            return new Reading<StsRecord>(Outcome<StsRecord>.Absent(new Fault(FaultKind.NameNotFound, $"{name} has no TXT record that begins with '{Version};'{hint}.")), problems);
        }

        // RFC 8461 §3.1: with more than one, senders assume that there is no policy, also where they say the same.
        problems.AddRange(candidates.Select(text => TextProblem.Error(TextProblemKind.Multiple, $"{candidates.Count} records begin with '{Version};' and there may be one", text)));
        return Reading<StsRecord>.Invalid(What(name), raw, problems);
    }

    private static Reading<StsRecord> ParseOne(string name, string text, List<TextProblem> problems)
    {
        string? id = null;
        List<RecordField> extensions = [];
        foreach (RecordField field in RecordFields.Split(text, Version, problems))
        {
            if (field.Name != "id")
            {
                RecordFields.AddExtension(extensions, field, problems);
            }
            else if (id is not null)
            {
                // RFC 8461 §3.2, last paragraph: of a field that may not repeat, all but the first are ignored.
                problems.Add(TextProblem.Warning(TextProblemKind.Repeated, "the id stands there more than once; the first counts", field.ToString()));
            }
            else
            {
                id = field.Value;
                AddIdProblem(id, problems);
            }
        }

        if (id is null)
        {
            bool otherCase = extensions.Exists(field => field.Name is "ID" or "Id" or "iD");
            problems.Add(TextProblem.Error(TextProblemKind.Missing, otherCase ? "there is no id: the field's name is written 'id', in small letters" : "there is no id", text));
        }

        return problems.Exists(problem => problem.Fatal)
            ? Reading<StsRecord>.Invalid(What(name), text, problems)
            : Reading<StsRecord>.Found(new StsRecord { Id = id!, Extensions = extensions }, text, problems);
    }

    private static void AddIdProblem(string id, List<TextProblem> problems)
    {
        if (!IsId(id))
        {
            string why = id.Length == 0 ? "the id is empty"
                : id.Length > MostIdCharacters && id.All(RecordFields.IsLetterOrDigit) ? $"the id has {id.Length} characters, and 32 are allowed"
                : "the id holds something other than letters and digits";
            problems.Add(TextProblem.Error(TextProblemKind.Value, why, "id=" + id));
        }
    }

    private static string What(string name) => $"The MTA-STS record at {name}";
}
