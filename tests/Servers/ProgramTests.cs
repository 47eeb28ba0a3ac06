using SmtpTls.Servers.Peers;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers;

/// <summary>The program against the real servers, through a real resolver.</summary>
[Collection(SharedRange.Name)]
public sealed class ProgramTests(ServerRange range, ITestOutputHelper output)
{
    public static TheoryData<string> Labels => [.. ServerCases.All.Select(c => c.Label)];

    [Theory, MemberData(nameof(Labels))]
    public async Task Smtptls_says_what_the_server_was_set_up_to_be(string label)
    {
        ServerCase server = ServerCases.Named(label);
        range.SkipUnlessRunning(server);
        StartTlsResult result = await AskAsync(server.Domain);
        Assert.Equal(server.Host, result.Host);
        Assert.Equal(server.Address(range.Net), result.Address);
        Assert.Equal(server.Outcome, result.Outcome);
        Assert.Equal(server.Outcome == "Encrypted", result.Encrypted);
        if (server.TlsVersion is not null)
        {
            Assert.Equal(server.TlsVersion, result.TlsVersion);
            Assert.Equal(server.Problems, result.CertificateProblems);
            Assert.Equal(server.Problems.Count == 0 ? "Valid" : "Invalid", result.CertificateVerdict);
        }
    }

    [Fact]
    public async Task A_null_MX_is_no_mail_host_and_no_fault()
    {
        StartTlsResult result = await AskAsync(ZoneOnly.NullMx);
        Assert.Equal("NullMx", result.Outcome);
        Assert.Equal("NotPresent", result.Verdict);
    }

    [Fact]
    public async Task A_domain_without_MX_is_its_own_mail_host()
    {
        StartTlsResult result = await AskAsync(ZoneOnly.Implicit);
        Assert.Equal("Encrypted", result.Outcome);
        Assert.Equal(ZoneOnly.Implicit, result.Host);
        Assert.Null(result.Preference);
        Assert.Empty(result.CertificateProblems);
    }

    [Fact]
    public async Task An_MX_that_does_not_exist_is_not_resolved()
    {
        StartTlsResult result = await AskAsync(ZoneOnly.Dangling);
        Assert.Equal("NameNotResolved", result.Outcome);
        Assert.Equal("Fail", result.Verdict);
    }

    private async Task<StartTlsResult> AskAsync(string domain)
    {
        range.SkipUnlessRunning();
        SmtpTlsAnswer answer = await range.AnswerAsync(TestContext.Current.CancellationToken);
        StartTlsResult result = answer.Only(domain);
        output.WriteLine($"{result.Outcome} {result.TlsVersion} {result.CipherSuite}");
        foreach (TranscriptLine line in result.Transcript)
        {
            output.WriteLine($"{line.AtMs,8:F1} {line}");
        }

        return result;
    }
}
