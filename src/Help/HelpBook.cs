using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace SmtpTls.Help;

/// <summary>Every cmdlet with its page, and what is missing.</summary>
internal sealed class HelpBook
{
    private readonly List<(CmdletShape Shape, CmdletPage Page)> _entries = [];
    private readonly List<string> _problems = [];

    private HelpBook()
    {
    }

    public IReadOnlyList<(CmdletShape Shape, CmdletPage Page)> Entries => _entries;

    /// <summary>One sentence each; help is built only when there are none.</summary>
    public IReadOnlyList<string> Problems => _problems;

    public static HelpBook Read(IReadOnlyList<CmdletShape> shapes, string folder)
    {
        HelpBook book = new();
        foreach (CmdletShape shape in shapes)
        {
            string file = Path.Combine(folder, shape.Name + ".md");
            if (File.Exists(file))
            {
                book.Add(shape, CmdletPage.Parse(File.ReadAllText(file)));
            }
            else
            {
                book._problems.Add($"{shape.Name} has no page {shape.Name}.md.");
            }
        }

        foreach (string name in Directory.EnumerateFiles(folder, "*-*.md").Select(path => Path.GetFileNameWithoutExtension(path)!))
        {
            if (shapes.All(shape => shape.Name != name))
            {
                book._problems.Add($"{name}.md describes a cmdlet that does not exist.");
            }
        }

        return book;
    }

    private void Add(CmdletShape shape, CmdletPage page)
    {
        _entries.Add((shape, page));
        Check(page.Synopsis.Count == 1, $"{shape.Name}: the synopsis is not one paragraph.");
        Check(page.Description.Count > 0, $"{shape.Name}: the description is missing.");
        Check(page.Outputs.Count > 0, $"{shape.Name}: what comes out is not said.");
        Check(page.Examples.Count > 0, $"{shape.Name}: there is no example.");
        foreach (PageExample example in page.Examples)
        {
            Check(example.Code.Length > 0 && example.Remarks.Count > 0, $"{shape.Name}: the example '{example.Title}' lacks its code or its meaning.");
        }

        foreach (ParameterShape parameter in shape.Parameters)
        {
            bool said = page.Parameters.TryGetValue(parameter.Name, out string? text) && text.EndsWith('.');
            Check(said, $"{shape.Name}: no sentence says what -{parameter.Name} is.");
        }

        foreach (string name in page.Parameters.Keys)
        {
            Check(shape.Parameters.Any(one => one.Name == name), $"{shape.Name}: the page describes -{name}, which does not exist.");
        }
    }

    private void Check(bool good, string problem)
    {
        if (!good)
        {
            _problems.Add(problem);
        }
    }
}
