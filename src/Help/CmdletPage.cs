using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace SmtpTls.Help;

/// <summary>
/// A cmdlet's page: prose only, under fixed headings. <c>## Synopsis</c>, <c>## Description</c>, <c>## Parameters</c> with <c>### -Name</c> each,
/// <c>## Outputs</c>, <c>## Examples</c> with <c>### Title</c> each, <c>## Notes</c>, <c>## Links</c>.
/// </summary>
internal sealed partial class CmdletPage
{
    private readonly Dictionary<string, Section> _sections = new(StringComparer.OrdinalIgnoreCase);

    private CmdletPage()
    {
    }

    public IReadOnlyList<string> Synopsis => Paragraphs("Synopsis");

    public IReadOnlyList<string> Description => Paragraphs("Description");

    public IReadOnlyList<string> Outputs => Paragraphs("Outputs");

    public IReadOnlyList<string> Notes => Paragraphs("Notes");

    public IReadOnlyList<string> Links => Paragraphs("Links");

    /// <summary>Sentences by parameter name, without the hyphen.</summary>
    public IReadOnlyDictionary<string, string> Parameters => Parts("Parameters")
        .GroupBy(part => part.Title.TrimStart('-'), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => string.Join(" ", Texts(group.First().Lines)), StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<PageExample> Examples =>
        [.. Parts("Examples").Select(part => new PageExample(part.Title, Code(part.Lines), Texts(part.Lines)))];

    public static CmdletPage Parse(string text)
    {
        CmdletPage page = new();
        Section section = new();
        List<string> lines = section.Lines;
        bool inCode = false;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            inCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!inCode && line.StartsWith("## ", StringComparison.Ordinal))
            {
                section = new Section();
                page._sections[line[3..].Trim()] = section;
                lines = section.Lines;
            }
            else if (!inCode && line.StartsWith("### ", StringComparison.Ordinal))
            {
                Part part = new(line[4..].Trim(), []);
                section.Parts.Add(part);
                lines = part.Lines;
            }
            else
            {
                lines.Add(line);
            }
        }

        return page;
    }

    private List<string> Paragraphs(string heading) => _sections.TryGetValue(heading, out Section? section) ? Texts(section.Lines) : [];

    private List<Part> Parts(string heading) => _sections.TryGetValue(heading, out Section? section) ? section.Parts : [];

    /// <summary>Paragraphs and list items outside code, in plain text.</summary>
    private static List<string> Texts(IEnumerable<string> lines)
    {
        List<string> texts = [];
        StringBuilder text = new();
        bool inCode = false;
        foreach (string line in lines.Append(""))
        {
            bool fence = line.StartsWith("```", StringComparison.Ordinal);
            bool item = line.StartsWith("- ", StringComparison.Ordinal);
            if ((fence || item || line.Length == 0 || inCode) && text.Length > 0)
            {
                texts.Add(Plain(text.ToString()));
                text.Clear();
            }

            inCode ^= fence;
            if (!inCode && !fence && line.Length > 0)
            {
                text.Append(text.Length > 0 ? " " : "").Append(line.Trim());
            }
        }

        return texts;
    }

    private static string Code(IEnumerable<string> lines)
    {
        List<string> code = [.. lines.SkipWhile(line => !line.StartsWith("```", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith("```", StringComparison.Ordinal))];
        return string.Join("\n", code);
    }

    private static string Plain(string text) => Link().Replace(text, "$1 ($2)").Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)]+)\)")]
    private static partial Regex Link();

    private sealed class Section
    {
        public List<string> Lines { get; } = [];

        public List<Part> Parts { get; } = [];
    }

    private sealed record Part(string Title, List<string> Lines);
}

/// <summary>One example: what to type with what comes back, and what it means.</summary>
internal sealed record PageExample(string Title, string Code, IReadOnlyList<string> Remarks);
