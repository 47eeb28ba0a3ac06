using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.Versioning;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Servers.Large;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Benchmarks;

/// <summary>
/// Domains a second with DANE, the program's and those of <c>posttls-finger -l dane</c> under <c>xargs -P4</c> in turn, on the same zones and the same Postfix. Ours
/// validates by itself, proves every answer from the root's key, and asks each address once more for the other kind of key; the peer believes unbound.
/// </summary>
internal sealed class DaneSweeps(Settings settings, TextWriter log)
{
    private static readonly Aim Twice = new("at least 2", ratio => ratio >= 2);
    private readonly Series _ours = new(), _theirs = new();

    private int PeerCount => Math.Min(400, settings.Targets);

    /// <summary>What this machine lacks for it; null when nothing.</summary>
    public static string? Missing() => AuditSite.Missing()
        ?? (new[] { "/usr/bin/unshare", "/usr/bin/xargs" }.FirstOrDefault(program => !File.Exists(program)) is { } missing ? $"{missing} is not installed" : null);

    [SupportedOSPlatform("linux")]
    public async Task RunAsync(Table table, CancellationToken stop)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("smtptls-benchmark-");
        try
        {
            await using AuditSite site = await AuditSite.StartAsync(folder.FullName, (settings.Targets, settings.Targets, 0), stop);

            // Every smtpd is forked and every answer known to unbound; these figures do not count.
            await OursAsync(site, stop);
            await TheirsAsync(site, stop);
            for (int round = 1; round <= settings.Rounds; round++)
            {
                _ours.Add(await OursAsync(site, stop));
                _theirs.Add(await TheirsAsync(site, stop));
                log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round} of {settings.Rounds}: {_ours.Last:F0} domains/s with DANE; posttls-finger {_theirs.Last:F0}"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        table.Begin("posttls-finger -l dane, xargs -P4");
        table.Compare($"domains a second with DANE, {settings.AtOnce} at a time ({settings.Targets})", _ours, _theirs, Twice);
    }

    private async Task<double> OursAsync(AuditSite site, CancellationToken stop)
    {
        string[] arguments =
        [
            .. Tool.Program.Skip(1), "dane", "--input", await site.DomainFileAsync(settings.Targets, stop), "--jsonl", "--dns-server", site.NameServer, "--trust-anchor", site.AnchorFile,
            "--skip-revocation-check", "--helo-name", "client.test", "--throttle-limit", settings.AtOnce.ToString(CultureInfo.InvariantCulture),
        ];
        return await RateAsync(new Command(Tool.Program[0], arguments), settings.Targets, "\"state\":\"Matched\"", stop);
    }

    private async Task<double> TheirsAsync(AuditSite site, CancellationToken stop)
    {
        const string script = "mount --bind \"$1\" /etc/resolv.conf && exec xargs -a \"$2\" -P4 -n1 /usr/sbin/posttls-finger -c -l dane -L summary";
        Command command = new("unshare", "-m", "sh", "-c", script, "sh", site.ResolvConf, await site.DomainFileAsync(PeerCount, stop))
        {
            Environment = new Dictionary<string, string> { ["MAIL_CONFIG"] = site.ConfigurationFolder },
        };
        return await RateAsync(command, PeerCount, "Verified TLS connection established", stop);
    }

    private static async Task<double> RateAsync(Command command, int count, string mark, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        string text = (await (command with { Limit = TimeSpan.FromMinutes(5) }).RunAsync(stop)).All;
        double seconds = watch.Elapsed.TotalSeconds;
        int good = text.Split(mark).Length - 1;
        return good == count ? count / seconds : throw new InvalidOperationException($"{good} of {count} domains were authenticated:\n{text[..Math.Min(3000, text.Length)]}");
    }
}
