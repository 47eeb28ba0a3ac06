using System.IO;

namespace SmtpTls.Core.Tests.Common;

/// <summary>All files of a set or none, and nothing outside its folder.</summary>
public sealed class FileSetTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("smtptls-files-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Files_are_written_below_a_folder_that_is_made()
    {
        string folder = Path.Combine(_root, "new", "kit");
        Outcome<IReadOnlyList<string>> written = FileSet.Write(folder, Files("one"), replace: false);
        Assert.Equal([Path.Combine(folder, "a.txt"), Path.Combine(folder, "sub", ".well-known", "b.txt")], written.Value);
        Assert.Equal("a one", File.ReadAllText(Path.Combine(folder, "a.txt")));
        Assert.Equal(["a.txt", "b.txt"], Names());
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_only_when_asked()
    {
        FileSet.Write(_root, Files("one"), replace: false);
        Outcome<IReadOnlyList<string>> refused = FileSet.Write(_root, Files("two"), replace: false);
        Assert.Contains("-Force", refused.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal("a one", File.ReadAllText(Path.Combine(_root, "a.txt")));
        Assert.Equal(OutcomeState.Found, FileSet.Write(_root, Files("two"), replace: true).State);
        Assert.Equal("a two", File.ReadAllText(Path.Combine(_root, "a.txt")));
        Assert.Equal(["a.txt", "b.txt"], Names());
    }

    [Fact]
    public void When_one_file_cannot_be_written_nothing_has_changed()
    {
        File.WriteAllText(Path.Combine(_root, "a.txt"), "before");
        Directory.CreateDirectory(Path.Combine(_root, "sub", ".well-known", "b.txt"));
        Outcome<IReadOnlyList<string>> refused = FileSet.Write(_root, Files("new"), replace: true);
        Assert.Contains("a folder is in its place", refused.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(Path.Combine(_root, "a.txt")));
        Assert.Equal(["a.txt"], Names());
    }

    [Fact]
    public void A_folder_below_a_file_is_refused()
    {
        File.WriteAllText(Path.Combine(_root, "sub"), "a file");
        Assert.Contains("is no folder", FileSet.Write(_root, Files("x"), replace: true).Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(OutcomeState.Invalid, FileSet.Write(Path.Combine(_root, "sub", "kit"), Files("x"), replace: true).State);
        Assert.Equal(["sub"], Names());
    }

    [Fact]
    public void A_failure_while_writing_brings_back_what_was()
    {
        // The name is too long only for the file beside it, so that nothing shows before the writing.
        TextFile tooLong = new(new string('n', 250), "x");
        File.WriteAllText(Path.Combine(_root, "a.txt"), "before");
        Outcome<IReadOnlyList<string>> refused = FileSet.Write(_root, [.. Files("new"), tooLong], replace: true);
        Assert.Equal(OutcomeState.Invalid, refused.State);
        Assert.Equal("before", File.ReadAllText(Path.Combine(_root, "a.txt")));
        Assert.Equal(["a.txt"], Names());
        Assert.False(Directory.Exists(Path.Combine(_root, "sub")));
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("sub")]
    public void A_link_is_refused_where_a_file_or_a_folder_would_be(string place)
    {
        string outside = Directory.CreateDirectory(Path.Combine(_root, "outside")).FullName;
        string kit = Directory.CreateDirectory(Path.Combine(_root, "kit")).FullName;
        Assert.SkipUnless(TryLink(Path.Combine(kit, place), outside), "Links cannot be made here.");
        Outcome<IReadOnlyList<string>> refused = FileSet.Write(kit, Files("x"), replace: true);
        Assert.Contains("a link", refused.Fault!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public void A_link_to_nowhere_and_a_folder_that_is_a_link_are_refused_too()
    {
        string kit = Path.Combine(_root, "kit");
        Assert.SkipUnless(TryLink(kit, Directory.CreateDirectory(Path.Combine(_root, "outside")).FullName), "Links cannot be made here.");
        Assert.Contains("is a link", FileSet.Write(kit, Files("x"), replace: true).Fault!.Message, StringComparison.Ordinal);
        File.CreateSymbolicLink(Path.Combine(_root, "a.txt"), Path.Combine(_root, "nowhere"));
        Assert.Contains("a link is in its place", FileSet.Write(_root, Files("x"), replace: true).Fault!.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_root, "nowhere")));
    }

    private static TextFile[] Files(string text) => [new("a.txt", $"a {text}"), new("sub/.well-known/b.txt", $"b {text}")];

    private static bool TryLink(string path, string target)
    {
        try
        {
            Directory.CreateSymbolicLink(path, target);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string[] Names() => [.. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
