using System.Diagnostics;
using System.Globalization;
using System.IO;
using Microsoft.Playwright;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Reports.Audits;
using SmtpTls.Servers.Reports;

namespace SmtpTls.Benchmarks;

/// <summary>
/// The page of 10,000 domains that share nothing: how long it takes to write and what it weighs, and, in Chromium, from the start of the navigation until the list is
/// shown, the charts are drawn and everything can be used; until the last octet is read; and until a domain's page is shown by a link from outside.
/// </summary>
internal sealed class Pages(Settings settings, TextWriter log)
{
    private const int Domains = 10_000;

    public static string? Missing() => Chromium.Missing;

    public async Task RunAsync(Table table, CancellationToken stop)
    {
        IReadOnlyList<DomainAudit> lab = await LabAudits.ReadAsync(stop);
        string folder = Directory.CreateTempSubdirectory("smtptls-pages-").FullName;
        try
        {
            table.Begin("none");
            string file = Path.Combine(folder, "page.html");
            Write(table, lab, file);
            await using Chromium chromium = await Chromium.StartAsync();
            (Series ready, Series whole, Series domain) = (new Series(), new Series(), new Series());
            string address = new Uri(file).AbsoluteUri, name = await FirstDomainAsync(chromium, address);
            for (int round = -1; round < settings.Rounds; round++)
            {
                stop.ThrowIfCancellationRequested();
                (double Ready, double Whole) open = await OpenAsync(chromium, address);
                double deep = await DeepAsync(chromium, $"{address}#domain/{name}");
                if (round >= 0)
                {
                    ready.Add(open.Ready);
                    whole.Add(open.Whole);
                    domain.Add(deep);
                }
            }

            table.Show($"page of {Domains} domains usable, ms", ready, new Aim("below 3000", value => value < 3000));
            table.Show($"page of {Domains} domains read whole, ms", whole, new Aim("below 3000", value => value < 3000));
            table.Show("a domain's page by a link from outside, ms", domain, new Aim("below 3000", value => value < 3000));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Write(Table table, IReadOnlyList<DomainAudit> lab, string file)
    {
        (Series adding, Series writing, Series size) = (new Series(), new Series(), new Series());
        using AuditPage page = new();
        Stopwatch watch = new();
        foreach (DomainAudit audit in LabAudits.Multiply(lab, Domains))
        {
            watch.Start();
            page.Add(audit);
            watch.Stop();
        }

        adding.Add(watch.Elapsed.TotalSeconds);
        GC.Collect();
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"held for the page before it is written: {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:0.0} MiB"));
        watch.Restart();
        if (page.Write(file, null, DateTimeOffset.UtcNow, replace: false).Fault is { } fault)
        {
            throw new IOException(fault.Message);
        }

        writing.Add(watch.Elapsed.TotalSeconds);
        size.Add(new FileInfo(file).Length / 1048576.0);
        table.Show($"{Domains} audits taken, seconds", adding);
        table.Show("page written, seconds", writing);
        table.Show("page, MiB", size);
    }

    private static async Task<string> FirstDomainAsync(Chromium chromium, string address)
    {
        IPage page = await chromium.Browser.NewPageAsync();
        await page.GotoAsync(address);
        string name = await page.Locator("#list tbody a").First.InnerTextAsync();
        await page.CloseAsync();
        return name;
    }

    private static async Task<(double Ready, double Whole)> OpenAsync(Chromium chromium, string address)
    {
        IPage page = await chromium.Browser.NewPageAsync();
        await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        double[] times = await page.EvaluateAsync<double[]>("""
            new Promise(done => requestAnimationFrame(() => setTimeout(() => done([
              document.querySelectorAll('#list tbody tr').length > 0 && Number(document.documentElement.dataset.charts) > 4 ? performance.getEntriesByName('ready')[0].startTime : NaN,
              performance.getEntriesByType('navigation')[0].loadEventEnd]))))
            """);
        await page.CloseAsync();
        return (times[0], times[1]);
    }

    private static async Task<double> DeepAsync(Chromium chromium, string address)
    {
        IPage page = await chromium.Browser.NewPageAsync();
        await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        await page.WaitForSelectorAsync("#domain[data-shown] h2");
        double time = await page.EvaluateAsync<double>("performance.getEntriesByName('domain')[0].startTime");
        await page.CloseAsync();
        return time;
    }
}
