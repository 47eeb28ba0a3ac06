using System.Diagnostics;
using System.Text.Json;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls lab --json</c> in a process of its own, for the life of a test class.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    private Process? _process;

    public string DnsServer { get; private set; } = "";

    public string Port { get; private set; } = "";

    public string CaFile { get; private set; } = "";

    public string MtaStsPort { get; private set; } = "";

    public string TrustAnchor { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _process = Smtptls.Start("lab", "--json", "--duration", "1200");
        string line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(await _process.StandardError.ReadToEndAsync());
        using JsonDocument said = JsonDocument.Parse(line);
        DnsServer = said.RootElement.GetProperty("dnsServer").GetString()!;
        Port = said.RootElement.GetProperty("smtpPort").GetRawText();
        MtaStsPort = said.RootElement.GetProperty("mtaStsPort").GetRawText();
        TrustAnchor = said.RootElement.GetProperty("trustAnchor").GetString()!;
        CaFile = said.RootElement.GetProperty("caFile").GetString()!;
    }

    public ValueTask DisposeAsync()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Arguments that lead a verb to the range.</summary>
    public string[] Live(string verb, params string[] more) =>
        [verb, "--dns-server", DnsServer, "--trust-anchor", TrustAnchor, "--port", Port, "--ca-file", CaFile, "--skip-revocation-check", .. more];

    /// <summary>Arguments that lead a verb to the range's policy hosts too.</summary>
    public string[] Published(string verb, params string[] more) => Live(verb, ["--mta-sts-port", MtaStsPort, "--allow-private-network", "--timeout-sec", "5", .. more]);
}
