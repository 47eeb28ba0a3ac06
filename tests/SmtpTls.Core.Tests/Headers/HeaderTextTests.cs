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

    [Theory]
    [InlineData("from a.example (192.0.2.1 [192.0.2.1]) (Using TLS) by relay.mimecast.com with ESMTP id 1", Answer.Yes)]
    [InlineData("from a.example (192.0.2.1 [192.0.2.1]) (Using\n TLS) by relay.mimecast.com with ESMTP id 1", Answer.Yes)]
    [InlineData("from a.example (192.0.2.1 [192.0.2.1]) by relay.mimecast.com with ESMTP id 1", Answer.No)]
    [InlineData("from unknown (HELO version=TLS1.3) (192.0.2.1) by 0 with SMTP", Answer.Unknown)]
    [InlineData("from unknown (HELO cipher=AES256-SHA) (192.0.2.1) by 0 with SMTP", Answer.Unknown)]
    [InlineData("from unknown (HELO a.example) (cipher=AES256-SHA@192.0.2.1) by 0 with SMTP", Answer.Unknown)]
    [InlineData("from unknown (HELO a.example) (192.0.2.1) by 0 with (AES256-SHA encrypted) SMTP", Answer.Yes)]
    public void Only_the_receiving_server_s_own_words_say_that_it_was_encrypted(string stamp, object encrypted) => Assert.Equal(encrypted, ReceivedReader.Read(stamp).Encrypted);

    [Theory]
    [InlineData("+1400", 20)]
    [InlineData("+1345", 20.25)]
    [InlineData("-1200", 46)]
    [InlineData("+1401", 34)]
    [InlineData("EDT", 38)]
    public void Zones_are_those_that_there_are(string zone, double hours) =>
        Assert.Equal(new DateTime(2026, 11, 19, 0, 0, 0, DateTimeKind.Utc).AddHours(hours), MailDate.Parse($"Fri, 20 Nov 2026 10:00:00 {zone}")!.Value.UtcDateTime);

    [Fact]
    public void A_text_that_Windows_saved_as_UTF_16_is_read_and_a_file_of_Outlook_is_named()
    {
        byte[] text = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes($"Received: {Stamp}\r\nSubject: s\r\n")];
        Assert.Equal("s", Assert.Single(MessageSource.Read(new MemoryStream(text), CancellationToken.None)).Subject!.Trim());
        List<string> why = [];
        PathSource source = new(new PathReader(new TrustBoundary()), (_, reason) => why.Add(reason));
        Assert.Empty(source.Of(new MemoryStream([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]), "a.msg", CancellationToken.None));
        Assert.Contains(".msg", Assert.Single(why), StringComparison.Ordinal);
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
