using System;
using System.Globalization;

namespace SmtpTls;

/// <summary>
/// Times as our texts give them: in UTC and in the calendar of certificates and standards. The user's culture may count other years (th-TH, ar-SA, fa-IR),
/// and text is in English unless a language is asked for.
/// </summary>
internal static class TimeText
{
    /// <summary>As 2026-11-24; empty for null. A <see cref="DateTime"/> is in UTC, as everywhere here.</summary>
    public static string Day(DateTime? time) => time is { } known ? Day(known) : "";

    /// <inheritdoc cref="Day(DateTime?)"/>
    public static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Day(DateTime?)"/>
    public static string Day(DateTimeOffset time) => Day(time.UtcDateTime);

    /// <summary>As 2026-11-24 13:38 UTC; empty for null.</summary>
    public static string Minute(DateTime? time) => time is { } known ? Minute(known) : "";

    /// <inheritdoc cref="Minute(DateTime?)"/>
    public static string Minute(DateTime time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Minute(DateTime?)"/>
    public static string Minute(DateTimeOffset time) => Minute(time.UtcDateTime);
}
