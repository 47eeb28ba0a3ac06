using System.Globalization;
using System.IO;
using System.Text;
using SmtpTls.Servers.Peers;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers;

/// <summary>One table of what the program and its peers say of each server; SMTPTLS_TABLE names a file for it.</summary>
[Collection(SharedRange.Name)]
public sealed class ComparisonTests(ServerRange range, ITestOutputHelper output)
{
    [Fact]
    public async Task The_program_and_its_peers_agree_on_version_and_trust()
    {
        range.SkipUnlessRunning();
        CancellationToken stop = TestContext.Current.CancellationToken;
        SmtpTlsAnswer answer = await range.AnswerAsync(stop);
        var table = new StringBuilder();
        table.AppendLine("| server | smtptls | posttls-finger | openssl s_client |");
        table.AppendLine("|---|---|---|---|");
        var disagreements = new List<string>();
        foreach (ServerCase server in range.Running())
        {
            PeerAnswer finger = await new PostTlsFinger(range).AskAsync(server, stop);
            PeerAnswer openssl = await new OpenSslClient(range).AskAsync(server, stop);
            StartTlsResult? ours = answer.Results.SingleOrDefault(r => r.Domain == server.Domain);
            table.AppendLine(CultureInfo.InvariantCulture,
                $"| {server.Label} | {Cell(ours)} | {Cell(finger)} | {Cell(openssl)} |");
            disagreements.AddRange(Disagreements(server, ours, finger));
        }

        output.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable("SMTPTLS_TABLE") is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, table.ToString(), stop);
        }

        Assert.Empty(disagreements);
    }

    // Only where both had TLS: why any other difference is right stands with its case.
    private static IEnumerable<string> Disagreements(ServerCase server, StartTlsResult? ours, PeerAnswer finger)
    {
        if (ours is null)
        {
            yield return $"{server.Label}: smtptls says nothing";
        }
        else if (ours.Encrypted && finger.Trust is null)
        {
            yield return $"{server.Label}: smtptls has TLS, posttls-finger has not: {finger.Raw}";
        }
        else if (ours.Encrypted && ours.TlsVersion != finger.Version)
        {
            yield return $"{server.Label}: {ours.TlsVersion} here, {finger.Version} there";
        }
        else if (ours.Encrypted && ours.CertificateVerdict == "Valid" && finger.Trust != "Verified")
        {
            yield return $"{server.Label}: Valid here, {finger.Trust} there";
        }
    }

    private static string Cell(StartTlsResult? ours) => ours is null
        ? "(nothing)"
        : Join([ours.Outcome, ours.TlsVersion, ours.CipherSuite, ours.CertificateVerdict, .. ours.CertificateProblems]);

    private static string Cell(PeerAnswer answer) => answer.Trust is null
        ? $"no TLS: {answer.Reason?.Replace("|", "\\|", StringComparison.Ordinal)}"
        : Join([answer.Trust, answer.Version, answer.Suite, answer.Reason]);

    private static string Join(IEnumerable<string?> parts) => string.Join(" ", parts.Where(p => !string.IsNullOrEmpty(p)));
}
