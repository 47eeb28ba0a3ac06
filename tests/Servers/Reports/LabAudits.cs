using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using SmtpTls.Audit.Drift;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers.Reports;

/// <summary>Audits of the practice range, as the program prints them, and as many more as are wanted, made of those.</summary>
internal static class LabAudits
{
    /// <summary>Every domain of the range, whole.</summary>
    public static async Task<IReadOnlyList<DomainAudit>> ReadAsync(CancellationToken stop)
    {
        Command lab = new("dotnet", Path.Combine(AppContext.BaseDirectory, "smtptls.dll"), "audit", "--lab", "--jsonl", "--verbose") { Limit = TimeSpan.FromMinutes(3) };
        CommandResult run = await lab.RunAsync(stop);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => AuditText.Read(line, whole: true).Value
            ?? throw new InvalidOperationException($"smtptls audit --lab ended with {run.ExitCode}: {run.Errors}"))];
    }

    /// <summary>
    /// So many domains, each with names, hosts and certificates of its own, in the proportions of the range: what shares nothing is the most that a page has to hold.
    /// </summary>
    public static IEnumerable<DomainAudit> Multiply(IReadOnlyList<DomainAudit> lab, int count)
    {
        string[] texts = [.. lab.Select(audit => audit.ToJson())];
        for (int i = 0; i < count; i++)
        {
            string own = string.Create(CultureInfo.InvariantCulture, $"-{i:00000}.p{i % 40}.example");
            DomainAudit audit = AuditText.Read(texts[i % texts.Length].Replace(".lab.test", own, StringComparison.Ordinal), whole: true).Value!;
            int place = i;
            yield return audit with { StartTls = audit.StartTls with { Hosts = [.. audit.StartTls.Hosts.Select(host => Own(host, place))] } };
        }
    }

    private static StartTlsResult Own(StartTlsResult host, int place) => host with
    {
        Certificate = null,
        Chain = [.. host.Chain.Select((one, i) => i > 0 ? one : one with
        {
            Sha256 = Hash(one.Sha256, place),
            SpkiSha256 = Hash(one.SpkiSha256 ?? "", place),
            SerialNumber = Hash(one.SerialNumber ?? "", place)[..32],
            NotAfter = one.NotAfter?.AddDays((place % 120) - 60),
        })],
        Transcript = [.. host.Transcript.Select(line => line with { AtMs = Math.Round(line.AtMs * (1 + (place % 97 / 1000.0)), 3) })],
    };

    private static string Hash(string text, int place) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{text} {place}")));
}
