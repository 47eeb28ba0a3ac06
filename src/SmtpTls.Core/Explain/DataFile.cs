using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace SmtpTls.Explain;

/// <summary>The files that the library carries: a file an area of causes, the steps that several causes share, and a file a language.</summary>
internal static class DataFile
{
    public const string Shared = "shared-steps";

    private const string Start = "SmtpTls.Explain.Data.", CauseStart = Start + "causes-", LanguageStart = Start + "language-", End = ".json";

    /// <summary>Files with causes, by name.</summary>
    public static IReadOnlyList<string> Areas => Names(CauseStart);

    /// <summary>Culture names, for example <c>pt-BR</c>.</summary>
    public static IReadOnlyList<string> Languages => [.. Names(LanguageStart).Select(name => name.Substring("language-".Length))];

    public static Stream Open(string name) => typeof(DataFile).Assembly.GetManifestResourceStream(Start + name + End)
        ?? throw new InvalidOperationException($"{name} is not in the library.");

    public static JsonDocument Parse(string name)
    {
        using Stream stream = Open(name);
        return JsonDocument.Parse(stream);
    }

    public static JsonDocument ParseLanguage(string culture) => Parse("language-" + culture);

    /// <summary>The strings of a list; none where there is no such member.</summary>
    public static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];

    public static string Text(JsonElement element, string name, string place) =>
        element.TryGetProperty(name, out JsonElement text) && text.GetString() is { Length: > 0 } found ? found
            : throw new InvalidOperationException($"{place} has no {name}.");

    private static string[] Names(string start) => [.. typeof(DataFile).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(End, StringComparison.Ordinal))
        .Select(name => name.Substring(Start.Length, name.Length - Start.Length - End.Length))
        .OrderBy(name => name, StringComparer.Ordinal)];
}
