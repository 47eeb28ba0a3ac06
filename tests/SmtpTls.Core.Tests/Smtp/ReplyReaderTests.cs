using System.Text;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Smtp;

public sealed class ReplyReaderTests
{
    [Theory]
    [InlineData("220 a\r\n", 220, "a")]
    [InlineData("220\r\n", 220, "")]
    [InlineData("220 \r\n", 220, "")]
    [InlineData("250-a\r\n250-\r\n250\r\n", 250, "a\n\n")]
    [InlineData("571 a-b\r\n", 571, "a-b")]
    [InlineData("220 a\rb\r\r\n", 220, "a\rb\r")]
    [InlineData("220 a\n", 220, "a")]
    public void Reads_a_reply(string octets, int code, string text)
    {
        (ReplyState state, ReplyReader reader, int used) = Read(octets);
        Assert.Equal(ReplyState.Complete, state);
        Assert.Equal((code, text), (reader.Reply!.Code, reader.Reply.Text));
        Assert.Equal(octets.Length, used);
    }

    [Theory]
    [InlineData("\r\n", "an empty line")]
    [InlineData("22 a\r\n", "'22 a' is not an SMTP reply")]
    [InlineData("2200\r\n", "'2200' is not an SMTP reply")]
    [InlineData("220_a\r\n", "'220_a' is not an SMTP reply")]
    [InlineData("120 a\r\n", "'120 a' is not an SMTP reply")]
    [InlineData("999 a\r\n", "'999 a' is not an SMTP reply")]
    [InlineData("220-a\r\n221 b\r\n", "from 220 to 221")]
    [InlineData("\u0016", "implicit TLS")]
    [InlineData("\u00ff\u00fb\u0001", "Telnet")]
    [InlineData("\0", "octet 0x00")]
    [InlineData("<html>\n", "looks like HTML")]
    [InlineData("* OK IMAP4rev1\r\n", "looks like IMAP")]
    public void Says_what_is_no_reply(string octets, string problem)
    {
        (ReplyState state, ReplyReader reader, _) = Read(octets);
        Assert.Equal(ReplyState.Broken, state);
        Assert.Contains(problem, reader.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_what_stands_behind_a_reply()
    {
        (ReplyState state, ReplyReader reader, int used) = Read("220 a\r\n250 b\r\n");
        Assert.Equal((ReplyState.Complete, 7, 220), (state, used, reader.Reply!.Code));
    }

    [Theory]
    [InlineData(ReplyReader.LongestLine, true)]
    [InlineData(ReplyReader.LongestLine + 1, false)]
    public void Takes_lines_to_64_KiB(int octets, bool taken)
    {
        (ReplyState state, ReplyReader reader, _) = Read("220 " + new string('x', octets - 6) + "\r\n");
        Assert.Equal(taken, state == ReplyState.Complete);
        Assert.True(!taken || reader.SawLongLine);
        Assert.True(!taken || reader.Reply!.Text.Length < ReplyReader.KeptOctets + 40, "A long line is counted, not kept.");
    }

    [Theory]
    [InlineData(ReplyReader.MostLines, true)]
    [InlineData(ReplyReader.MostLines + 1, false)]
    public void Takes_a_thousand_lines(int lines, bool taken) =>
        Assert.Equal(taken, Read(string.Concat(Enumerable.Repeat("250-a\r\n", lines - 1)) + "250 a\r\n").State == ReplyState.Complete);

    [Fact]
    public void Takes_so_many_octets_and_no_more()
    {
        (ReplyState state, ReplyReader reader, _) = Read(string.Concat(Enumerable.Repeat("250-" + new string('x', 506) + "\r\n", 300)));
        Assert.Equal(ReplyState.Broken, state);
        Assert.Contains("131072 octets", reader.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Pieces_make_no_difference()
    {
        Random random = new(5321);
        string[] parts = ["220", "250", "-", " ", "a", "STARTTLS", "\r\n", "\n", "\r", "\0", "\u00e9", "\u00c3\u00a9", new string('y', 600)];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] octets = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)])));
            Assert.Equal(Summary(octets, octets.Length), Summary(octets, 1));
            Assert.Equal(Summary(octets, octets.Length), Summary(octets, random.Next(1, 9)));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x62, 0xc3, 0xbc }, "bü")]
    [InlineData(new byte[] { 0x62, 0xfc }, "bü")]
    [InlineData(new byte[] { 0x00, 0x0d, 0x7f }, "\0\r\u007f")]
    public void Decodes_UTF8_or_else_each_octet(byte[] octets, string text) => Assert.Equal(text, WireText.Decode(octets));

    private static (ReplyState State, ReplyReader Reader, int Used) Read(string octets)
    {
        ReplyReader reader = new(new Transcript());
        return (reader.Read(Encoding.Latin1.GetBytes(octets), out int used), reader, used);
    }

    private static string Summary(byte[] octets, int piece)
    {
        ReplyReader reader = new(new Transcript());
        StringBuilder seen = new();
        ReplyState state = ReplyState.NeedsMore;
        for (int place = 0; place < octets.Length && state != ReplyState.Broken;)
        {
            state = reader.Read(octets.AsSpan(place, Math.Min(piece, octets.Length - place)), out int used);
            place += used;
            seen.Append(state == ReplyState.Complete ? $"{reader.Reply!.Code}[{reader.Reply.Text}]" : "");
        }

        return $"{seen}{state}{reader.Problem}{reader.SawBareLineFeed}{reader.SawLongLine}";
    }
}
