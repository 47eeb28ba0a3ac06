using System.IO;
using System.Text;
using SmtpTls.Audit;
using SmtpTls.Audit.Drift;
using SmtpTls.Audit.Journal;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Audit.Drift;

/// <summary>Journals read as audits: the run put aside against the present one, shards as one run, and what was torn said and not taken for gone.</summary>
public sealed class JournalTextTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("smtptls-drift-journal-").FullName;
    private readonly List<AuditProblem> _problems = [];

    /// <summary>Made once: another certificate would be a change.</summary>
    private readonly DomainFacts _good = Seen.Facts(Seen.Encrypted(Seen.Certificate()), Seen.Anchored);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_run_put_aside_is_compared_with_the_present_one()
    {
        Write("a.previous", Head(0), Facts("a.example", 0, good: true), Facts("b.example", 0, good: true), Facts("gone.example", 0, good: true), End);
        Write("a.journal", Head(1), Facts("a.example", 1, good: false), Facts("b.example", 1, good: true), End);
        Write("a.journal.lock");
        IReadOnlyList<AuditDrift> drift = Compare();
        Assert.Empty(_problems);
        Assert.Equal([("a.example", "Worse"), ("gone.example", "Changed"), ("b.example", "Unchanged")], drift.Select(one => (one.Domain, one.Drift)));
        Assert.Contains(drift[0].Changes, change => change.Kind == "StartTlsVanished");
        Assert.Equal((Seen.Now.UtcDateTime, Seen.Now.UtcDateTime.AddDays(1)), (drift[0].OldAssessedAt, drift[0].NewAssessedAt));
        Assert.Equal("DomainRemoved", Assert.Single(drift[1].Changes).Kind);
        Assert.Equal(drift.Select(one => one.Drift), new AuditFolder(_problems.Add).Read([At("a.previous"), At("a.journal")]).Compare().Select(one => one.Drift));
    }

    [Fact]
    public void A_torn_line_is_said_and_its_domain_is_not_removed()
    {
        Write("a.previous", Head(0), Facts("a.example", 0, good: true), Facts("b.example", 0, good: true), End);
        Write("a.journal", Head(1), Facts("a.example", 1, good: false), Facts("b.example", 1, good: true)[..60]);
        AuditDrift drift = Assert.Single(Compare());
        Assert.Equal(("a.example", "Worse"), (drift.Domain, drift.Drift));
        Assert.Equal(2, _problems.Count);
        Assert.Contains("line 3: the line of the journal is torn or damaged", _problems[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("has not come to its end", _problems[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_of_one_list_are_one_run_and_other_options_are_another()
    {
        Write("1.previous", Head(0, shard: "1/2"), Facts("a.example", 0, good: true), End);
        Write("2.previous", Head(0, shard: "2/2"), Facts("b.example", 0, good: true), End);
        Write("1.journal", Head(1, shard: "1/2"), Facts("a.example", 1, good: true), End);
        Write("2.journal", Head(1, shard: "2/2"), Facts("b.example", 1, good: false), End);
        Assert.Equal([("b.example", "Worse"), ("a.example", "Unchanged")], Compare().Select(one => (one.Domain, one.Drift)));
        Write("3.journal", Head(2, port: 26), Facts("a.example", 2, good: true), Facts("b.example", 2, good: true), End);
        Assert.Equal([("b.example", "Better"), ("a.example", "Unchanged")], Compare().Select(one => (one.Domain, one.Drift)));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Journals_of_the_same_options_that_were_put_by_each_night_are_a_run_each()
    {
        foreach (int night in (int[])[0, 1, 2])
        {
            Write($"{9 - night}.journal", Head(night), Facts("a.example", night, good: night < 2), End);
        }

        AuditDrift drift = Assert.Single(Compare());
        Assert.Equal(("a.example", "Worse", Seen.Now.UtcDateTime.AddDays(1)), (drift.Domain, drift.Drift, drift.OldAssessedAt));
        foreach (int night in (int[])[3, 4])
        {
            Write($"{night}-1.journal", Head(night, shard: "1/2"), Facts("a.example", night, good: night == 4), End);
            Write($"{night}-2.journal", Head(night, shard: "2/2"), Facts("b.example", night, good: true), End);
        }

        Assert.Equal([("a.example", "Better"), ("b.example", "Unchanged")], Compare().Select(one => (one.Domain, one.Drift)));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Two_folders_of_journals_are_two_audits_in_the_order_given()
    {
        string older = Directory.CreateDirectory(At("older")).FullName, newer = Directory.CreateDirectory(At("newer")).FullName;
        Write("older/a.journal", Head(0), Facts("a.example", 0, good: true), Facts("b.example", 0, good: true), End);
        Write("newer/a.previous", Head(1), Facts("a.example", 1, good: false), End);
        Write("newer/1.journal", Head(2, shard: "1/2"), Facts("a.example", 2, good: false), End);
        Write("newer/2.journal", Head(2, shard: "2/2"), Facts("b.example", 2, good: true), End);
        AuditFolder folder = new(_problems.Add);
        IReadOnlyList<AuditDrift> drift = folder.ReadPair(older, newer).Value!.Compare();
        Assert.Equal([("a.example", "Worse"), ("b.example", "Unchanged")], drift.Select(one => (one.Domain, one.Drift)));
        Assert.Equal((Seen.Now.UtcDateTime, Seen.Now.UtcDateTime.AddDays(2)), (drift[0].OldAssessedAt, drift[0].NewAssessedAt));
        Assert.Equal("Better", folder.ReadPair(newer, At("older/a.journal")).Value!.Compare()[0].Drift);
        Assert.Empty(_problems);
    }

    [Fact]
    public void A_folder_of_several_audits_or_of_none_is_no_side_of_a_comparison()
    {
        string several = Directory.CreateDirectory(At("several")).FullName, none = Directory.CreateDirectory(At("none")).FullName;
        Write("several/1.journal", Head(0), Facts("a.example", 0, good: true), End);
        Write("several/2.journal", Head(1, port: 26), Facts("a.example", 1, good: true), End);
        AuditFolder folder = new(_problems.Add);
        Assert.Contains("several' holds 2 audits", folder.ReadPair(several, At("several/2.journal")).Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("none' holds no audits", folder.ReadPair(At("several/1.journal"), none).Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Journals_beside_audits_are_left_to_their_run()
    {
        Write("a.journal", Head(0), End);
        File.WriteAllText(At("audit.jsonl"), Audits.Good().ToJson());
        Assert.Equal([At("audit.jsonl")], new AuditFolder(_problems.Add).Find(_root));
    }

    [Fact]
    public void A_journal_of_a_later_version_and_facts_that_are_none_are_refused_in_words()
    {
        Write("a.journal", Line(JournalLineKind.Head, "{\"version\":9}"), Line(JournalLineKind.Facts, "AAAA"), Line(JournalLineKind.Facts, JournalBody.Pack("[]")), End);
        using StreamReader reader = new(At("a.journal"));
        string[] said = [.. AuditFile.ReadAll(reader).Select(one => one.Audit.Fault!.Message)];
        Assert.Equal(3, said.Length);
        Assert.Contains("another version", said[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Bent_journals_are_read_or_refused_in_words()
    {
        string whole = Head(0) + Facts("a.example", 0, good: true) + End;
        foreach (byte[] octets in new Mutator([whole, whole + whole], "\n", " ", "F 0 ", "E", "{", "\0").All())
        {
            using StreamReader reader = new(new MemoryStream(octets), new UTF8Encoding(false));
            Assert.All(AuditFile.ReadAll(reader), one => Assert.True(one.Line > 0 && (one.Audit.Value is not null || one.Audit.Fault!.Message.Length > 0)));
        }
    }

    private static string End => Line(JournalLineKind.End, "");

    private static string Head(int day, string? shard = null, int port = 25)
    {
        Shard? part = null;
        Assert.True(shard is null || Shard.TryParse(shard, out part));
        return Line(JournalLineKind.Head, new JournalHead
        {
            Begun = Seen.Now.AddDays(day),
            Shard = part,
            Options = JournalHead.OptionsOf(new AuditOptions { HeloName = "test.example", Port = port }, [], null, null),
        }.Write());
    }

    private string Facts(string domain, int day, bool good)
    {
        DomainFacts facts = good ? _good : Seen.Facts(Seen.Probe(ProbeOutcome.NotOffered));
        return Line(JournalLineKind.Facts, JournalBody.Pack(FactsFile.Write(facts with { Domain = DomainName.Parse(domain), TakenAt = Seen.Now.AddDays(day) })), domain);
    }

    private static string Line(JournalLineKind kind, string body, string subject = "a.example") =>
        Encoding.UTF8.GetString(new JournalLine { Kind = kind, Subject = subject, Body = body }.ToOctets());

    private IReadOnlyList<AuditDrift> Compare()
    {
        AuditFolder folder = new(_problems.Add);
        return folder.ReadByTime(folder.Find(_root)).Compare();
    }

    private string At(string name) => Path.Combine(_root, name);

    private void Write(string name, params string[] lines) => File.WriteAllText(At(name), string.Concat(lines));
}
