using System.Text.Json;
using System.Xml.Linq;
using SmtpTls.MtaSts.Publish;

namespace SmtpTls.Core.Tests.MtaSts.Publish;

/// <summary>The files of each kit. Whether they work is shown where their servers run.</summary>
public sealed class HostingKitTests
{
    private const string Policy = "version: STSv1\r\nmode: testing\r\nmx: *.mail.protection.outlook.com\r\nmax_age: 604800\r\n";
    private static readonly HostedPolicy Hosted = new(DomainName.Parse("my_mail.contoso.com"), Policy);

    public static TheoryData<string> Kinds => [.. Enum.GetNames<HostingKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void A_kit_leads_through_and_names_the_host_and_the_record(string kind)
    {
        IReadOnlyList<TextFile> files = Kit(kind);
        string readme = files.Single(file => file.Path == "README.md").Text;
        Assert.Contains("mta-sts.my_mail.contoso.com", readme, StringComparison.Ordinal);
        Assert.Contains("`_mta-sts.my_mail.contoso.com`", readme, StringComparison.Ordinal);
        Assert.Contains("Test-MtaSts my_mail.contoso.com", readme, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", readme, StringComparison.Ordinal);
        Assert.All(files, file => Assert.DoesNotContain("..", file.Path, StringComparison.Ordinal));
        Assert.All(files, file => Assert.Equal(file.Path, file.Path.TrimStart('/')));
    }

    [Theory]
    [InlineData(nameof(HostingKind.IIS), "site/.well-known/mta-sts.txt")]
    [InlineData(nameof(HostingKind.Nginx), "mta-sts.my_mail.contoso.com/.well-known/mta-sts.txt")]
    [InlineData(nameof(HostingKind.AzureStaticWebApp), "site/.well-known/mta-sts.txt")]
    public void The_policy_is_a_file_as_it_is(string kind, string path) => Assert.Equal(Policy, Kit(kind).Single(file => file.Path == path).Text);

    [Fact]
    public void The_configuration_of_IIS_serves_text_files_as_plain_text()
    {
        XElement server = XDocument.Parse(Kit("IIS").Single(file => file.Path == "site/web.config").Text).Root!.Element("system.webServer")!;
        Assert.Equal(["remove", "mimeMap"], server.Element("staticContent")!.Elements().Select(one => one.Name.LocalName));
        Assert.Equal("text/plain", server.Element("staticContent")!.Element("mimeMap")!.Attribute("mimeType")!.Value);
    }

    [Fact]
    public void The_configuration_of_Azure_is_json_and_serves_text_files_as_plain_text()
    {
        using JsonDocument document = JsonDocument.Parse(Kit("AzureStaticWebApp").Single(file => file.Path == "site/staticwebapp.config.json").Text);
        Assert.Equal("text/plain", document.RootElement.GetProperty("mimeTypes").GetProperty(".txt").GetString());
        Assert.Contains(Kit("AzureStaticWebApp"), file => file.Path == "site/index.html");
    }

    [Fact]
    public void The_worker_holds_the_policy_as_one_string()
    {
        IReadOnlyList<TextFile> files = Kit("CloudflareWorker");
        string line = files.Single(file => file.Path == "worker.js").Text.Split('\n').Single(one => one.StartsWith("const policy = ", StringComparison.Ordinal));
        Assert.Equal(Policy, JsonSerializer.Deserialize<string>(line["const policy = ".Length..].TrimEnd(';')));
        string settings = files.Single(file => file.Path == "wrangler.toml").Text;
        Assert.Contains("name = \"mta-sts-my-mail-contoso-com\"", settings, StringComparison.Ordinal);
        Assert.Contains("pattern = \"mta-sts.my_mail.contoso.com\", custom_domain = true", settings, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_leaves_the_string_of_the_worker()
    {
        const string hostile = "\";alert(1)//\\\u2028</script>\u0000é";
        string script = HostingKit.Files(HostingKind.CloudflareWorker, Hosted with { PolicyText = hostile }).Single(file => file.Path == "worker.js").Text;
        string line = script.Split('\n').Single(one => one.StartsWith("const policy = ", StringComparison.Ordinal));
        Assert.Equal(hostile, JsonSerializer.Deserialize<string>(line["const policy = ".Length..].TrimEnd(';')));
        Assert.DoesNotContain("</", line, StringComparison.Ordinal);
        Assert.All(line, one => Assert.InRange(one, ' ', '~'));
    }

    [Fact]
    public void A_long_name_is_shortened_into_one_label_of_its_own()
    {
        string one = CloudflareKit.Label("mta-sts." + new string('a', 60) + ".example.com");
        Assert.InRange(one.Length, 20, 54);
        Assert.Matches("^[a-z0-9][a-z0-9-]*[a-z0-9]$", one);
        Assert.NotEqual(one, CloudflareKit.Label("mta-sts." + new string('a', 60) + ".example.org"));
    }

    private static IReadOnlyList<TextFile> Kit(string kind) => HostingKit.Files(Enum.Parse<HostingKind>(kind), Hosted);
}
