using System.IO;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using SmtpTls.Lab;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Core.Tests.Lab;

public sealed class LabRangeTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private static readonly string[] Outcomes = [.. Enum.GetNames<SmtpTls.Smtp.ProbeOutcome>()];

    private static readonly string[] Problems =
    [
        "Expired", "NotYetValid", "NameMismatch", "SelfSigned", "UntrustedRoot", "IncompleteChain", "Revoked", "RevocationUnknown", "WeakKey", "WeakSignature", "NoSubjectAltName", "WrongUsage",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leaves_nothing_behind()
    {
        LabRange range = await LabRange.StartAsync(new LabOptions(), Stop);
        string folder = Path.GetDirectoryName(range.CaFile)!;
        Assert.True(File.Exists(range.CaFile));
        LabClient silent = await LabClient.ConnectAsync(Host(range, "mx.silence.lab.test"), range.SmtpPort);
        LabClient tarpit = await LabClient.ConnectAsync(Host(range, "mx.tarpit.lab.test"), range.SmtpPort);

        await range.DisposeAsync();
        await range.DisposeAsync();

        Assert.Equal(0, range.Running);
        Assert.False(Directory.Exists(folder));
        Assert.DoesNotContain(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), place => place.Port == range.SmtpPort && place.Address.ToString().StartsWith("127.37.", StringComparison.Ordinal));
        await silent.DisposeAsync();
        await tarpit.DisposeAsync();
    }

    [Fact]
    public async Task Says_what_it_plays()
    {
        LabRange range = lab.Range;

        Assert.True(range.Domains.Count >= 60, $"{range.Domains.Count} domains");
        Assert.Equal(range.Domains.Count, range.Domains.Select(static d => d.Domain).Distinct().Count());
        Assert.All(range.Domains, domain =>
        {
            Assert.True(DomainName.TryParse(domain.Domain, out _, out _));
            Assert.NotEmpty(domain.About);
            Assert.Equal(domain.Expected, domain.ExpectedOutcomes[0]);
            Assert.All(domain.ExpectedOutcomes, outcome => Assert.Contains(outcome, Outcomes));
            Assert.All(domain.ExpectedProblems, problem => Assert.Contains(problem, Problems));
        });
        Assert.Equal(Problems, Problems.Where(problem => range.Domains.Any(domain => domain.ExpectedProblems.Contains(problem))));
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", await File.ReadAllTextAsync(range.CaFile, Stop), StringComparison.Ordinal);
        Assert.InRange(range.MtaStsPort ?? 0, 1, 65535);
        Assert.Matches(@"^\. 300 IN DS \d+ 13 2 [0-9a-f]{64}\n$", await File.ReadAllTextAsync(range.TrustAnchor!, Stop));
    }

    [Fact]
    public async Task Gives_each_server_an_address_of_its_own_and_all_one_port()
    {
        LabRange range = lab.Range;
        Assert.Equal(range.Hosts.Count, range.Hosts.Select(static host => host.Address).Distinct().Count());
        foreach (LabHost host in range.Hosts)
        {
            using TcpClient client = new(host.Address.AddressFamily);
            await client.ConnectAsync(host.Address, range.SmtpPort, Stop);
        }
    }

    [Fact]
    public async Task Two_ranges_stand_side_by_side()
    {
        LabRange one = lab.Range;
        await using LabRange two = await LabRange.StartAsync(new LabOptions(), Stop);
        Assert.NotEqual(one.SmtpPort, two.SmtpPort);
        Assert.NotEqual(one.DnsServer, two.DnsServer);
    }

    [Fact]
    public async Task Says_so_when_a_port_is_taken()
    {
        LabRange one = lab.Range;
        LabStartException mail = await Assert.ThrowsAsync<LabStartException>(() => LabRange.StartAsync(new LabOptions { SmtpPort = one.SmtpPort }, Stop));
        LabStartException dns = await Assert.ThrowsAsync<LabStartException>(() => LabRange.StartAsync(new LabOptions { DnsPort = one.DnsServer.Port }, Stop));
        Assert.Contains($"port {one.SmtpPort}", mail.Message, StringComparison.Ordinal);
        Assert.Contains($"port {one.DnsServer.Port}", dns.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_to_run_where_only_one_loopback_address_exists()
    {
        // 192.0.2.0/24 is for documentation (RFC 5737): no machine has it, as no Mac has 127.37.0.10.
        IPAddress[] absent = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("127.37.0.99")];
        LabStartException error = Assert.Throws<LabStartException>(() => LabAddresses.ListenEverywhere(absent, 0, out _));
        Assert.Contains("macOS", error.Message, StringComparison.Ordinal);
        Assert.Contains("sudo ifconfig lo0 alias 127.37.0.$n up", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serves_two_hundred_at_once_and_remembers_them()
    {
        LabRange range = lab.Range;
        LabHost host = lab.Host("two-mx");
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            await using LabClient client = await LabClient.ConnectAsync(host, range.SmtpPort);
            Assert.StartsWith("220", await client.ToStartTlsAsync(), StringComparison.Ordinal);
            await client.HandshakeAsync();
            Assert.StartsWith("250", await client.AskAsync("EHLO client.test"), StringComparison.Ordinal);
            Assert.StartsWith("221", await client.AskAsync("QUIT"), StringComparison.Ordinal);
            Assert.Empty(await client.ReadLineAsync());
        }));

        LabVisit[] visits = await UntilAsync(() => range.Visits.Where(visit => visit.Host == host.Name && visit.Seen.Count > 0).ToArray(), static visits => visits.Length == 200);
        Assert.All(visits, visit => Assert.Equal(["EHLO", "STARTTLS", "TLS", "EHLO", "QUIT"], visit.Seen));
        Assert.All(visits, static visit => Assert.Equal("mx1.two-mx.lab.test", visit.ServerName));
    }

    [Fact]
    public async Task Keeps_to_its_limits()
    {
        await using LabRange range = await LabRange.StartAsync(new LabOptions { MostConnections = 2, ConnectionLimit = TimeSpan.FromSeconds(2) }, Stop);
        LabHost host = Host(range, "mx.silence.lab.test");
        await using LabClient one = await LabClient.ConnectAsync(host, range.SmtpPort);
        await using LabClient two = await LabClient.ConnectAsync(host, range.SmtpPort);
        await using LabClient three = await LabClient.ConnectAsync(host, range.SmtpPort);

        // One too many is closed at once, whichever it is; the others when their time is up.
        Task<string>[] ends = [one.ReadLineAsync(), two.ReadLineAsync(), three.ReadLineAsync()];
        await Task.WhenAny(ends);
        Assert.Equal(1, ends.Count(static end => end.IsCompleted));
        Assert.All(await Task.WhenAll(ends), Assert.Empty);
    }

    private static LabHost Host(LabRange range, string name) => range.Hosts.First(host => host.Name == name);

    private static async Task<T> UntilAsync<T>(Func<T> read, Func<T, bool> done)
    {
        T value = read();
        while (!done(value))
        {
            await Task.Delay(5, Stop);
            value = read();
        }

        return value;
    }
}
