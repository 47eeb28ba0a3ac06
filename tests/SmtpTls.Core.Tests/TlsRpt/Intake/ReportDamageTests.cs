using System.IO;
using System.IO.Compression;
using System.Text;
using SmtpTls.Explain;
using SmtpTls.TlsRpt.Intake;

namespace SmtpTls.Core.Tests.TlsRpt.Intake;

/// <summary>Archives whose octets are not those that were packed, and files that change under the reader.</summary>
public sealed class ReportDamageTests
{
    private const string Json = """
        {"organization-name":"Fast","date-range":{"start-datetime":"2026-11-20T00:00:00Z","end-datetime":"2026-11-20T23:59:59Z"},"contact-info":"a@fast.example","report-id":"1",
        "policies":[{"policy":{"policy-type":"sts","policy-domain":"example.com"},"summary":{"total-successful-session-count":7,"total-failure-session-count":0}}]}
        """;

    private static readonly Explanations Explained = new(CauseCatalog.Load(null));

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xcbf43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414fa339u)]
    public void The_checksum_is_that_of_the_standard_in_pieces_of_any_size(string text, uint wanted)
    {
        byte[] octets = Encoding.ASCII.GetBytes(text);
        for (int size = 1; size <= octets.Length + 1; size++)
        {
            Crc32 crc = default;
            for (int at = 0; at < octets.Length; at += size)
            {
                crc.Add(octets.AsSpan(at, Math.Min(size, octets.Length - at)));
            }

            Assert.Equal(wanted, crc.Value);
        }
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void A_member_with_another_checksum_is_told_with_its_place_and_the_others_are_read(CompressionLevel level)
    {
        byte[] archive = Zip(level, ("a.json", Json), ("b.json", Json), ("c.json", Json));

        // The checksum stands at octet 16 of the entry in the list of files.
        int entry = NthEntry(archive, 1);
        archive[entry + 16] ^= 1;
        List<TlsRptReport> reports = Read(archive);
        Assert.Equal(["input > a.json", "input > b.json", "input > c.json"], reports.Select(report => report.Source));
        Assert.Equal(["Fast", null, "Fast"], reports.Select(report => report.OrganizationName));
        Assert.Equal("bad-gzip", Assert.Single(reports[1].Problems).Code);
        Assert.Contains("its checksum is ", reports[1].Problems[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 1, "It is encrypted")]
    [InlineData(10, 12, "It is packed by method 12 of zip")]
    public void A_member_that_cannot_be_unpacked_is_told_with_its_place_and_the_others_are_read(int octet, byte value, string text)
    {
        byte[] archive = Zip(CompressionLevel.Optimal, ("a.json", Json), ("b.json", Json), ("c.json", Json));
        archive[NthEntry(archive, 1) + octet] = value;
        IsToldAlone(Read(archive), text);
    }

    [Theory]
    [InlineData(0, 0xff)]
    [InlineData(34, 0xff)]
    [InlineData(40, 0xff)]
    public void A_member_that_is_damaged_is_told_with_its_place_and_the_others_are_read(int octet, byte change)
    {
        byte[] archive = Zip(CompressionLevel.Optimal, ("a.json", Json), ("b.json", Json), ("c.json", Json));

        // What stands before each member's data begins with PK\x03\x04 and ends with the name, six octets here.
        int first = archive.AsSpan(4).IndexOf("PK\x03\x04"u8) + 4;
        for (int i = octet; i < octet + 4; i++)
        {
            archive[first + i] ^= change;
        }

        IsToldAlone(Read(archive), "It is damaged: ");
    }

    private static void IsToldAlone(List<TlsRptReport> reports, string text)
    {
        Assert.Equal(["input > a.json", "input > b.json", "input > c.json"], reports.Select(report => report.Source));
        Assert.Equal(["Fast", null, "Fast"], reports.Select(report => report.OrganizationName));
        Assert.Equal("bad-gzip", Assert.Single(reports[1].Problems).Code);
        Assert.StartsWith(text, reports[1].Problems[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("unsupported compression", reports[1].Problems[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_digit_that_changed_inside_a_member_is_no_other_count()
    {
        byte[] archive = Zip(CompressionLevel.NoCompression, ("a.json", Json));
        int at = archive.AsSpan().IndexOf("count\":7"u8) + 7;
        archive[at] = (byte)'8';
        TlsRptReport report = Assert.Single(Read(archive));
        Assert.Null(report.OrganizationName);
        Assert.Equal("bad-gzip", Assert.Single(report.Problems).Code);
    }

    [Fact]
    public void Checksums_are_found_behind_a_comment_and_in_archives_inside_archives()
    {
        byte[] archive = Zip(CompressionLevel.Optimal, ("a.json", Json));
        archive[NthEntry(archive, 0) + 16] ^= 1;
        byte[] comment = Encoding.ASCII.GetBytes("PK\x05\x06 is a comment");
        byte[] commented = [.. archive[..^2], (byte)comment.Length, 0, .. comment];
        Assert.Equal("bad-gzip", Read(commented)[0].Problems[0].Code);
        Assert.Equal("input > inner.zip > a.json", Assert.Single(Read(Zip(CompressionLevel.Optimal, ("inner.zip", archive)))).Source);
    }

    [Fact]
    public void Every_octet_behind_a_gzip_files_data_is_looked_at()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Json));
        }

        for (int i = 1; i <= 8; i++)
        {
            byte[] octets = packed.ToArray();
            octets[^i] ^= 0x10;
            TlsRptReport report = Assert.Single(Read(octets));
            Assert.Null(report.OrganizationName);
            Assert.Equal("bad-gzip", report.Problems[0].Code);
            Assert.DoesNotContain("unsupported", report.Problems[0].Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public void A_file_that_grows_while_it_is_read_says_so(int blanks)
    {
        using GrowingFile file = new(Encoding.UTF8.GetBytes(Json + new string(' ', blanks)));
        IntakeResult result = ReportFile.Read(file, "growing.json", new ReportIntake(ReportLimits.Usual, Explained));
        TlsRptReport report = Assert.Single(result.Reports);
        Assert.Equal("Fast", report.OrganizationName);
        Assert.Equal("changed", Assert.Single(report.Problems).Code);
        Assert.True(file.IsClosed);
    }

    [Fact]
    public void A_mailbox_that_grows_while_it_is_read_says_so_after_its_mails()
    {
        using GrowingFile file = new(Encoding.UTF8.GetBytes("From a@b Thu Nov 26 10:00:00 2026\nSubject: x\n\n" + Json + "\n"));
        List<TlsRptReport> reports = [.. ReportFile.Read(file, "box", new ReportIntake(ReportLimits.Usual, Explained)).Reports];
        Assert.Equal(["box > message 1 > part 1", "box"], reports.Select(report => report.Source));
        Assert.Equal("changed", Assert.Single(reports[1].Problems).Code);
        Assert.True(file.IsClosed);
    }

    private static int NthEntry(byte[] archive, int number)
    {
        int at = archive.AsSpan().IndexOf("PK\x01\x02"u8);
        for (; number > 0; number--)
        {
            at += 4 + archive.AsSpan(at + 4).IndexOf("PK\x01\x02"u8);
        }

        return at;
    }

    private static List<TlsRptReport> Read(byte[] octets) => [.. new ReportIntake(ReportLimits.Usual, Explained).Read(new MemoryStream(octets), "input")];

    private static byte[] Zip(CompressionLevel level, params (string Name, string Text)[] members) => Zip(level, [.. members.Select(member => (member.Name, Encoding.UTF8.GetBytes(member.Text)))]);

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Octets)[] members)
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] octets) in members)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(octets);
            }
        }

        return packed.ToArray();
    }

    /// <summary>A file that somebody else writes to as soon as it is read.</summary>
    private sealed class GrowingFile(byte[] octets) : MemoryStream(octets, writable: false)
    {
        private bool _wasRead;

        public bool IsClosed { get; private set; }

        public override long Length => base.Length + (_wasRead ? 1 : 0);

        public override int Read(byte[] buffer, int offset, int count)
        {
            _wasRead = true;
            return base.Read(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
