using System.Globalization;
using System.Text;

namespace SmtpTls;

/// <summary>
/// Text from the wire as it may be shown: every control, format and bidirectional character written as <c>\u{1b}</c>, so that nothing a
/// stranger sends can move a cursor, colour a terminal or turn a line around (Unicode Technical Report 36 §2.10).
/// </summary>
internal static class VisibleText
{
    /// <summary>The text with what cannot be seen made visible, cut after <paramref name="most"/> characters of input with "… (N characters)".</summary>
    public static string Show(string? text, int most = 2048)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        int end = text!.Length > most ? most : text.Length;
        StringBuilder? shown = null;
        for (int i = 0; i < end; i++)
        {
            if (IsPlain(text[i]))
            {
                shown?.Append(text[i]);
                continue;
            }

            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < end && char.IsLowSurrogate(text[i + 1]);
            shown ??= new StringBuilder(text, 0, i, end + 16);
            if (pair && IsPlain(CharUnicodeInfo.GetUnicodeCategory(text, i)))
            {
                shown.Append(text[i]).Append(text[i + 1]);
            }
            else
            {
                int code = pair ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i];
                shown.Append("\\u{").Append(code.ToString("x", CultureInfo.InvariantCulture)).Append('}');
            }

            i += pair ? 1 : 0;
        }

        string whole = shown?.ToString() ?? (end == text.Length ? text : text.Substring(0, end));
        return end == text.Length ? whole : whole + "… (" + text.Length.ToString(CultureInfo.InvariantCulture) + " characters)";
    }

    private static bool IsPlain(char c) => c is >= ' ' and <= '~' || (c > 0x9f && !char.IsSurrogate(c) && IsPlain(CharUnicodeInfo.GetUnicodeCategory(c)));

    private static bool IsPlain(UnicodeCategory category) => category is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
