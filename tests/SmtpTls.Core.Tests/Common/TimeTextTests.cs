using System.Globalization;

namespace SmtpTls.Core.Tests.Common;

/// <summary>The year is that of certificates, whatever calendar the user's culture has.</summary>
public sealed class TimeTextTests
{
    [Theory]
    [InlineData("en-US")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void A_time_reads_the_same_in_every_culture(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        DateTime time = new(2026, 11, 24, 13, 38, 18, DateTimeKind.Utc);
        Assert.Equal(("2026-11-24", "2026-11-24 13:38 UTC"), (TimeText.Day(time), TimeText.Minute(time)));
        Assert.Equal(("2026-11-24", "2026-11-24 13:38 UTC"), (TimeText.Day((DateTime?)time), TimeText.Minute((DateTime?)time)));
        Assert.Equal(("2026-11-24", "2026-11-24 13:38 UTC"), (TimeText.Day(Elsewhere(time)), TimeText.Minute(Elsewhere(time))));
        Assert.Equal(("", ""), (TimeText.Day((DateTime?)null), TimeText.Minute((DateTime?)null)));
    }

    private static DateTimeOffset Elsewhere(DateTime time) => new DateTimeOffset(time).ToOffset(TimeSpan.FromHours(11));
}
