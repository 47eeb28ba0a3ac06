using System;
using System.IO;
using System.Text;
using SmtpTls.Audit;

namespace SmtpTls.Cli.Run;

/// <summary>Keeps facts in a file: written beside it and put in its place at the end, so that a half-written file is never found.</summary>
internal sealed class FactsKeeper : IDisposable
{
    private readonly string _path;
    private readonly string _beside;
    private readonly StreamWriter _writer;

    private FactsKeeper(string path, string beside, StreamWriter writer)
    {
        _path = path;
        _beside = beside;
        _writer = writer;
    }

    /// <exception cref="UsageException">The file cannot be written there.</exception>
    public static FactsKeeper? Open(string? path)
    {
        if (path is null)
        {
            return null;
        }

        if (FileProblem.ForWriting(path) is { } problem)
        {
            throw new UsageException($"--save-facts '{VisibleText.Show(path)}' cannot be written: {problem}.");
        }

        string beside = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            FileStream file = new(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            return new FactsKeeper(path, beside, new StreamWriter(file, new UTF8Encoding(false)) { NewLine = "\n" });
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            throw new UsageException($"--save-facts '{VisibleText.Show(path)}' cannot be written: {FileProblem.Describe(path, e)}.");
        }
    }

    public void Keep(DomainFacts facts) => _writer.WriteLine(FactsFile.Write(facts));

    /// <summary>Puts the file in its place, with what was kept so far.</summary>
    public void Dispose()
    {
        try
        {
            _writer.Dispose();
            File.Move(_beside, _path, overwrite: true);
        }
        finally
        {
            File.Delete(_beside);
        }
    }
}
