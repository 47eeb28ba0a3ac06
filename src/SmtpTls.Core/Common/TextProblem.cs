namespace SmtpTls;

/// <summary>What kind of objection there is to a published text.</summary>
internal enum TextProblemKind
{
    /// <summary>The text does not follow the grammar of its standard.</summary>
    Syntax,

    /// <summary>A required field is not there.</summary>
    Missing,

    /// <summary>A field is well formed, but its value is none that the standard knows.</summary>
    Value,

    /// <summary>Several texts where there may be one.</summary>
    Multiple,

    /// <summary>A text that was meant as one, and that readers pass over because of how it begins.</summary>
    Overlooked,

    /// <summary>A field that stands there more than once; the first counts.</summary>
    Repeated,

    /// <summary>Nowhere that a report could be sent to.</summary>
    NoDestination,

    /// <summary>Legal or tolerated, and still worth a look.</summary>
    Odd,
}

/// <summary>One objection to a text that somebody published: what is wrong, where, and the text in a form that can be shown.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Message">One clause for people ("the id is longer than 32 characters").</param>
internal sealed record TextProblem(TextProblemKind Kind, string Message)
{
    private const int MostShown = 100;

    /// <summary>True when the text cannot be used because of it; false for a warning.</summary>
    public bool Fatal { get; init; }

    /// <summary>The line, from 1; null for a text of one line.</summary>
    public int? Line { get; init; }

    /// <summary>The offending piece, safe to show; null when there is none to show.</summary>
    public string? Text { get; init; }

    public static TextProblem Error(TextProblemKind kind, string message, string? text = null, int? line = null) =>
        new(kind, message) { Fatal = true, Text = Shown(text), Line = line };

    public static TextProblem Warning(TextProblemKind kind, string message, string? text = null, int? line = null) =>
        new(kind, message) { Text = Shown(text), Line = line };

    public override string ToString() => (Line is { } line ? $"line {line}: " : "") + Message + (Text is { } text ? $": '{text}'" : "");

    private static string? Shown(string? text) => text is null ? null : VisibleText.Show(text, MostShown);
}
