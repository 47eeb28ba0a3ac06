using System.IO;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls audit --html</c>: the page beside whatever else is printed, of a run, of journals and of facts.</summary>
public sealed class PageTests(LabFixture lab) : IClassFixture<LabFixture>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtptls-page-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_run_its_journal_and_its_facts_make_the_same_list()
    {
        string page = At("page.html"), state = At("state"), facts = At("facts.jsonl");
        Ran ran = await Smtptls.RunAsync(lab.Published("audit", ["expired.lab.test", "good-rsa.lab.test", "--jsonl", "--state-path", state, "--save-facts", facts, "--html", page, "--title", "Ours & theirs"]));
        Assert.Contains("page.html is written.", ran.Error, StringComparison.Ordinal);
        Assert.Equal(2, ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        // The proofs are on the page, and not in the JSON, where nobody asked for them.
        Assert.Contains("\"steps\":[]", ran.Out, StringComparison.Ordinal);
        string written = await File.ReadAllTextAsync(page, Stop);
        Assert.StartsWith("<!DOCTYPE html>", written, StringComparison.Ordinal);
        Assert.Contains("<title>Ours &amp; theirs</title>", written, StringComparison.Ordinal);
        Assert.Contains(Listed, written, StringComparison.Ordinal);
        foreach (string[] source in (string[][])[["--merge", state], ["--from-facts", facts]])
        {
            Assert.Contains("page.html is written.", (await Smtptls.RunAsync(["audit", .. source, "--html", page])).Error, StringComparison.Ordinal);
            Assert.Contains(Listed, await File.ReadAllTextAsync(page, Stop), StringComparison.Ordinal);
        }

        Assert.Equal(["facts.jsonl", "page.html", "state"], _folder.EnumerateFileSystemInfos().Select(one => one.Name).Order());
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_said_before_anything_is_asked()
    {
        Ran folder = await Smtptls.RunAsync("audit", "a.example", "--dns-server", "127.0.0.1:9", "--html", _folder.FullName);
        Assert.Equal((2, ""), (folder.ExitCode, folder.Out));
        Assert.Contains("cannot be written: it is a folder", folder.Error, StringComparison.Ordinal);

        // Not made because somebody mistyped it.
        Ran missing = await Smtptls.RunAsync("audit", "a.example", "--dns-server", "127.0.0.1:9", "--html", At("nowhere/page.html"));
        Assert.Equal((2, ""), (missing.ExitCode, missing.Out));
        Assert.Contains("cannot be written: there is no such folder", missing.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("nowhere")));
        Ran title = await Smtptls.RunAsync("audit", "a.example", "--dns-server", "127.0.0.1:9", "--title", "Ours");
        Assert.Equal((2, ""), (title.ExitCode, title.Out));
        Assert.Contains("--title is the title of the page that --html writes", title.Error, StringComparison.Ordinal);
    }

    private const string Listed = "\"domains\":[\"expired.lab.test\",\"good-rsa.lab.test\"]";

    private string At(string name) => Path.Combine(_folder.FullName, name);
}
