using System.IO;
using System.Text;
using SmtpTls.Mail;

namespace SmtpTls.Core.Tests.Mail;

/// <summary>Many messages in one file, and many files in one folder.</summary>
public sealed class MboxReaderTests
{
    private const string Mbox = "From a@b Thu Nov 26 10:00:00 2026\nSubject: one\n\nFrom the start\nx\n\nFrom here on is text\n>From quoted\n>>From twice\n"
        + "\nFrom c@d Thu Nov 26 11:00:00 2026\nSubject: two\n\nlast\n";

    [Fact]
    public void Messages_are_told_apart_and_quoting_is_undone()
    {
        MboxReader mbox = new(new MemoryStream(Encoding.ASCII.GetBytes(Mbox)), MailLimits.Usual);
        Assert.Equal("one", mbox.Next()!.Next()!.Headers.Find("Subject"));
        MimeReader second = mbox.Next()!;
        Assert.Equal("two", second.Next()!.Headers.Find("Subject"));
        Assert.Equal("last\n", Text(second.Next()!));
        Assert.Null(second.Next());
        Assert.Null(mbox.Next());
        Assert.Equal(Mbox.Length, mbox.Position);

        MimeReader first = new MboxReader(new MemoryStream(Encoding.ASCII.GetBytes(Mbox)), MailLimits.Usual).Next()!;
        first.Next();
        Assert.Equal("From the start\nx\n\nFrom here on is text\nFrom quoted\n>From twice\n", Text(first.Next()!));
    }

    [Fact]
    public void A_multipart_that_is_not_closed_ends_with_its_message()
    {
        string text = "From a 10:00:00\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ncut\n\nFrom b 10:00:00\nSubject: next\n\nx\n";
        MboxReader mbox = new(new MemoryStream(Encoding.ASCII.GetBytes(text)), MailLimits.Usual);
        mbox.Next();
        Assert.Equal("next", mbox.Next()!.Next()!.Headers.Find("Subject"));
    }

    [Fact]
    public void A_Maildir_gives_what_is_delivered_and_nothing_else()
    {
        string folder = Directory.CreateTempSubdirectory("smtptls-").FullName;
        try
        {
            foreach (string path in (string[])["new/2", "cur/1:2,S", "tmp/3", "dovecot-uidlist", ".Sub/new/4", ".Sub/cur/5", ".Sub/tmp/6"])
            {
                string file = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, "x");
            }

            List<string> failed = [];
            Assert.Equal(["new/2", "cur/1:2,S"], Names(folder, recurse: false, failed));
            Assert.Equal(["new/2", "cur/1:2,S", ".Sub/new/4", ".Sub/cur/5"], Names(folder, recurse: true, failed));
            File.CreateSymbolicLink(Path.Combine(folder, "loop"), folder);
            Assert.Equal(4, Names(folder, recurse: true, failed).Count);
            Assert.Empty(failed);
            Assert.Empty(Names(Path.Combine(folder, "nowhere"), recurse: true, failed));
            Assert.Single(failed);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<string> Names(string folder, bool recurse, List<string> failed) =>
        [.. MailFolder.Files(folder, recurse, (path, why) => failed.Add(path + why)).Select(path => Path.GetRelativePath(folder, path))];

    private static string Text(MimePart part)
    {
        using StreamReader reader = new(part.Body, Encoding.ASCII);
        return reader.ReadToEnd();
    }
}
