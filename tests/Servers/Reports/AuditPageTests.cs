using System.Globalization;
using System.IO;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace SmtpTls.Servers.Reports;

/// <summary>The page of an audit in a real browser, as somebody uses it: with mouse, keyboard, links, on paper and with help.</summary>
public sealed class AuditPageTests(AuditPageFixture fixture) : IClassFixture<AuditPageFixture>
{
    private const string Expired = "sts-mx-expired.lab.test";

    /// <summary>How many canvases have something on them.</summary>
    private const string Drawn = """
        [...document.querySelectorAll('canvas')].filter(canvas =>
          canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0)).length
        """;

    [Fact]
    public async Task It_opens_with_its_charts_and_its_list_and_asks_nothing()
    {
        await using OpenPage open = await fixture.OpenAsync();
        int charts = await open.Page.Locator("canvas").CountAsync();
        Assert.True(charts >= 7, $"{charts} charts");
        Assert.Equal(charts, await open.Page.EvaluateAsync<int>(Drawn));
        Assert.Equal(50, await open.Page.Locator("#list tbody tr").CountAsync());
        string count = (fixture.Audits.Count + 1).ToString(CultureInfo.InvariantCulture);
        Assert.Equal($"{count} domains.", await open.Page.Locator("#list [aria-live]").InnerTextAsync());
        Assert.Equal(count, await open.Page.Locator("#overview .figures dd").First.InnerTextAsync());
        await PictureAsync(open, "overview-light");
    }

    [Fact]
    public async Task Filters_and_search_narrow_the_list_and_stand_in_the_address()
    {
        await using OpenPage open = await fixture.OpenAsync();
        ILocator rows = open.Page.Locator("#list tbody tr"), count = open.Page.Locator("#list [aria-live]");
        await Choice(open, "Grade").SelectOptionAsync("F");
        int bad = fixture.Audits.Count(audit => audit.Grade == "F");
        Assert.Equal($"{bad} of {fixture.Audits.Count + 1} domains.", await count.InnerTextAsync());
        await open.Page.GetByLabel("Search domains").FillAsync("STRIPPED");
        Assert.Equal(["stripped.lab.test"], await rows.Locator("td:first-child").AllInnerTextsAsync());
        Assert.EndsWith("#domains?grade=F&q=STRIPPED", open.Page.Url, StringComparison.Ordinal);
        await open.Page.ReloadAsync();
        Assert.Equal(1, await rows.CountAsync());
        Assert.Equal("F", await Choice(open, "Grade").InputValueAsync());
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Clear filters" }).ClickAsync();
        Assert.Equal(50, await rows.CountAsync());
        foreach ((string label, string value, Func<DomainAudit, bool> isIn) in ((string, string, Func<DomainAudit, bool>)[])
        [
            ("Assurance", "Enforced", audit => audit.Assurance == "Enforced"),
            ("Finding", "STARTTLS-NOT-OFFERED", audit => audit.Findings.Any(finding => finding.Id == "STARTTLS-NOT-OFFERED")),
            ("TLS version", "TLSv1.2", audit => audit.StartTls.Hosts.Any(host => host.TlsVersion == "TLSv1.2")),
            ("Mechanism", "DANE: Pass", audit => audit.Dane?.Verdict == "Pass"),
        ])
        {
            await Choice(open, label).SelectOptionAsync(value);
            Assert.StartsWith($"{fixture.Audits.Count(isIn)} of ", await count.InnerTextAsync(), StringComparison.Ordinal);
            await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Clear filters" }).ClickAsync();
        }
    }

    [Fact]
    public async Task A_figure_leads_to_its_domains_and_a_finding_to_those_who_have_it()
    {
        await using OpenPage open = await fixture.OpenAsync();
        await open.Page.Locator("#overview .figures a[href='#domains?assurance=None']").ClickAsync();
        Assert.Equal("None", await Choice(open, "Assurance").InputValueAsync());
        Assert.Equal("domains-heading", await open.Page.EvaluateAsync<string>("document.activeElement.id"));
        ILocator first = open.Page.Locator("#first .todo a").First;
        string domains = (await first.InnerTextAsync()).Split(' ')[0];
        await first.ClickAsync();
        Assert.StartsWith($"{domains} of ", await open.Page.Locator("#list [aria-live]").InnerTextAsync(), StringComparison.Ordinal);
        await open.Page.GoBackAsync();
        Assert.Equal("None", await Choice(open, "Assurance").InputValueAsync());
    }

