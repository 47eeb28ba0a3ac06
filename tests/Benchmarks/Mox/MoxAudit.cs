using System.Globalization;
using System.IO;
using System.Text.Json;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Benchmarks.Loop;
using SmtpTls.Servers.Large;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Benchmarks.Mox;

/// <summary>
/// The nearest peer of a whole audit: a small program of ours around the Go packages of the mail server mox, which ask for all five mechanisms. Built
/// here with the user's Go from the user's checkout of mox, which the environment names.
/// </summary>
internal sealed class MoxAudit
{
    /// <summary>Names the folder of a checkout of mox.</summary>
    public const string Variable = "SMTPTLS_MOX";

    private readonly string _program;

    private MoxAudit(string program) => _program = program;

    /// <summary>Null, and why, where it cannot be built.</summary>
    public static async Task<(MoxAudit? Mox, string Problem)> BuildAsync(string folder, CancellationToken stop)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } checkout || !File.Exists(Path.Combine(checkout, "go.mod")))
        {
            return (null, $"mox not measured: {Variable} names no checkout of github.com/mjl-/mox");
        }

        if (!Tool.IsOnPath("go"))
        {
            return (null, "mox not measured: go is not on PATH");
        }

        // Go takes a package from a folder of the module; the overlay puts ours there without touching the checkout.
        string source = Path.Combine(AppContext.BaseDirectory, "Mox", "mox_audit.go"), program = Path.Combine(folder, "mox_audit"), overlay = Path.Combine(folder, "overlay.json");
        string place = Path.Combine(checkout, "smtptls_audit", "main.go");
        await File.WriteAllTextAsync(overlay, JsonSerializer.Serialize(new { Replace = new Dictionary<string, string> { [place] = source } }), stop);
        CommandResult result = await (new Command("go", "build", "-C", checkout, "-overlay", overlay, "-o", program, "./smtptls_audit") with { Limit = TimeSpan.FromMinutes(10) }).RunAsync(stop);
        return result.ExitCode == 0 ? (new MoxAudit(program), "") : (null, $"mox not measured: {result.All}");
    }

    public async Task<ProcessUse> RunAsync(AuditSite site, Load load, CancellationToken stop)
    {
        // exec at every step, so that the process that is watched is the one that works.
        const string script = "mount --bind \"$1\" /etc/resolv.conf && SSL_CERT_FILE=\"$2\" SSL_CERT_DIR=/nonexistent exec \"$3\" \"$4\" \"$5\"";
        ProcessUse use = await ProcessUse.OfAsync("unshare",
            ["-m", "sh", "-c", script, "sh", site.ResolvConf, site.CaFile, _program, await site.DomainFileAsync(load.Count, stop), load.AtOnce.ToString(CultureInfo.InvariantCulture)], stop);
        bool good = use.ExitCode == 0 && use.Lines == load.Count && !use.Output.Contains("failed", StringComparison.Ordinal)
            && use.Output.Split('\n')[0].EndsWith("dane=true sts=enforce tlsrpt=true", StringComparison.Ordinal);
        return good ? use : throw new InvalidOperationException($"mox_audit ended with {use.ExitCode} after {use.Lines} domains: {use.Output[..Math.Min(use.Output.Length, 3000)]}");
    }
}
