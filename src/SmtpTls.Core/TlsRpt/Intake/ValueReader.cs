using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SmtpTls.Compat;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>Reads single values of a report as kindly as their meaning allows, and says what was odd.</summary>
internal sealed class ValueReader
{
    /// <summary>RFC 7493 §2.2: the largest whole number that every reader of JSON understands alike.</summary>
    private const long MostCount = (1L << 53) - 1;

    private readonly List<string> _list = [];

    public TextPool Pool { get; } = new();

    /// <summary>The next member of an object, the reading at its value; null at the object's end. Members met before are passed over.</summary>
    public static Member? Next(ref JsonTokens tokens, ReportDraft draft, ref uint seen)
    {
        while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
        {
            Member member = tokens.IsEscaped
                ? MemberNames.Of(Encoding.UTF8.GetBytes(TextPool.Unescape(tokens.Value, true, out _)))
                : MemberNames.Of(tokens.Value);
            uint bit = 1u << (int)member;
            tokens.Read();
            if (member != Member.Other && (seen & bit) == 0)
            {
                seen |= bit;
                return member;
            }

            if (member != Member.Other)
            {
                // RFC 7493 §2.3: names are unique. The first counts.
                draft.Add(ProblemCode.BadValue, member, "It is there more than once; the first counts.");
            }

            tokens.Skip();
        }

        return null;
    }

    /// <summary>A text; null where there is none, or none but blanks: some senders write empty texts for what they do not know.</summary>
    public string? Text(ref JsonTokens tokens, ReportDraft draft, Member member)
    {
        switch (tokens.Type)
        {
            case JsonTokenType.String:
                return String(ref tokens, draft, member);
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                draft.Add(ProblemCode.BadValue, member, "It should be text and is a list or an object.");
                tokens.Skip();
                return null;
            default:
                string text = TextPool.Show(Encoding.UTF8.GetString(tokens.Value));
                draft.Add(ProblemCode.BadValue, member, $"It should be text and is {text}.");
                return text;
        }
    }

    /// <summary>A list of texts; a single text is a list of one, or of its lines, or of what a list inside it says.</summary>
    public string[] Texts(ref JsonTokens tokens, ReportDraft draft, Member member)
    {
        _list.Clear();
        ReadTexts(ref tokens, draft, member, _list);
        return [.. _list];
    }

    private void ReadTexts(ref JsonTokens tokens, ReportDraft draft, Member member, List<string> texts)
    {
        if (tokens.Type == JsonTokenType.StartArray)
        {
            while (tokens.Read() && tokens.Type != JsonTokenType.EndArray)
            {
                draft.CountItem();
                if (member == Member.PolicyString && tokens.Type == JsonTokenType.String && Inner(TextPool.Unescape(tokens.Value, tokens.IsEscaped, out _)) is { } nested)
                {
                    // Exchange Online puts all TLSA records into one text.
                    draft.Add(ProblemCode.BadValue, member, "An entry is itself a list, written as text.");
                    AddTexts(nested, draft, texts);
                }
                else if (Text(ref tokens, draft, member) is { } text)
                {
                    texts.Add(text);
                }
            }

            return;
        }

        if (tokens.Type != JsonTokenType.String)
        {
            if (Text(ref tokens, draft, member) is { } single)
            {
                texts.Add(single);
            }

            return;
        }

        string raw = TextPool.Unescape(tokens.Value, tokens.IsEscaped, out _);
        IReadOnlyList<string> lines = member == Member.PolicyString && Inner(raw) is { } inner ? inner : raw.Split('\n');
        AddTexts(lines, draft, texts);
        if (member == Member.PolicyString)
        {
            draft.Add(ProblemCode.BadValue, member, "It is one text and not a list.");
        }
    }

    private static void AddTexts(IReadOnlyList<string> lines, ReportDraft draft, List<string> texts)
    {
        foreach (string line in lines)
        {
            draft.CountItem();
            if (line.Trim() is { Length: > 0 } trimmed)
            {
                texts.Add(TextPool.Show(trimmed));
            }
        }
    }

    /// <summary>A number of sessions; null where there is none.</summary>
    /// <exception cref="ReportFaultException">It is no number of sessions: the report cannot be counted.</exception>
    public static long? Count(ref JsonTokens tokens, ReportDraft draft, Member member)
    {
        switch (tokens.Type)
        {
            case JsonTokenType.Number when Utf8Parser.TryParse(tokens.Value, out long count, out int used) && used == tokens.Value.Length:
                return InRange(count, draft, member);
            case JsonTokenType.Number or JsonTokenType.String:
                string text = TextPool.Unescape(tokens.Value, tokens.IsEscaped, out _).Trim();
                draft.Add(ProblemCode.BadValue, member, $"The count is written as {(tokens.Type == JsonTokenType.String ? "text" : "a fraction")}: {VisibleText.Show(text, 40)}.");
                return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) && number == decimal.Truncate(number) && Math.Abs(number) <= MostCount
                    ? InRange((long)number, draft, member)
                    : throw draft.Fault(ProblemCode.BadValue, member, $"{VisibleText.Show(text, 40)} is no number of sessions.");
            case JsonTokenType.Null:
                draft.Add(ProblemCode.MissingField, member, "The count is null.");
                return null;
            default:
                throw draft.Fault(ProblemCode.BadValue, member, "It should be a number of sessions and is something else.");
        }
    }

    private static long InRange(long count, ReportDraft draft, Member member) => count is >= 0 and <= MostCount ? count
        : throw draft.Fault(ProblemCode.BadValue, member, $"{count.ToString(CultureInfo.InvariantCulture)} is no number of sessions.");

    private string? String(ref JsonTokens tokens, ReportDraft draft, Member member)
    {
        if (IsBlank(tokens.Value))
        {
            return null;
        }

        if (!tokens.IsEscaped && PlainText.Is(tokens.Value))
        {
            return Pool.Plain(tokens.Value);
        }

        string text = TextPool.Show(TextPool.Unescape(tokens.Value, tokens.IsEscaped, out bool bad));
        if (bad)
        {
            draft.Add(ProblemCode.BadEncoding, member, $"It is no UTF-8: {VisibleText.Show(text, 60)}");
        }

        return text;
    }

    private static bool IsBlank(ReadOnlySpan<byte> text)
    {
        foreach (byte octet in text)
        {
            if (octet != ' ')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The texts of a JSON list that a text holds; null where it holds none.</summary>
    private static List<string>? Inner(string text)
    {
        if (!text.TrimStart().StartsWith('['))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4 });
            List<string> texts = [];
            foreach (JsonElement element in document.RootElement.EnumerateArray())
            {
                texts.Add(element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText());
            }

            return texts;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
