using SmtpTls.Cli.Run;

namespace SmtpTls.Cli.Tests;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(0, 5, 3, "0 of 5 done in 3 s")]
    [InlineData(2, 5, 20, "2 of 5 done in 20 s, about 30 s left")]
    [InlineData(1, 3000, 2, "1 of 3000 done in 2 s, about 1 h 39 min left")]
    [InlineData(5, 5, 61, "5 of 5 done in 1 min 1 s")]
    [InlineData(7, null, 7300, "7 done in 2 h 1 min")]
    public void The_status_line_says_how_far_and_how_long(int done, int? total, int seconds, string line) =>
        Assert.Equal(line, Progress.Describe(done, total, TimeSpan.FromSeconds(seconds)));
}
