using System.IO;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Headers;

namespace SmtpTls.Core.Tests.Headers;

public sealed class HeaderTextTests
{
    private const string Stamp = "from a.example (a.example [192.0.2.1])\n\tby b.example (Postfix) with ESMTPS id 1;\n\tFri, 20 Nov 2026 05:09:00 +0000";

    [Theory]
    [InlineData("Received: X\nSubject: s\n\nReceived: body\n")]
    [InlineData("\n\nHere is the header you wanted\nReceived: X\nSubject: s\n")]
    [InlineData("From someone Fri Nov 20 05:09:00 2026\nReceived: X\nSubject: s\n\n")]
    [InlineData("received: X\r\nSUBJECT: s\r\n")]
    public void A_header_is_found_where_it_stands(string text)
    {
        MessageHeader header = HeaderText.Parse(text.Replace("X", Stamp, StringComparison.Ordinal));
        Assert.Single(header.Received);
        Assert.Equal("s", header.Subject!.Trim());
        Assert.Equal(Answer.Yes, ReceivedReader.Read(header.Received[0]).Encrypted);
    }

    [Fact]
    public void Folds_that_lost_their_white_space_are_mended()
    {
        MessageHeader header = HeaderText.Parse("Received: " + Stamp.Replace("\t", "", StringComparison.Ordinal) + "\nSubject: s");
        ReceivedStamp stamp = ReceivedReader.Read(header.Received[0]);
        Assert.Equal(("b.example", new DateTime(2026, 11, 20, 5, 9, 0, DateTimeKind.Utc)), (stamp.By, stamp.ReceivedAt!.Value.UtcDateTime));
    }

    [Fact]
    public void The_body_of_one_field_is_enough() => Assert.Equal(Stamp, HeaderText.Parse(Stamp).Received[0]);

    [Fact]
    public void Files_are_messages_mailboxes_or_text()
    {
        Assert.Equal(2, Count($"From a Fri Nov 20 05:09:00 2026\nReceived: {Stamp}\n\nx\n\nFrom b Fri Nov 20 05:10:00 2026\nReceived: {Stamp}\n\ny\n"));
        Assert.Equal(1, Count($"Received: {Stamp}\nSubject: x\n\nbody"));
        Assert.Equal(1, Count($"what the user sent\n\nReceived: {Stamp}\n"));
        Assert.Equal(0, Count("no header at all"));
        Assert.Equal(0, Count("PK\u0003\u0004\0\0\0"));
        static int Count(string text) => MessageSource.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), CancellationToken.None).Count();
    }

    /// <summary>Nothing that a stranger writes makes any part throw, loop, or show a control character.</summary>
    [Fact]
    public void Any_text_gives_a_path()
    {
        Gen<string> piece = Gen.OneOf(
            Gen.Elements("from ", "by ", "with ", "id ", "(", ")", "((", "\"", "\\", ";", "[", "]", "TLSv1.2", "cipher ", "using ", "bits", "=", ":", "/", "\r\n ", "\t", "Received: ", "ESMTPS", "\0", "\u202e", "é", "\ud800", "256/256", "helo=", "encrypted", "TLS:"),
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""));
        Prop.ForAll(piece.ListOf().Select(parts => string.Concat(parts)).ToArbitrary(), text =>
        {
            MessagePath path = new PathReader(new TrustBoundary()).Read(HeaderText.Parse("Received: " + text), null);
            MessagePath again = new PathReader(new TrustBoundary()).Read(HeaderText.Parse("Received: " + text), null);
            return path.Hops.SequenceEqual(again.Hops) && path.Hops.All(hop => !(hop.From + hop.By + hop.Raw + hop.Protocol).Any(char.IsControl));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));
    }

    /// <summary>Texts that make a backtracking matcher explode cost this one what their length costs: ten times the text, not a hundred times the work.</summary>
    [Theory]
    [InlineData("(")]
    [InlineData("((a)")]
    [InlineData("\"")]
    [InlineData("\\(")]
    [InlineData("by by ")]
    [InlineData("; ")]
    [InlineData("cipher=")]
    [InlineData("(TLS1.2:")]
    [InlineData("from (")]
    [InlineData("[")]
    public void A_bomb_is_read_to_its_end(string unit)
    {
        string bomb = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)) + " by b.example with ESMTPS";
        Assert.NotNull(ReceivedReader.Read(bomb));
        Assert.Single(HeaderText.Parse("Received: " + bomb).Received);
    }
}
