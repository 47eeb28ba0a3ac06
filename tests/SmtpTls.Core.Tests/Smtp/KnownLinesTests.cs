using System.Text;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Smtp;

/// <summary>Sharing strings may change how many there are, and never what they say.</summary>
public sealed class KnownLinesTests
{
    [Fact]
    public void The_same_octets_are_the_same_string()
    {
        KnownLines lines = new();
        Assert.Same(lines.TextOf("250-PIPELINING"u8), lines.TextOf("250-PIPELINING"u8));
        Assert.Equal("", lines.TextOf([]));
    }

    [Fact]
    public void Whatever_came_before_the_text_is_what_the_octets_say()
    {
        KnownLines lines = new();
        Random random = new(4711);
        byte[] octets = new byte[130];
        for (int i = 0; i < 100_000; i++)
        {
            // Few lengths and few values, so that places are taken over and over and near misses are many.
            Span<byte> line = octets.AsSpan(0, random.Next(8) == 0 ? random.Next(130) : random.Next(4));
            for (int at = 0; at < line.Length; at++)
            {
                line[at] = random.Next(4) == 0 ? (byte)random.Next(0x7e, 0x100) : (byte)('a' + random.Next(3));
            }

            Assert.Equal(WireText.Decode(line), lines.TextOf(line));
        }
    }

    [Fact]
    public void Octets_that_can_be_read_in_two_ways_are_read_afresh()
    {
        KnownLines lines = new();
        byte[] latin = [0xe9];
        Assert.Equal("\u00e9", lines.TextOf(latin));
        Assert.Equal("\u00e9", lines.TextOf(Encoding.UTF8.GetBytes("\u00e9")));
        Assert.Equal("\u00e9", lines.TextOf(latin));
    }
}
