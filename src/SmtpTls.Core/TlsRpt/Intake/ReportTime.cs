using System;
using System.Globalization;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>Times of reports: RFC 3339 as RFC 8460 §4.1 wants them, and the forms that senders write instead.</summary>
internal static class ReportTime
{
    private static readonly string[] MailForms = ["ddd, d MMM yyyy HH:mm:ss zzz", "d MMM yyyy HH:mm:ss zzz", "ddd, d MMM yyyy HH:mm:ss 'GMT'"];

    /// <param name="text">As written.</param>
    /// <param name="odd">A clause about a form that RFC 3339 does not have, though the time is clear; null otherwise.</param>
    /// <returns>UTC; null when no instant can be made of it.</returns>
    public static DateTime? Parse(string text, out string? odd)
    {
        odd = null;
        string trimmed = text.Trim();
        if (trimmed.Length >= 19 && Digits(trimmed, 0, 4, out int year) && trimmed[4] == '-' && Digits(trimmed, 5, 2, out int month) && trimmed[7] == '-'
            && Digits(trimmed, 8, 2, out int day) && trimmed[10] is 'T' or 't' or ' ' or '_' && Digits(trimmed, 11, 2, out int hour) && trimmed[13] == ':'
            && Digits(trimmed, 14, 2, out int minute) && trimmed[16] == ':' && Digits(trimmed, 17, 2, out int second)
            && Tail(trimmed.Substring(19), out long ticks, out TimeSpan offset, ref odd))
        {
            odd ??= trimmed[10] is 'T' or 't' ? null : "it has no T before the time";
            return Make(year, month, day, new TimeSpan(hour, minute, second), hour <= 24 && minute < 60 && second <= 60, ticks, offset);
        }

        odd = "it is no RFC 3339 date-time";
        if (DateTimeOffset.TryParseExact(trimmed.Replace("+0000", "+00:00").Replace("-0000", "+00:00"), MailForms, CultureInfo.InvariantCulture,
            DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AssumeUniversal, out DateTimeOffset mail))
        {
            return mail.UtcDateTime;
        }

        // Seconds since 1970, as in the file's name (RFC 8460 §5.1).
        return trimmed.Length is 9 or 10 && long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
            : null;
    }

    private static DateTime? Make(int year, int month, int day, TimeSpan time, bool inRange, long ticks, TimeSpan offset)
    {
        if (!inRange || year < 1970 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        // 23:59:60 is a leap second (RFC 3339 §5.7) and 24:00:00 the end of a day: both are an instant.
        DateTime start = new(year, month, day, 0, 0, 0, DateTimeKind.Utc);
        return year < 9999 ? start + time + TimeSpan.FromTicks(ticks) - offset : null;
    }

    /// <summary>The fraction and the offset behind the seconds.</summary>
    private static bool Tail(string tail, out long ticks, out TimeSpan offset, ref string? odd)
    {
        ticks = 0;
        offset = TimeSpan.Zero;
        int at = 0;
        if (tail.Length > 1 && tail[0] is '.' or ',' && tail[1] is >= '0' and <= '9')
        {
            long unit = TimeSpan.TicksPerSecond;
            for (at = 1; at < tail.Length && tail[at] is >= '0' and <= '9'; at++)
            {
                unit /= 10;
                ticks += unit * (tail[at] - '0');
            }
        }

        string zone = tail.Substring(at).Trim();
        if (zone is "Z" or "z")
        {
            return true;
        }

        if (zone.Length == 0 || zone is "UTC" or "GMT")
        {
            odd = zone.Length == 0 ? "it names no offset; UTC is assumed" : "it names its zone by a word";
            return true;
        }

        int colon = zone.Length == 6 && zone[3] == ':' ? 1 : 0;
        if (zone[0] is not ('+' or '-') || (zone.Length != 6 && zone.Length != 5 && zone.Length != 3) || (zone.Length == 6 && colon == 0)
            || !Digits(zone, 1, 2, out int hours) || !(zone.Length == 3 || Digits(zone, 3 + colon, 2, out _)) || hours > 23)
        {
            return false;
        }

        int minutes = 0;
        _ = zone.Length == 3 || Digits(zone, 3 + colon, 2, out minutes);
        odd = colon == 1 ? null : "its offset has no colon";
        offset = new TimeSpan(hours, minutes, 0);
        offset = zone[0] == '-' ? -offset : offset;
        return minutes < 60;
    }

    private static bool Digits(string text, int at, int count, out int value)
    {
        value = 0;
        for (int i = at; i < at + count; i++)
        {
            if (i >= text.Length || text[i] is < '0' or > '9')
            {
                return false;
            }

            value = (value * 10) + text[i] - '0';
        }

        return true;
    }
}
