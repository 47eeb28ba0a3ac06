using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using SmtpTls.Lab;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>The range's signed tree as BIND's validator sees it (Debian package bind9-dnsutils).</summary>
public sealed class LabDelvTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delv_agrees_with_what_each_zone_says_of_itself()
    {
        string? version = await RunAsync("-v");
        Assert.SkipWhen(version is null, "delv is not installed (Debian: apt-get install bind9-dnsutils)");
        LabDomain[] zones = [.. lab.Range.Domains.Where(static domain => domain.Domain.StartsWith("dnssec-", StringComparison.Ordinal) || domain.Domain is "good-rsa.lab.test" or "good-ecdsa.lab.test" or "tls12-only.lab.test" or "two-mx.lab.test")];
        string anchor = await AnchorAsync();
        List<string> wrong = [];
        foreach (LabDomain zone in zones)
        {
            string said = (await RunAsync("-a", anchor, "+root=.", $"@{lab.Range.DnsServer.Address}", "-p", $"{lab.Range.DnsServer.Port}", zone.Domain, "MX"))!;
            string security = said.Contains("; fully validated", StringComparison.Ordinal) ? "Secure" : said.Contains("; unsigned answer", StringComparison.Ordinal) ? "Insecure" : said.Contains("resolution failed", StringComparison.Ordinal) ? "Bogus" : said;

            // RFC 9905 is younger than delv: it may still take RSA/SHA-1 for good.
            if (security != zone.ExpectedSecurity && zone.Domain != "dnssec-rsasha1.lab.test")
            {
                wrong.Add($"{zone.Domain}: {security}, expected {zone.ExpectedSecurity}: {said}");
            }
        }

        File.Delete(anchor);
        Assert.Empty(wrong);
    }

    private static async Task<string?> RunAsync(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("delv", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync(Stop);
            string output = await process.StandardOutput.ReadToEndAsync(Stop);
            await process.WaitForExitAsync(Stop);
            return output + await errors;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The range's trust anchor in delv's own notation.</summary>
    private async Task<string> AnchorAsync()
    {
        string[] ds = (await File.ReadAllTextAsync(lab.Range.TrustAnchor!, Stop)).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, $"trust-anchors {{ . static-ds {ds[4]} {ds[5]} {ds[6]} \"{ds[7]}\"; }};\n", Stop);
        return path;
    }
}
