using System.IO;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Mail;

namespace SmtpTls.Core.Tests.Mail;

/// <summary>Messages as they are sent, and as nobody should send them.</summary>
public sealed class MimeReaderTests
{
    private const string Report = """
        From: a@fast.example
        Subject: Report Domain: example.com
          Submitter: fast.example
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=tlsrpt;
        	boundary="=_b0und ary"

        preamble
        --=_b0und ary
        Content-Type: text/plain; charset=utf-8

        An aggregate report.

        --=_b0und ary
        Content-Type: application/tlsrpt+json
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="fast.example!example.com!1!2.json"

        eyJh
        IjoxfQ==
        --=_b0und ary--
        epilogue
        """;

    [Fact]
    public void The_header_comes_first_then_each_part_decoded()
    {
        List<(MimePartKind Kind, string Place, string Type, string? Name, string Body)> parts = Read(Report);
        Assert.Equal(
        [
            (MimePartKind.Message, "", "multipart/report", null, ""),
            (MimePartKind.Leaf, "1", "text/plain", null, "An aggregate report.\r\n"),
            (MimePartKind.Leaf, "2", "application/tlsrpt+json", "fast.example!example.com!1!2.json", "{\"a\":1}"),
        ],
        parts);
    }

    [Fact]
    public void Folded_fields_are_kept_as_sent()
    {
        MimePart message = Reader(Report).Next()!;
        Assert.Equal(["From", "Subject", "MIME-Version", "Content-Type"], message.Headers.Fields.Select(field => field.Name));
        Assert.Equal(" Report Domain: example.com\r\n  Submitter: fast.example", message.Headers.Fields[1].Raw);
        Assert.Equal("Report Domain: example.com  Submitter: fast.example", message.Headers.Find("subject"));
    }

    [Fact]
    public void A_message_without_parts_is_one_leaf() =>
        Assert.Equal(["", "1 text/plain hello\r\n"], Read("Subject: x\n\nhello\n").Select(part => part.Kind == MimePartKind.Message ? "" : $"{part.Place} {part.Type} {part.Body}"));

    [Fact]
    public void An_attached_message_is_opened()
    {
        string outer = "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nlook\n--o\nContent-Type: message/rfc822\n\n" + Report + "\n--o--\n";
        Assert.Equal(
            ["Message  multipart/mixed", "Leaf 1 text/plain", "Container 2 message/rfc822", "Message 2 multipart/report", "Leaf 2.1 text/plain", "Leaf 2.2 application/tlsrpt+json"],
            Read(outer).Select(part => $"{part.Kind} {part.Place} {part.Type}"));
    }

    [Fact]
    public void An_outer_boundary_ends_a_multipart_that_was_never_closed() => Assert.Equal(
        ["Message", "Container 1", "Leaf 1.1", "Leaf 2"],
        Read("Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\na\n--o\n\nb\n--o--\n")
            .Select(part => $"{part.Kind} {part.Place}".TrimEnd()));

    [Fact]
    public void A_boundary_that_only_begins_alike_is_text() => Assert.Equal(
        "--oo\r\na", Read("Content-Type: multipart/mixed; boundary=o\n\n--o\n\n--oo\na\n--o--\n")[^1].Body);

    [Theory]
    [InlineData("attachment; filename*=UTF-8''na%C3%AFve%20.json", "naïve .json")]
    [InlineData("attachment; filename*0*=iso-8859-1''na%EFve; filename*1=\".json\"", "naïve.json")]
    [InlineData("attachment; filename=\"=?utf-8?Q?na=C3=AFve?= =?utf-8?B?Lmpzb24=?=\"", "naïve.json")]
    [InlineData("attachment; filename=\"na\\\"ve;.json\"; x=y", "na\"ve;.json")]
    [InlineData("attachment; filename=naïve.json", "naïve.json")]
    [InlineData("attachment;filename = plain.json (comment)", "plain.json")]
    public void Names_of_every_form_are_read(string disposition, string name) =>
        Assert.Equal(name, Read($"Content-Disposition: {disposition}\n\nx")[1].Name);

