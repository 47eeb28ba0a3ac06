using System.Globalization;
using System.IO;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Audit;
using SmtpTls.Audit.Journal;
using Property = FsCheck.Check;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>The memory of a run on disk, and what a reader makes of a damaged one.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("smtptls-journal-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string State => Path.Combine(_root.FullName, "state");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_line_says_again_what_it_was_told()
    {
        Property.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<string>(), (place, body) =>
        {
            string text = new([.. (body ?? "").Where(c => c is not '\n' && !char.IsSurrogate(c))]);
            JournalLine line = new() { Kind = JournalLineKind.Facts, Place = place.Get, Subject = "example.com", Hosts = "a.example,b.example", Body = text };
            byte[] octets = line.ToOctets();
            return octets[^1] == '\n' && JournalLine.Read(octets[..^1]) == line;
        }));
    }

    [Fact]
    public void No_octet_of_a_line_can_change_unseen()
    {
        byte[] octets = new JournalLine { Kind = JournalLineKind.Facts, Subject = "example.com", Body = "{}" }.ToOctets()[..^1];
        for (int place = 0; place < octets.Length; place++)
        {
            byte[] changed = [.. octets];
            changed[place] ^= 1;
            Assert.Null(JournalLine.Read(changed));
            Assert.Null(JournalLine.Read(octets[..place]));
        }
    }

    [Fact]
    public void Facts_come_back_from_their_packed_form_and_nothing_else_does()
    {
        Property.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
            return JournalBody.Unpack(JournalBody.Pack(valid)) == valid;
        }));
        Assert.Null(JournalBody.Unpack("no base64"));
        Property.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets => JournalBody.Unpack(Convert.ToBase64String(octets ?? [])) is null or { Length: < 1_000_000 }));
    }

    [Fact]
    public void A_reader_takes_any_octets()
    {
        int most = int.TryParse(Environment.GetEnvironmentVariable("SMTPTLS_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 300;
        Random random = new(20261126);
        byte[] good = [.. Head().Concat(Line("a.example", 0)).Concat(Line("b.example", 1))];
        for (int i = 0; i < most; i++)
        {
            byte[] octets = [.. good.Take(random.Next(good.Length + 1))];
            for (int changes = random.Next(4); changes > 0 && octets.Length > 0; changes--)
            {
                octets[random.Next(octets.Length)] = (byte)random.Next(256);
            }

            using MemoryStream stream = new(octets);
            JournalIndex index = JournalIndex.Read(stream);
            Assert.InRange(index.Good, 0, octets.Length);
            Assert.InRange(index.Count, 0, 2);
        }
    }

    [Fact]
    public async Task A_run_goes_on_where_it_was_and_begins_anew_when_it_had_ended()
    {
        using (AuditJournal first = await OpenAsync())
        {
            first.Keep(0, Facts("a.example"));
            Assert.Equal("a.example", first.Find("a.example")?.Domain!.ToString());
            Assert.Empty(first.Notices);
        }

        using (AuditJournal second = await OpenAsync())
        {
            Assert.Contains("1 domain of it is known", Assert.Single(second.Notices), StringComparison.Ordinal);
            Assert.Null(second.Find("b.example"));
            Assert.NotNull(second.FindHost(Seen.Host));
            second.Keep(1, Facts("b.example"));
            Assert.NotNull(second.Find("a.example"));
            second.Finish();
        }

        using AuditJournal third = await OpenAsync();
        Assert.Empty(third.Notices);
        Assert.Null(third.Find("a.example"));
        Assert.Single(Directory.GetFiles(State, "*.previous"));
    }

    [Fact]
    public async Task One_writer_at_a_time()
    {
        using AuditJournal first = await OpenAsync();
        Outcome<AuditJournal> second = await AuditJournal.OpenAsync(State, HeadOf(), false, new HurriedClock(), Stop);
        Assert.Contains("another run with the same options", second.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_under_the_name_of_another_domain_are_asked_again()
    {
        (await OpenAsync()).Dispose();
        byte[] foreign = new JournalLine { Kind = JournalLineKind.Facts, Subject = "a.example", Body = JournalBody.Pack(FactsFile.Write(Facts("b.example"))) }.ToOctets();
        File.AppendAllText(Assert.Single(Directory.GetFiles(State, "*.journal")), Encoding.UTF8.GetString(foreign));
        using (AuditJournal second = await OpenAsync())
        {
            Assert.Null(second.Find("a.example"));
        }

        using JournalMerge merge = JournalMerge.Open([State]);
        Assert.Empty(merge.Read());
        Assert.Contains("a.example", merge.Problems[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_path_that_can_be_no_folder_is_said_in_words()
    {
        File.WriteAllText(State, "x");
        Outcome<AuditJournal> at = await AuditJournal.OpenAsync(State, HeadOf(), false, SystemClock.Instance, Stop);
        Assert.Contains("state' is a file, and a folder is needed", at.Fault!.Message, StringComparison.Ordinal);
        Outcome<AuditJournal> below = await AuditJournal.OpenAsync(Path.Combine(State, "x", "y"), HeadOf(), false, SystemClock.Instance, Stop);
        Assert.Contains("can be made there", below.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_options_and_other_parts_are_other_runs()
    {
        using AuditJournal first = await OpenAsync();
        first.Keep(0, Facts("a.example"));
        JournalHead other = HeadOf() with { Options = JournalHead.OptionsOf(new AuditOptions { HeloName = "test.example", Port = 26 }, [], null, null) };
        using (AuditJournal second = (await AuditJournal.OpenAsync(State, other, false, SystemClock.Instance, Stop)).Value!)
        {
            Assert.Null(second.Find("a.example"));
        }

        using AuditJournal third = (await AuditJournal.OpenAsync(State, HeadOf() with { Shard = new Shard(1, 2) }, false, SystemClock.Instance, Stop)).Value!;
        Assert.Null(third.Find("a.example"));
        Assert.Equal(3, Directory.GetFiles(State, "*.journal").Length);
    }

    [Theory, InlineData("1/4", 1, 4), InlineData("4/4", 4, 4), InlineData("1/1", 1, 1)]
    public void A_part_is_read(string text, int index, int count)
    {
        Assert.True(Shard.TryParse(text, out Shard? shard));
        Assert.Equal(new Shard(index, count), shard);
        Assert.Equal(text, shard!.ToString());
    }

    [Theory, InlineData(""), InlineData("0/4"), InlineData("5/4"), InlineData("1/0"), InlineData("1"), InlineData("-1/4"), InlineData("1/4\n"), InlineData("1/99999"), InlineData(" 1/4")]
    public void What_is_no_part_is_refused(string text) => Assert.False(Shard.TryParse(text, out _));

    [Fact]
    public void Each_key_is_in_exactly_one_part_and_the_parts_are_alike()
    {
        int[] sizes = new int[4];
        for (int i = 0; i < 4000; i++)
        {
            int[] holding = [.. Enumerable.Range(1, 4).Where(index => new Shard(index, 4).Holds($"mx{i}.example"))];
            sizes[Assert.Single(holding) - 1]++;
        }

        Assert.All(sizes, size => Assert.InRange(size, 850, 1150));
    }

    [Theory]
    [InlineData("contoso.com", "contoso.com", false)]
    [InlineData(" Someone@Contoso.COM ", "contoso.com", false)]
    [InlineData("Doe, Bob <bob@Contoso.com>", "contoso.com", false)]
    [InlineData("<bob@>", null, false)]
    [InlineData("*.contoso.com", "contoso.com", true)]
    [InlineData("smtp:*.contoso.com;1", "contoso.com", true)]
    [InlineData("smtp:contoso.com;1", "contoso.com", false)]
    [InlineData("b\u00fccher.example", "xn--bcher-kva.example", false)]
    [InlineData("*", null, false)]
    [InlineData("smtp:*;1", null, false)]
    [InlineData("", null, false)]
    [InlineData("a b", null, false)]
    public void Lists_of_partners_hold_domains_in_many_forms(string text, string? domain, bool remark)
    {
        Assert.Equal(domain is not null, DomainText.TryRead(text, out DomainName? name, out string problem, out string? said));
        Assert.Equal(domain, name?.ToString());
        Assert.Equal(domain is null, problem.Length > 0);
        Assert.Equal(remark, said is not null);
    }

    [Theory]
    [InlineData("a.example; b@b.example,c.example\td.example", "a.example|b@b.example|c.example|d.example")]
    [InlineData("\"Doe, Bob\" <bob@contoso.com>; Eve <eve@fabrikam.com> , x.example", "bob@contoso.com|eve@fabrikam.com|x.example")]
    [InlineData("Doe, Bob <bob@contoso.com>", "bob@contoso.com")]
    [InlineData("smtp:contoso.com;1", "smtp:contoso.com")]
    [InlineData("\"open, a.example b.example", "\"open,|a.example|b.example")]
    [InlineData(" ;, \t", "")]
    public void A_field_may_hold_several_and_names_beside_addresses_are_none(string field, string entries) =>
        Assert.Equal(entries, string.Join("|", DomainText.Split(field)));

    private static JournalHead HeadOf() => new()
    {
        Begun = Seen.Now,
        Options = JournalHead.OptionsOf(new AuditOptions { HeloName = "test.example" }, [], null, null),
    };

    private static byte[] Head() => new JournalLine { Kind = JournalLineKind.Head, Body = HeadOf().Write() }.ToOctets();

    private static byte[] Line(string subject, long place) =>
        new JournalLine { Kind = JournalLineKind.Facts, Place = place, Subject = subject, Body = JournalBody.Pack(FactsFile.Write(Facts(subject))) }.ToOctets();

    private static DomainFacts Facts(string domain) => Seen.Facts(Seen.Probe(SmtpTls.Smtp.ProbeOutcome.NotOffered)) with { Domain = DomainName.Parse(domain) };

    private async Task<AuditJournal> OpenAsync() => (await AuditJournal.OpenAsync(State, HeadOf(), false, SystemClock.Instance, Stop)).Value!;

    /// <summary>No wait is one.</summary>
    private sealed class HurriedClock : IClock
    {
        public DateTimeOffset Now => Seen.Now;

        public Task DelayAsync(TimeSpan time, CancellationToken stop) => Task.CompletedTask;
    }
}