    [Fact]
    public async Task A_link_from_outside_opens_a_domain_and_back_leads_back()
    {
        await using OpenPage open = await fixture.OpenAsync("#domain/" + Expired);
        await open.Page.WaitForSelectorAsync("#domain[data-shown] h2");
        string text = await open.Page.InnerTextAsync("#domain");
        foreach (string part in (string[])["Opportunistic", "Next: grade C", "The certificate has expired", "who acts: the owner of the certificate", "220 mx.expired.lab.test ESMTP", "C: STARTTLS", "mode: enforce", "TLS_AES_256_GCM_SHA384"])
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.Equal($"{Expired} – Mail with our partners", await open.Page.TitleAsync());
        Assert.True(await open.Page.Locator("#domain details:has-text('Proof of')").CountAsync() > 0);
        await PictureAsync(open, "domain-light");
        await open.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "All domains" }).ClickAsync();
        Assert.False(await open.Page.Locator("#domain").IsVisibleAsync());
        await open.Page.GoBackAsync();
        await open.Page.WaitForSelectorAsync("#domain[data-shown] h2");
        await open.Page.GoForwardAsync();
        await open.Page.WaitForSelectorAsync("#list tbody tr");
        Assert.Equal("Mail with our partners", await open.Page.TitleAsync());
    }

    [Fact]
    public async Task A_domain_that_is_not_there_is_said_to_be_so()
    {
        await using OpenPage open = await fixture.OpenAsync("#domain/%3Cimg%20src=x%20onerror=alert(1)%3E");
        Assert.Contains("This report has no domain <img src=x onerror=alert(1)>.", await open.Page.InnerTextAsync("#domain"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_can_be_done_by_keyboard()
    {
        await using OpenPage open = await fixture.OpenAsync();
        await open.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the content", await Focused(open));
        await open.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("content", await open.Page.EvaluateAsync<string>("document.activeElement.id"));
        await open.Page.GetByLabel("Search domains").FocusAsync();
        await open.Page.Keyboard.TypeAsync("expired");
        for (int i = 0; i < 60 && await Focused(open) != Expired; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
        }

        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.WaitForSelectorAsync("#domain[data-shown] h2");
        Assert.Equal("H2", await open.Page.EvaluateAsync<string>("document.activeElement.tagName"));
        await open.Page.GoBackAsync();
        Assert.Equal(Expired, await Focused(open));
        ILocator heading = open.Page.Locator("#list thead button").First;
        await heading.FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("ascending", await open.Page.Locator("#list th").First.GetAttributeAsync("aria-sort"));
        await open.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("descending", await open.Page.Locator("#list th").First.GetAttributeAsync("aria-sort"));
        string[] names = [.. await open.Page.Locator("#list td:first-child").AllInnerTextsAsync()];
        Assert.Equal(names.OrderDescending(StringComparer.Ordinal), names);
        Assert.NotEqual("none", await open.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
    }

    [Fact]
    public async Task Pages_of_the_list_are_turned()
    {
        await using OpenPage open = await fixture.OpenAsync();
        string first = await open.Page.Locator("#list td:first-child").First.InnerTextAsync();
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Next", Exact = true }).ClickAsync();
        Assert.NotEqual(first, await open.Page.Locator("#list td:first-child").First.InnerTextAsync());
        Assert.StartsWith("Page 2 of ", await open.Page.Locator(".pager span").InnerTextAsync(), StringComparison.Ordinal);
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Previous" }).ClickAsync();
        Assert.Equal(first, await open.Page.Locator("#list td:first-child").First.InnerTextAsync());
    }

    [Fact]
    public async Task Hostile_text_is_text()
    {
        await using OpenPage open = await fixture.OpenAsync("#domain/hostile.example");
        await open.Page.WaitForSelectorAsync("#domain[data-shown] h2");
        string text = await open.Page.InnerTextAsync("#domain");
        foreach (string hostile in AuditPageFixture.Hostile)
        {
            Assert.Contains(VisibleText.Show(hostile), text, StringComparison.Ordinal);
        }

        string source = await open.Page.ContentAsync();
        Assert.DoesNotContain('\u001b', source);
        Assert.DoesNotContain('\u202e', source);
        Assert.True(await open.Page.EvaluateAsync<bool>("window.broken === undefined"));
        Assert.Equal(0, await open.Page.EvaluateAsync<int>("document.querySelectorAll('img, svg, iframe, [onerror], [onload], a[href^=\"javascript\"]').length"));
        await open.Page.GotoAsync(fixture.Address + "#certificates");
        Assert.True(await open.Page.EvaluateAsync<bool>("window.broken === undefined"));
    }

    [Fact]
    public async Task Without_scripts_the_overview_is_there_and_says_what_is_not()
    {
        await using OpenPage open = await fixture.OpenAsync(options: new BrowserNewPageOptions { JavaScriptEnabled = false });
        Assert.Contains("allow scripts to see them", await open.Page.InnerTextAsync("#domains"), StringComparison.Ordinal);
        Assert.True(await open.Page.Locator("#overview table").First.IsVisibleAsync());
        Assert.False(await open.Page.Locator(".chart").First.IsVisibleAsync());
    }

    [Fact]
    public async Task On_paper_it_is_light_and_whole_whatever_the_screen_is()
    {
        await using OpenPage open = await fixture.OpenAsync("#domain/" + Expired, new BrowserNewPageOptions { ColorScheme = ColorScheme.Dark });
        await open.Page.WaitForSelectorAsync("#domain[data-shown] h2");
        Assert.Equal("rgb(13, 17, 23)", await Ground(open));
        await open.Page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.Equal("rgb(255, 255, 255)", await Ground(open));
        Assert.Equal(0, await open.Page.Locator("#domain details:not([open])").CountAsync());
        Assert.False(await open.Page.Locator("body > nav").IsVisibleAsync());
        await PictureAsync(open, "domain-print");
        await open.Page.EvaluateAsync("dispatchEvent(new Event('afterprint'))");
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Null });
        Assert.True(await open.Page.Locator("#domain details:not([open])").CountAsync() > 0);
        byte[] paper = await open.Page.PdfAsync(new PagePdfOptions { Format = "A4", PrintBackground = true });
        await File.WriteAllBytesAsync(Path.Combine(AuditPageFixture.Pictures, "domain.pdf"), paper, TestContext.Current.CancellationToken);
        Assert.Equal("%PDF"u8, paper.AsSpan(0, 4));
    }

    [Fact]
    public async Task Colours_can_be_changed_and_charts_follow()
    {
        await using OpenPage open = await fixture.OpenAsync();
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Dark colours" }).ClickAsync();
        Assert.Equal("rgb(13, 17, 23)", await Ground(open));
        Assert.Equal(await open.Page.Locator("canvas").CountAsync(), await open.Page.EvaluateAsync<int>(Drawn));
        await PictureAsync(open, "overview-dark");
        await open.Page.SetViewportSizeAsync(390, 844);
        await PictureAsync(open, "overview-narrow");
        Assert.True(await open.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Theory]
    [InlineData("", ColorScheme.Light)]
    [InlineData("", ColorScheme.Dark)]
    [InlineData("#domains?grade=F", ColorScheme.Light)]
    [InlineData("#domains?grade=F", ColorScheme.Dark)]
    [InlineData("#domain/" + Expired, ColorScheme.Light)]
    [InlineData("#domain/" + Expired, ColorScheme.Dark)]
    [InlineData("#domain/dane-good.lab.test", ColorScheme.Light)]
    [InlineData("#domain/hostile.example", ColorScheme.Dark)]
    public async Task Axe_finds_nothing_against_WCAG(string hash, ColorScheme scheme)
    {
        await using OpenPage open = await fixture.OpenAsync(hash, new BrowserNewPageOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        if (hash.StartsWith("#domain/", StringComparison.Ordinal))
        {
            await open.Page.WaitForSelectorAsync("#domain[data-shown] h2");
        }

        await open.Page.EvaluateAsync("document.querySelectorAll('details').forEach(one => { one.open = true; })");
        AxeResult result = await open.Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa") });
        Assert.True(result.Passes.Length > 10);
        Assert.Empty(result.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {node.Html}")));
    }

    private static ILocator Choice(OpenPage open, string label) => open.Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true });

    private static Task<string> Focused(OpenPage open) => open.Page.EvaluateAsync<string>("document.activeElement.textContent");

    private static Task<string> Ground(OpenPage open) => open.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    private static Task<byte[]> PictureAsync(OpenPage open, string name) =>
        open.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(AuditPageFixture.Pictures, name + ".png"), FullPage = true });
}
