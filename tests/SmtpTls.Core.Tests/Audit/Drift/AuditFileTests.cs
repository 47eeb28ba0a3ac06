using System.IO;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Audit.Drift;
using SmtpTls.Core.Tests.Fakes;
using static SmtpTls.Core.Tests.Audit.Drift.Audits;

namespace SmtpTls.Core.Tests.Audit.Drift;

/// <summary>Files of audits: an array or lines, good pieces read, bad ones told with their line, and nothing that a stranger writes does harm.</summary>
public sealed class AuditFileTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("smtptls-drift-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Arrays_and_lines_hold_the_same()
    {
        string one = Good().ToJson(), two = (Good(1) with { Domain = "b.example" }).ToJson();
        foreach (string text in (string[])[$"{one}\n{two}\n", $"\ufeff{one}\r\n\r\n{two}", $"[\n {one},\n {two}\n]\n", $"  [{one},{two}]trailing"])
        {
            Assert.Equal(["contoso.com", "b.example"], AuditFile.ReadAll(new StringReader(text)).Select(read => read.Audit.Value?.Domain));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\n")]
    [InlineData(",\n{\"domain\":")]
    public void An_array_that_was_cut_off_counts_as_far_as_it_goes_and_nothing_is_removed(string rest)
    {
        string whole = Write("1.json", $"[{Good().ToJson()},\n{(Good() with { Domain = "b.example" }).ToJson()}]"), cut = Write("2.json", "[" + Good(1).ToJson() + rest);
        List<AuditProblem> problems = [];
        AuditDrift drift = Assert.Single(new AuditFolder(problems.Add).Read([whole, cut]).Compare());
        Assert.Equal(("contoso.com", "Unchanged"), (drift.Domain, drift.Drift));
        Assert.Contains("the array has no end", problems[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    public void A_file_that_holds_no_audit_removes_no_domain(string text)
    {
        List<AuditProblem> problems = [];
        Assert.Empty(new AuditFolder(problems.Add).Read([Write("1.json", Good().ToJson()), Write("2.json", text)]).Compare());
        Assert.Contains("holds no audit", Assert.Single(problems).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "no JSON")]
    [InlineData("{}", "lacks 'domain'")]
    [InlineData("[1,2]", "no audit")]
    [InlineData("{\"domain\":\"a\",\"mxState\":null,\"assessedAt\":null,\"startTls\":null,\"findings\":null}", "")]
    [InlineData("{\"version\":2,\"facts\":{}}", "")]
    public void A_line_that_is_no_audit_is_told_with_its_number_and_the_rest_goes_on(string bad, string part)
    {
        (int Line, Outcome<DomainAudit> Audit)[] read = [.. AuditFile.ReadAll(new StringReader($"{Good().ToJson()}\n{bad}\n{Good(1).ToJson()}"))];
        Assert.Equal([1, 2, 3], read.Select(one => one.Line));
        Assert.Equal([true, false, true], read.Select(one => one.Audit.Value is not null));
        Assert.Contains(part, read[1].Audit.Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"domain\":\"contoso.com\",\"mxState\"", "\"domain\":\"no domain\",\"mxState\"", "no domain name")]
    [InlineData("\"mxState\":\"Found\"", "\"mxState\":\"Perhaps\"", "'Perhaps'")]
    [InlineData("\"outcome\":\"Encrypted\"", "\"outcome\":\"Great\"", "'Great'")]
    [InlineData("\"grade\":\"A\"", "\"grade\":\"Z\"", "'Z'")]
    [InlineData("\"findings\":[]", "\"findings\":null", "null")]
    [InlineData("\"findings\":[]", "\"findings\":[null]", "null")]
    [InlineData("\"assurance\":\"Enforced\"", "\"assurance\":7", "")]
    public void Words_that_no_version_wrote_make_an_audit_unreadable(string part, string instead, string problem) =>
        Assert.Contains(problem, AuditText.Read(Edit(Good(), part, instead)).Fault!.Message, StringComparison.Ordinal);

    [Fact]
    public void What_cannot_be_seen_is_made_visible()
    {
        DomainAudit audit = Good() with { Findings = [Finding("CERT-EXPIRED") with { Detail = "a\u001b[31m\u202eb\r\nc" }] };
        Assert.Equal(@"a\u{1b}[31m\u{202e}b\u{d}\u{a}c", AuditText.Read(audit.ToJson()).Value!.Findings[0].Detail);
    }

    [Fact]
    public void Members_of_later_versions_are_passed_over_and_those_of_older_ones_may_lack()
    {
        DomainAudit read = AuditText.Read(Edit(Good(), "\"grade\":", "\"future\":{\"a\":[1,{}]},\"grade\":")).Value!;
        Assert.Equal("A", read.Grade);
        using JsonDocument whole = JsonDocument.Parse(Good().ToJson());
        Dictionary<string, object?> old = whole.RootElement.EnumerateObject().Where(one => one.Name is not ("dane" or "dnsSecurity" or "tlsRpt")).ToDictionary(one => one.Name, one => (object?)one.Value);
        Assert.Null(AuditText.Read(JsonSerializer.Serialize(old)).Value!.Dane);
    }

    [Fact]
    public void A_folder_is_read_by_the_time_of_its_audits_and_tells_what_it_could_not_read()
    {
        Write("z.jsonl", Good().ToJson());
        Write("a.json", $"[{Good(1).With(Outcome("NotOffered", "Fail")).ToJson()}]");
        Write("broken.jsonl", "{\n" + Good(5).ToJson()[..50]);
        Write("empty.json", "");
        Write("notes.txt", "no audit");
        List<AuditProblem> problems = [];
        AuditFolder folder = new(problems.Add);
        AuditDrift drift = Assert.Single(folder.ReadByTime(folder.Find(_root)).Compare());
        Assert.Equal((Day, Day.AddDays(1)), (drift.OldAssessedAt, drift.NewAssessedAt));
        Assert.Contains(drift.Changes, change => change.Kind == "StartTlsVanished");
        Assert.Equal(["broken.jsonl", "empty.json"], problems.Select(problem => Path.GetFileName(problem.Path)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Links_in_a_folder_are_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making a link needs a right on Windows.");
        string outside = Path.Combine(_root, "outside");
        File.WriteAllText(outside, Good().ToJson());
        File.CreateSymbolicLink(Path.Combine(_root, "a.jsonl"), outside);
        List<AuditProblem> problems = [];
        Assert.Empty(new AuditFolder(problems.Add).Find(_root));
        Assert.Contains("link", Assert.Single(problems).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_of_a_file_are_told_up_to_a_number_and_then_counted()
    {
        string file = Write("bad.jsonl", string.Concat(Enumerable.Repeat("{}\n", 500)));
        List<AuditProblem> problems = [];
        new AuditFolder(problems.Add).Read([file, Path.Combine(_root, "none")]);
        Assert.Equal(22, problems.Count);
        Assert.Contains("480 more", problems[20].Text, StringComparison.Ordinal);
        Assert.Contains("no such file", problems[21].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_piece_without_an_end_is_cut_and_refused()
    {
        string text = "[{\"domain\":\"" + new string('x', AuditText.MostCharacters + 100) + "\"}," + Good().ToJson() + "]";
        Outcome<DomainAudit>[] read = [.. AuditFile.ReadAll(new StringReader(text)).Select(one => one.Audit)];
        Assert.Contains("longer", read[0].Fault!.Message, StringComparison.Ordinal);
        Assert.NotNull(read[1].Value);
    }

    [Fact]
    public void An_audit_survives_the_way_out_and_in() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<string>(), (subject, detail) =>
    {
        DomainAudit audit = Good() with { Findings = [Finding("CERT-EXPIRED", subject: subject ?? "") with { Detail = detail ?? "" }] };
        Finding read = AuditText.Read(audit.ToJson()).Value!.Findings[0];
        return read.Subject == Shown(subject) && read.Detail == Shown(detail)
            && AuditText.Read(AuditText.Read(audit.ToJson()).Value!.ToJson()).Value!.Findings[0].Detail == read.Detail;
    }));

    [Fact]
    public void Comparing_an_audit_with_itself_finds_nothing_and_any_two_never_throw()
    {
        string[] outcomes = ["Encrypted", "NotOffered", "Timeout", "ConnectionRefused"], verdicts = ["Pass", "Fail", "Inconclusive", "Fail"];
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte>(), ArbMap.Default.ArbFor<byte>(), (a, b) =>
        {
            DomainAudit Make(byte seed, int day)
            {
                StartTlsResult host = (seed & 3) == 0 ? Encrypted(sha256: (seed & 16) == 0 ? "a" : "b") : Outcome(outcomes[seed & 3], verdicts[seed & 3]);
                return Good(day).With(host) with { MtaSts = (seed & 4) == 0 ? Good().MtaSts : Sts("Indeterminate", null, null, "Inconclusive"), Findings = (seed & 8) == 0 || (seed & 3) == 2 ? [] : [Finding("CERT-EXPIRED")] };
            }

            AuditDrift same = Compare(Make(a, 0), Make(a, 1));
            AuditDrift drift = Compare(Make(a, 0), Make(b, 1));
            bool dark = (a & 3) == 2 || (b & 3) == 2;
            return same.Changes.Count == 0 && (!dark || drift.Changes.All(change => change.Subject != Host || change.Direction == "Changed"));
        }));
    }

    [Fact]
    public void Bent_files_are_read_or_refused_in_words()
    {
        string good = Good().ToJson();
        Mutator mutator = new([good, $"[{good}]", good + "\n" + (Good(1) with { Findings = [Finding("CERT-EXPIRED")] }).ToJson()], "{", "}", "[", "]", "\"", "\\", "null", "\"grade\":", "1e999", "\\u0000", "{\"version\":2,\"facts\":{");
        int read = 0;
        DomainAudit known = AuditText.Read(good).Value!;
        foreach (byte[] octets in mutator.All())
        {
            AuditHistory history = new();
            history.BeginRun();
            history.Add(known);
            history.BeginRun();
            foreach ((int line, Outcome<DomainAudit> audit) in AuditFile.ReadAll(new StreamReader(new MemoryStream(octets), new UTF8Encoding(false))))
            {
                Assert.True(line > 0);
                Assert.True(audit.Value is not null || audit.Fault!.Message.Length > 0);
                if (audit.Value is { } found)
                {
                    history.Add(found);
                    read++;
                }
            }

            Assert.All(history.Compare(), drift => Assert.All(drift.Changes, change => Assert.DoesNotContain(change.Detail, c => char.IsControl(c))));
        }

        Assert.InRange(read, 1, int.MaxValue);
    }

    /// <summary>Half a surrogate is nothing that JSON can hold.</summary>
    private static string Shown(string? text) => VisibleText.Show(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")), int.MaxValue);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_root, name);
        File.WriteAllText(path, text);
        return path;
    }
}
