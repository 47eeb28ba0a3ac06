using System.IO;
using Microsoft.Playwright;
using SmtpTls.Reports.Audits;

namespace SmtpTls.Servers.Reports;

/// <summary>The page of the whole practice range, with one domain more whose every text is hostile, and a browser to open it in.</summary>
public sealed class AuditPageFixture : IAsyncLifetime
{
    public const string Evil = "<script>window.broken=1</script>";

    public static readonly string[] Hostile =
    [
        Evil, "<img src=x onerror=window.broken=1>", "\"><svg onload=window.broken=1>", "</script><!--<script>window.broken=1</script>", "=HYPERLINK(\"http://192.0.2.1/\")", "\u001b[31mred",
        "\u202eright to left",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("smtptls-audit-page-").FullName;
    private Chromium? _chromium;

    /// <summary>Pictures of the page, for those who want to see it: named by the variable, beside the tests where it is not set.</summary>
    public static string Pictures { get; } = Directory.CreateDirectory(Environment.GetEnvironmentVariable("SMTPTLS_PICTURES") ?? Path.Combine(AppContext.BaseDirectory, "pictures")).FullName;

    internal IReadOnlyList<DomainAudit> Audits { get; private set; } = [];

    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Missing is not null)
        {
            return;
        }

        Audits = await LabAudits.ReadAsync(CancellationToken.None);
        using AuditPage page = new();
        foreach (DomainAudit audit in Audits)
        {
            page.Add(audit);
        }

        page.Add(Broken(Audits.First(audit => audit.Domain == "sts-mx-expired.lab.test")));
        string file = Path.Combine(_folder, "audit.html");
        Outcome<IReadOnlyList<string>> written = page.Write(file, "Mail with our partners", DateTimeOffset.UtcNow, replace: false);
        Address = written.Value is null ? throw new IOException(written.Fault!.Message) : new Uri(file).AbsoluteUri;
        _chromium = await Chromium.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A browser of its own with the page in it.</summary>
    internal async Task<OpenPage> OpenAsync(string hash = "", BrowserNewPageOptions? options = null)
    {
        Assert.SkipUnless(Chromium.Missing is null, Chromium.Missing ?? "");
        OpenPage open = new(await _chromium!.Browser.NewPageAsync(options ?? new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } }));
        await open.Page.GotoAsync(Address + hash);
        return open;
    }

    private static DomainAudit Broken(DomainAudit audit) => audit with
    {
        Domain = "hostile.example",
        Findings = [.. Hostile.Select(text => new Finding("CERT-EXPIRED", "High", text, text, text, text, text))],
        Steps = [new GradeStep { Grade = "C", Assurance = "Authenticatable", Reasons = Hostile }],
        DnsSecurity = [new DnsAnswerSecurity { Name = Evil, Type = "MX", Security = "Secure", Reason = Evil, Steps = Hostile }],
        MtaSts = audit.MtaSts! with { Policy = audit.MtaSts.Policy! with { Raw = string.Join('\n', Hostile), ContentType = Evil, Url = "javascript:window.broken=1" } },
        StartTls = audit.StartTls with
        {
            Hosts = [.. audit.StartTls.Hosts.Select(host => host with
            {
                Host = "mx.hostile.example",
                Banner = Evil,
                Capabilities = Hostile,
                Transcript = [.. Hostile.Select(text => new TranscriptLine(1, "Server", text))],
                Chain = [.. host.Chain.Select(one => one with { Subject = "CN=" + Evil, Names = Hostile, Sha256 = "ff" + one.Sha256[2..] })],
            })],
        },
    };
}

/// <summary>One opened page, with every request that it made and every complaint of the browser.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly List<string> _requests = [], _complaints = [];

    public OpenPage(IPage page)
    {
        Page = page;
        page.Request += (_, request) => _requests.Add(request.Url);
        page.Console += (_, message) => _complaints.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Requests => _requests;

    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Closes it, if nothing went wrong in it: no request but for the file itself, and no complaint.</summary>
    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        Assert.All(_requests, request => Assert.StartsWith("file:", request, StringComparison.Ordinal));
        Assert.True(_requests.Count <= 2, string.Join(", ", _requests));
        Assert.Empty(_complaints);
    }
}
