using System;
using System.Collections.Generic;
using System.Globalization;

namespace SmtpTls.Headers;

/// <summary>Dates of mail (RFC 5322 §3.3), with the old zones and two-digit years of its §4.3, and without what stands behind them.</summary>
internal static class MailDate
{
    private const int MostRead = 200;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly Dictionary<string, int> Zones = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UT"] = 0, ["GMT"] = 0, ["UTC"] = 0, ["Z"] = 0, ["EST"] = -5, ["EDT"] = -4, ["CST"] = -6, ["CDT"] = -5, ["MST"] = -7, ["MDT"] = -6, ["PST"] = -8, ["PDT"] = -7,
    };

    /// <summary>Null when the text does not begin with a date, for example because it is in another language.</summary>
    public static DateTimeOffset? Parse(string text)
    {
        string part = text.Length > MostRead ? text.Substring(0, MostRead) : text;
        string[] words = part.Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries);
        int at = words.Length > 0 && char.IsLetter(words[0][0]) ? 1 : 0;
        if (words.Length < at + 4 || !TryNumber(words[at], 31, out int day) || !TryNumber(words[at + 2], 9999, out int year))
        {
            return null;
        }

        int month = words[at + 1].Length >= 3 ? Array.IndexOf(Months, words[at + 1].Substring(0, 3).ToLowerInvariant()) + 1 : 0;
        string[] clock = words[at + 3].Split(':');
        if (month == 0 || day == 0 || clock.Length is < 2 or > 3 || !TryNumber(clock[0], 23, out int hour) || !TryNumber(clock[1], 59, out int minute))
        {
            return null;
        }

        int second = 0;
        if (clock.Length == 3 && !TryNumber(clock[2], 60, out second))
        {
            return null;
        }

        // RFC 5322 §4.3: two digits below 50 are of this century, three count from 1900.
        year += words[at + 2].Length == 2 && year < 50 ? 2000 : words[at + 2].Length < 4 ? 1900 : 0;
        return year is < 1970 or > 9998 || day > DateTime.DaysInMonth(year, month) ? null
            : new DateTimeOffset(new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Unspecified).AddSeconds(second), Zone(words.Length > at + 4 ? words[at + 4] : ""));
    }

    private static TimeSpan Zone(string text)
    {
        if (text.Length == 5 && text[0] is '+' or '-' && TryNumber(text.Substring(1), 9999, out int zone) && zone <= 1400 && zone % 100 < 60)
        {
            TimeSpan offset = new(zone / 100, zone % 100, 0);
            return text[0] == '-' ? offset.Negate() : offset;
        }

        // RFC 5322 §4.3: a zone that nobody knows counts as -0000.
        return Zones.TryGetValue(text, out int hours) ? TimeSpan.FromHours(hours) : TimeSpan.Zero;
    }

    private static bool TryNumber(string text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}