    [Fact]
    public void Limits_hold_and_the_reader_says_so()
    {
        string many = "Content-Type: multipart/mixed; boundary=o\n\n" + string.Concat(Enumerable.Repeat("--o\n\nx\n", 50));
        MimeReader reader = new(Octets(many), new MailLimits { MostParts = 10 });
        int count = 0;
        while (reader.Next() is not null)
        {
            count++;
        }

        Assert.Equal(11, count);
        Assert.True(reader.Truncated);

        HeaderSection headers = new MimeReader(Octets(string.Concat(Enumerable.Repeat("X-A: b\n", 100))), new MailLimits { MostHeaderOctets = 70 }).Next()!.Headers;
        Assert.Equal(10, headers.Fields.Count);
        Assert.True(headers.Truncated);

        string deep = string.Concat(Enumerable.Range(0, 5000).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"));
        Assert.True(Read(deep).Count < 30);
    }

    [Fact]
    public void Whatever_the_octets_a_reading_ends_and_loses_no_text_outside_of_multiparts() => Prop.ForAll(
        Gen.Elements("--o\n", "--o--\n", "--i\n", "Content-Type: multipart/mixed; boundary=i\n", "Content-Type: message/rfc822\n", "Content-Transfer-Encoding: base64\n",
            "Content-Transfer-Encoding: quoted-printable\n", "\n", "\r\n", "=3D=\n", "QUJD\n", "From a 10:00:00\n", "\0\u00ff", "x: y\n z\n", "=").ListOf().ToArbitrary(),
        lines =>
        {
            string text = "Content-Type: multipart/mixed; boundary=o\n\n" + string.Concat(lines);
            _ = Read(text);
            MboxReader mbox = new(Octets("From a 10:00:00\n" + text), MailLimits.Usual);
            while (mbox.Next() is { } message)
            {
                while (message.Next() is { } part)
                {
                    part.Body.CopyTo(Stream.Null);
                }
            }

            string plain = string.Concat(lines);
            return Latin1(new MimeReader(Octets("Subject: x\n\n" + plain), MailLimits.Usual)) == plain;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Base64_of_any_octets_comes_back_also_from_small_reads() => Prop.ForAll<byte[]>(octets =>
    {
        MemoryStream text = new(Encoding.ASCII.GetBytes(Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks)));
        using Base64Stream decoded = new(text);
        List<byte> all = [];
        byte[] small = new byte[2];
        for (int count; (count = decoded.Read(small, 0, 2)) > 0;)
        {
            all.AddRange(small.Take(count));
        }

        return octets.SequenceEqual(all);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a=3Db", "a=b")]
    [InlineData("a=\r\nb=  \nc", "abc")]
    [InlineData("a=zzb==3D", "a=zzb==")]
    [InlineData("a=", "a")]
    public void Quoted_printable_is_read_kindly(string text, string expected)
    {
        using QuotedPrintableStream stream = new(new MemoryStream(Encoding.ASCII.GetBytes(text)));
        using StreamReader reader = new(stream, Encoding.ASCII);
        Assert.Equal(expected, reader.ReadToEnd());
    }

    [Theory]
    [InlineData("Received: from x", true)]
    [InlineData("From a@b Thu Nov 26 10:00:00 2026\nX-Y: z", true)]
    [InlineData("X-Spam: no", true)]
    [InlineData("{\"a\":1}", false)]
    [InlineData("http://example.com/", false)]
    [InlineData("Note: this is text", false)]
    [InlineData("", false)]
    public void Mail_is_told_by_its_beginning(string text, bool mail) => Assert.Equal(mail, MailShape.IsMessage(Encoding.ASCII.GetBytes(text)));

    private static MemoryStream Octets(string text) => new(Encoding.UTF8.GetBytes(text));

    private static MimeReader Reader(string text) => new(Octets(text.ReplaceLineEndings("\r\n")), MailLimits.Usual);

    private static string Latin1(MimeReader reader)
    {
        reader.Next();
        using StreamReader text = new(reader.Next()!.Body, Encoding.UTF8);
        return text.ReadToEnd();
    }

    private static List<(MimePartKind Kind, string Place, string Type, string? Name, string Body)> Read(string text)
    {
        MimeReader reader = Reader(text);
        List<(MimePartKind, string, string, string?, string)> parts = [];
        while (reader.Next() is { } part)
        {
            using StreamReader body = new(part.Body, Encoding.UTF8);
            parts.Add((part.Kind, part.Place, part.Type.Name, part.FileName, body.ReadToEnd()));
        }

        return parts;
    }
}
