using System.Text.Json;

namespace SmtpTls.Servers.Large;

/// <summary>What is kept of one line of <c>smtptls audit --jsonl</c>: a run prints a great deal, and all of it has to be read.</summary>
/// <param name="Domain">As it was printed.</param>
/// <param name="Verdicts">Assurance, grade and what each mechanism came to, in one text, so that a wrong one shows itself.</param>
/// <param name="Findings">Their ids, each once, in alphabetical order.</param>
internal sealed record AuditLine(string Domain, string Verdicts, string Findings)
{
    public static AuditLine Read(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement audit = document.RootElement;
        IEnumerable<string> outcomes = audit.GetProperty("startTls").GetProperty("hosts").EnumerateArray().Select(host => $"{Word(host, "host")} {Word(host, "outcome")}");
        IEnumerable<string> problems = audit.GetProperty("certificate").GetProperty("problems").EnumerateArray().Select(problem => " " + problem.GetString());
        IEnumerable<string> effects = audit.GetProperty("dane").GetProperty("hosts").EnumerateArray().Select(host => Word(host, "effect"));
        string verdicts = $"{Word(audit, "assurance")} {Word(audit, "grade")}; {string.Join(", ", outcomes)}; certificate {Word(audit, "certificate", "verdict")}{string.Concat(problems)}; "
            + $"DANE {Word(audit, "dane", "state")} {string.Join(", ", effects)} {Word(audit, "dane", "verdict")}; MTA-STS {Word(audit, "mtaSts", "state")} {Word(audit, "mtaSts", "verdict")}; "
            + $"TLS-RPT {Word(audit, "tlsRpt", "state")}";
        IEnumerable<string> findings = audit.GetProperty("findings").EnumerateArray().Select(finding => Word(finding, "id")).Distinct().Order(StringComparer.Ordinal);
        return new AuditLine(Word(audit, "domain"), verdicts, string.Join(' ', findings));
    }

    private static string Word(JsonElement from, params string[] path)
    {
        JsonElement value = path.Aggregate(from, static (element, name) => element.GetProperty(name));
        return value.ValueKind == JsonValueKind.Null ? "none" : value.GetString()!;
    }
}
