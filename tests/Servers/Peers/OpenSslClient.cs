using System.Text.RegularExpressions;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers.Peers;

/// <summary><c>openssl s_client -starttls smtp</c>, with the name, the purpose and today's key sizes checked.</summary>
internal sealed partial class OpenSslClient
{
    private readonly ServerRange _range;

    public OpenSslClient(ServerRange range) => _range = range;

    public async Task<PeerAnswer> AskAsync(ServerCase server, CancellationToken stop)
    {
        // -auth_level 2 wants 112 bits of every key and signature, although SECLEVEL=0 lets the handshake itself pass.
        var command = new Command(
            "/usr/bin/openssl", "s_client", "-starttls", "smtp", "-brief", "-name", "client.test",
            "-connect", $"{server.Address(_range.Net)}:{_range.SmtpPort}", "-servername", server.Host,
            "-verify_hostname", server.Host, "-purpose", "sslserver", "-auth_level", "2", "-no-CApath", "-no-CAstore",
            "-CAfile", _range.CaFile)
        {
            Environment = _range.PeerEnvironment,
            Input = "QUIT\r\n",
        };
        string text = (await command.RunAsync(stop)).All;
        Match trust = Verification().Match(text);
        return text.Contains("CONNECTION ESTABLISHED", StringComparison.Ordinal) && trust.Success
            ? new PeerAnswer(trust.Groups[1].Value.Trim(), First(Version(), text), First(Suite(), text), text)
            : new PeerAnswer(null, null, null, text) { Reason = First(Refusal(), text) };
    }

    private static string? First(Regex pattern, string text) =>
        pattern.Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    // It goes on with TLS where STARTTLS was refused, and then complains of the SMTP line it reads as a record.
    [GeneratedRegex(@"((?<=SSL routines:[^:\n]*:)[^:\n]+)")]
    private static partial Regex Refusal();

    [GeneratedRegex(@"^Verification(?: error)?: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Verification();

    [GeneratedRegex(@"^Protocol version: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Version();

    [GeneratedRegex(@"^Ciphersuite: (\S+)", RegexOptions.Multiline)]
    private static partial Regex Suite();
}
