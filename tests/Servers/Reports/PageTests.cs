using System.IO;
using Microsoft.Playwright;
using SmtpTls.Explain;
using SmtpTls.Reports;
using SmtpTls.TlsRpt.Measure;

namespace SmtpTls.Servers.Reports;

/// <summary>The page of a summary in a real browser: charts are drawn, nothing is asked of a network, and what strangers wrote is text.</summary>
public sealed class PageTests
{
    private static readonly string[] Hostile =
    [
        "<script>window.broken=1</script>", "<img src=x onerror=window.broken=1>", "\"><svg onload=window.broken=1>", "</script><script>window.broken=1</script>",
        "=HYPERLINK(\"http://192.0.2.1/\")", "\u001b[31mred", "\u202eright to left", "'; alert(1); '",
    ];

    [Fact]
    public async Task A_page_draws_its_charts_asks_nothing_and_shows_hostile_text_as_text()
    {
        Assert.SkipUnless(Chromium.Missing is null, Chromium.Missing ?? "");
        string folder = Directory.CreateTempSubdirectory("smtptls-page-").FullName;
        try
        {
            string file = Path.Combine(folder, "page.html");
            await File.WriteAllTextAsync(file, SummaryPage.Of(Summary(), Hostile[3], DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);
            await using Chromium chromium = await Chromium.StartAsync();
            IPage page = await chromium.Browser.NewPageAsync();
            List<string> requests = [], complaints = [];
            page.Request += (_, request) => requests.Add(request.Url);
            page.Console += (_, message) => complaints.AddRange(message.Type == "error" ? [message.Text] : []);
            page.PageError += (_, error) => complaints.Add(error);
            await page.GotoAsync(new Uri(file).AbsoluteUri);

            Assert.Equal("2", await page.EvaluateAsync<string>("document.documentElement.dataset.charts"));
            Assert.Equal(2, await page.EvaluateAsync<int>(Drawn));
            await ReadsAsTextAsync(page);
            await SortsByKeyboardAsync(page);
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
            Assert.Equal("rgb(13, 17, 23)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
            Assert.Equal(2, await page.EvaluateAsync<int>(Drawn));
            Assert.Equal([new Uri(file).AbsoluteUri], requests);
            Assert.Empty(complaints);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>How many canvases have something on them.</summary>
    private const string Drawn = """
        [...document.querySelectorAll('canvas')].filter(canvas =>
          canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0)).length
        """;

    private static async Task ReadsAsTextAsync(IPage page)
    {
        Assert.True(await page.EvaluateAsync<bool>("window.broken === undefined"));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelectorAll('img, svg, iframe, [onerror], [onload]').length"));
        string text = await page.InnerTextAsync("#reporters");
        foreach (string hostile in Hostile)
        {
            Assert.Contains(VisibleText.Show(hostile), text, StringComparison.Ordinal);
        }

        string source = await page.ContentAsync();
        Assert.DoesNotContain('\u001b', source);
        Assert.DoesNotContain('\u202e', source);
    }

    private static async Task SortsByKeyboardAsync(IPage page)
    {
        ILocator header = page.Locator("#failures th button", new PageLocatorOptions { HasTextString = "Sessions" });
        await header.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("ascending", await page.Locator("#failures th[aria-sort]").GetAttributeAsync("aria-sort"));
        string[] counts = [.. await page.Locator("#failures tbody td:nth-child(4)").AllInnerTextsAsync()];
        Assert.Equal(counts.OrderBy(int.Parse), counts);
    }

    private static TlsRptSummary Summary()
    {
        using ReportMeasure measure = new(CauseCatalog.Load(null));
        for (int i = 0; i < Hostile.Length; i++)
        {
            string text = VisibleText.Show(Hostile[i]);
            measure.Add(new TlsRptReport
            {
                OrganizationName = text,
                ReportId = $"{i}",
                StartDate = new DateTime(2026, 11, 1 + i, 0, 0, 0, DateTimeKind.Utc),
                EndDate = new DateTime(2026, 11, 1 + i, 23, 59, 59, DateTimeKind.Utc),
                Policies = [new TlsRptPolicy
                {
                    PolicyType = "sts",
                    PolicyDomain = text,
                    SuccessfulSessions = 20,
                    FailedSessions = i + 1,
                    FailureDetails = [new TlsRptFailureDetail { ResultType = i % 2 == 0 ? "certificate-expired" : text, ReceivingMxHostname = text, SendingMtaIp = text, FailedSessions = i + 1 }],
                }],
            });
        }

        return measure.ToSummary();
    }
}
