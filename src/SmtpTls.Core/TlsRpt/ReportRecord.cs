using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.TlsRpt;

/// <summary>
/// The TXT record at <c>_smtp._tls.DOMAIN</c>. TLS reporting (RFC 8460) lets a mail domain hear from senders how often TLS worked and why it did not: once a
/// day they send a JSON report to each place this record names. Without it a broken certificate shows only as mail that does not come.
/// </summary>
internal sealed record ReportRecord
{
    public const string Version = "v=TLSRPTv1";

    /// <summary>Where reports go, in order; at least one is not Unsupported.</summary>
    public required IReadOnlyList<ReportDestination> Rua { get; init; }

    /// <summary>Fields that the standard does not name, each once, in order.</summary>
    public IReadOnlyList<RecordField> Extensions { get; init; } = [];

    /// <summary>The form to publish.</summary>
    public override string ToString() => $"{Version}; rua={string.Join(",", Rua)};" + string.Concat(Extensions.Select(field => $" {field};"));

    /// <summary>Reads what stands at the name: all TXT records, each joined. Never throws.</summary>
    public static Reading<ReportRecord> Parse(string name, IReadOnlyList<string> texts)
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
            return new Reading<ReportRecord>(Outcome<ReportRecord>.Absent(new Fault(FaultKind.NameNotFound, $"{name} has no TXT record that begins with '{Version};'.")), problems);
        }

        // RFC 8460 §3: with more than one, senders assume that the domain does not take part.
        problems.AddRange(candidates.Select(text => TextProblem.Error(TextProblemKind.Multiple, $"{candidates.Count} records begin with '{Version};' and there may be one", text)));
        return Reading<ReportRecord>.Invalid(What(name), raw, problems);
    }

    private static Reading<ReportRecord> ParseOne(string name, string text, List<TextProblem> problems)
    {
        IReadOnlyList<ReportDestination>? rua = null;
        List<RecordField> extensions = [];
        foreach (RecordField field in RecordFields.Split(text, Version, problems))
        {
            if (field.Name != "rua")
            {
                RecordFields.AddExtension(extensions, field, problems);
            }
            else if (rua is not null)
            {
                // RFC 8460 does not say which counts; RFC 8461 §3.2 takes the first, and so do we.
                problems.Add(TextProblem.Warning(TextProblemKind.Repeated, "rua stands there more than once; the first counts, others are written behind it with commas", field.ToString()));
            }
            else
            {
                rua = DestinationReader.ReadAll(field.Value, problems);
            }
        }

        if (rua is null)
        {
            bool otherCase = extensions.Exists(field => field.Name.Equals("rua", StringComparison.OrdinalIgnoreCase));
            problems.Add(TextProblem.Error(TextProblemKind.Missing, otherCase ? "there is no rua: the field's name is written in small letters" : "there is no rua", text));
        }
        else if (rua.All(destination => destination.Kind == DestinationKind.Unsupported) && !problems.Exists(problem => problem.Fatal))
        {
            problems.Add(TextProblem.Error(TextProblemKind.NoDestination, "no rua is a mailto or https URI, so nobody can send a report", text));
        }

        return problems.Exists(problem => problem.Fatal)
            ? Reading<ReportRecord>.Invalid(What(name), text, problems)
            : Reading<ReportRecord>.Found(new ReportRecord { Rua = rua!, Extensions = extensions }, text, problems);
    }

    private static string What(string name) => $"The TLS reporting record at {name}";
}
