using System.IO;
using SmtpTls.Lab;
using SmtpTls.Servers.Large;

namespace SmtpTls.Servers;

/// <summary>
/// Long lists over few mail hosts: two thousand and twenty thousand domains over five hundred. Every domain gets an answer, once, in order and right; a host is
/// looked at once, however many domains share it; and ten times the domains need hardly more memory.
/// </summary>
[Collection(Alone)]
public sealed class LargeAuditTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>They need all of the machine, and what else runs would be disturbed.</summary>
    public const string Alone = "nothing beside it";
    private const int Few = 2000, Many = 20_000, Hosts = 500, Policies = 400;
    private const double MostGrowth = 1.5;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtptls-large-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Twenty_thousand_domains_on_real_servers_are_all_judged_rightly_in_little_more_memory_than_two_thousand()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux keeps the highest mark of a process where others can read it.");
        Assert.SkipWhen(AuditSite.Missing() is not null, AuditSite.Missing() ?? "");
        if (!OperatingSystem.IsLinux())
        {
            throw new InvalidOperationException("skipped above; the compiler does not see it");
        }

        await using AuditSite site = await AuditSite.StartAsync(_folder.FullName, (Many, Hosts, Policies), Stop);
        string[] arguments = ["--dns-server", site.NameServer, "--trust-anchor", site.AnchorFile, "--ca-file", site.CaFile, "--skip-revocation-check", "--max-per-address", "32"];
        await CompareAsync(AuditSite.Domain, arguments, count =>
        {
            // Each run asks anew: the first probe of a host, one for the other kind of key, and what was logged late of the start of the servers.
            int connections = site.MailConnections;
            return run =>
            {
                run.MustBe([.. Enumerable.Range(0, count).Select(Expected)]);
                Assert.Equal(0, run.Use.ExitCode);
                Assert.InRange(site.MailConnections - connections, Hosts, (2 * Hosts) + AuditSite.Addresses);
            };
        });
    }

    [Fact]
    public async Task Twenty_thousand_domains_of_a_practice_range_have_exactly_the_faults_that_were_put_in()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux keeps the highest mark of a process where others can read it.");
        await using LabRange range = await LabRange.StartAsync(new LabOptions { Cases = LargeRange.Cases(Many) }, Stop);
        string[] arguments =
        [
            "--dns-server", range.DnsServer.ToString(), "--trust-anchor", range.TrustAnchor!, "--ca-file", range.CaFile, "--port", $"{range.SmtpPort}",
            "--mta-sts-port", $"{range.MtaStsPort}", "--max-per-provider", "64",
        ];
        await CompareAsync(LargeRange.Name, arguments, count =>
        {
            int before = range.Visits.Count, policies = range.PolicyVisits.Count;
            return run =>
            {
                run.MustBe([.. Enumerable.Range(0, count).Select(LargeRange.Expected)]);

                // Some refuse connections: what they do could not be seen.
                Assert.Equal(3, run.Use.ExitCode);
                Assert.Superset(LargeRange.Faults.ToHashSet(), run.Lines.SelectMany(line => line.Findings.Split(' ')).ToHashSet());

                // One for what everybody sees, one for the other kind of key where TLSA records ask for it.
                Dictionary<string, int> visits = range.Visits.Skip(before).CountBy(visit => visit.Host).ToDictionary();
                Assert.Equal(Enumerable.Range(0, Hosts).Where(LargeRange.Listens).Select(LargeRange.Host).Order(), visits.Keys.Order());
                Assert.All(visits.Values, number => Assert.InRange(number, 1, 2));
                Assert.Equal(LargeRange.Policies, range.PolicyVisits.Count - policies);
            };
        });
    }

    /// <summary>What is right for every domain of the site.</summary>
    private static AuditLine Expected(int number)
    {
        string verdicts = $"Enforced B; {AuditSite.Host(number % Hosts)} Encrypted; certificate Pass; DANE Matched Authenticate Pass; MTA-STS {(number < Policies ? "Valid Pass" : "Absent NotPresent")}; TLS-RPT Valid";
        string policy = number < Policies ? "DANE-MTASTS-AGREE MTASTS-PATTERN-UNUSED" : "MTASTS-NOT-PUBLISHED";
        return new AuditLine(AuditSite.Domain(number), verdicts, $"CERT-NOT-IN-MICROSOFT-PROGRAM {policy} MX-PRIVATE-ADDRESS");
    }

    /// <summary>Runs over few and over many domains.</summary>
    /// <param name="name">The domain of a number.</param>
    /// <param name="arguments">That lead the program to the servers.</param>
    /// <param name="prepare">Called before each run with the count; what it gives checks that run.</param>
    private async Task CompareAsync(Func<int, string> name, string[] arguments, Func<int, Action<LargeRun>> prepare)
    {
        List<double> peaks = [];
        foreach (int count in (int[])[Few, Many])
        {
            Action<LargeRun> check = prepare(count);
            LargeRun run = await LargeRun.OfAsync(_folder.FullName, [.. Enumerable.Range(0, count).Select(name)], arguments, Stop);
            peaks.Add(run.Use.PeakBytes!.Value / 1048576.0);
            output.WriteLine($"{count} domains: {run.Use.Seconds:F1} s, {1000 * run.Use.CpuSeconds / count:F2} ms CPU a domain, {peaks[^1]:F0} MiB");
            check(run);
        }

        Assert.InRange(peaks[1] / peaks[0], 0, MostGrowth);
    }
}

/// <summary>Tests that run by themselves.</summary>
[CollectionDefinition(LargeAuditTests.Alone, DisableParallelization = true)]
public sealed class AloneDefinition;
