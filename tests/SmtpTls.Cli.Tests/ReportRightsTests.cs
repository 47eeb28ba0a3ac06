using System.Diagnostics;
using System.IO;

namespace SmtpTls.Cli.Tests;

/// <summary>Files and folders that the user may not read. An administrator may read all, so the program runs as nobody there.</summary>
public sealed class ReportRightsTests : IDisposable
{
    private const string Nobody = "65534", SetPriv = "/usr/bin/setpriv";
    private readonly string _folder = Directory.CreateTempSubdirectory("smtptls-rights-").FullName;

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_folder, "closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_may_not_be_read_is_told_and_the_rest_is_done()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Rights are set as Unix has them.");
            return;
        }

        bool isRoot = Environment.IsPrivilegedProcess;
        Assert.SkipUnless(!isRoot || File.Exists(SetPriv), "Root may read everything, and setpriv (util-linux) is not there to be somebody else.");
        const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        string closed = Path.Combine(_folder, "closed");
        Directory.CreateDirectory(closed);
        await File.WriteAllTextAsync(Path.Combine(closed, "hidden.json"), "{}", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret.json"), "{}", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "seen.json"), "{\"organization-name\":\"Fast\"}", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(Path.Combine(_folder, "secret.json"), UnixFileMode.None);
        File.SetUnixFileMode(Path.Combine(_folder, "seen.json"), Open);
        File.SetUnixFileMode(closed, UnixFileMode.None);
        File.SetUnixFileMode(_folder, Open);

        using Process process = Start(isRoot, "report", _folder, "--recurse", "--jsonl");
        process.StandardInput.Close();
        Ran ran = await Smtptls.EndAsync(process, Stopwatch.StartNew());
        Assert.SkipWhen(isRoot && ran.Error.Contains(Smtptls.Command[^1], StringComparison.Ordinal), $"Nobody may not read the program: {ran.Error}");
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains($"'{closed}' cannot be read", ran.Error, StringComparison.Ordinal);
        Assert.Contains($"'{Path.Combine(_folder, "secret.json")}' cannot be read", ran.Error, StringComparison.Ordinal);
        Assert.Contains("Fast", Assert.Single(ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static Process Start(bool asNobody, params string[] args)
    {
        if (!asNobody)
        {
            return Smtptls.Start(args);
        }

        ProcessStartInfo start = new(SetPriv) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string arg in (string[])["--reuid", Nobody, "--regid", Nobody, "--clear-groups", .. Smtptls.Command, .. args])
        {
            start.ArgumentList.Add(arg);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("setpriv did not start.");
    }
}
