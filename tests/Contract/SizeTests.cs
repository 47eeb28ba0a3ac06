using System.IO;
using System.Text.RegularExpressions;

namespace SmtpTls.Contract;

/// <summary>The two sizes that are gates: a file of 400 lines, a method of 60.</summary>
public sealed partial class SizeTests
{
    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Assert.Empty(Repository.Sources("src").Where(path => File.ReadLines(path).Count() > 400).Select(Path.GetFileName));

    [Fact]
    public void No_method_is_longer_than_60_lines()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Sources("src"))
        {
            string[] lines = File.ReadAllLines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                if (Head().IsMatch(lines[i]) && BodyLength(lines, i) is > 60 and int length)
                {
                    wrong.Add($"{Path.GetFileName(file)}:{i + 1} has {length} lines");
                }
            }
        }

        Assert.Empty(wrong);
    }

    private static int BodyLength(string[] lines, int head)
    {
        int indent = lines[head].Length - lines[head].TrimStart().Length;
        int open = head + 1;
        while (open < lines.Length && open < head + 6 && lines[open].Trim() != "{")
        {
            open++;
        }

        if (open >= lines.Length || lines[open].Trim() != "{" || lines[open].Length - lines[open].TrimStart().Length != indent)
        {
            return 0;
        }

        int close = Array.FindIndex(lines, open, line => line == new string(' ', indent) + "}");
        return close - open - 1;
    }

    [GeneratedRegex(@"^\s+(public|private|internal|protected)\b(?![^(]*\b(class|record|struct)\b)[^=;]*\([^;=]*$")]
    private static partial Regex Head();
}
