using System.IO;
using System.Text.RegularExpressions;
using SmtpTls.Headers;
using SmtpTls.Servers.Chains;

namespace SmtpTls.Servers;

/// <summary>What we read from the stamps of a delivered message is what the servers logged while they passed it on.</summary>
public sealed partial class ChainTests(MailChain chain, ITestOutputHelper output) : IClassFixture<MailChain>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true, "tls.test")]
    [InlineData(true, "clear.test")]
    [InlineData(false, "tls.test")]
    [InlineData(false, "clear.test")]
    public async Task Stamps_say_what_the_logs_say(bool clientTls, string domain)
    {
        Assert.SkipWhen(chain.Missing is not null, chain.Missing ?? "");
        string subject = $"chain-{(clientTls ? "tls" : "clear")}-{domain}";
        (int first, int exim, int last, int smtpd) = (chain.FirstLog.Length, chain.EximLog.Length, chain.LastLog.Length, chain.OpenSmtpdLog.Length);
        await TestMail.SendAsync(chain.Entrance, $"u@{domain}", subject, clientTls, TestContext.Current.CancellationToken);
        string file = await ArrivalAsync(subject);
        MessagePath path = new PathSource(new PathReader(new TrustBoundary()), (name, why) => Assert.Fail($"{name}: {why}")).Of(file, false, TestContext.Current.CancellationToken).Single();
        foreach (MessageHop hop in path.Hops)
        {
            output.WriteLine($"{hop.Index} {hop.From} -> {hop.By}: {hop.Protocol} {hop.Encrypted} {hop.TlsVersion} {hop.CipherSuite} ({hop.CipherOriginal}) {hop.Bits} {hop.Strength}");
        }

        Assert.Equal(["first.chain.test", "exim.chain.test", "opensmtpd.chain.test", "last.chain.test"], path.Hops.Select(hop => hop.By));
        string firstLog = chain.FirstLog[first..], eximLog = chain.EximLog[exim..], lastLog = chain.LastLog[last..];
        output.WriteLine(firstLog + eximLog + lastLog);
        Expect(path.Hops[0], Session().Matches(firstLog).FirstOrDefault(match => match.Groups["way"].Value == "from"));
        Assert.Equal(clientTls ? "Yes" : "No", path.Hops[0].Encrypted);

        // Exim logs the session in GnuTLS's words; the Postfix at the other end of it in IANA's.
        Match? relayed = Session().Matches(firstLog).FirstOrDefault(match => match.Groups["way"].Value == "to");
        Expect(path.Hops[1], relayed);
        Assert.Contains(relayed is null ? " P=esmtp " : " P=esmtps ", eximLog, StringComparison.Ordinal);
        Assert.Equal(domain == "tls.test" ? "Yes" : "No", path.Hops[1].Encrypted);

        Assert.Contains("proto=ESMTP", chain.OpenSmtpdLog[smtpd..], StringComparison.Ordinal);
        Assert.DoesNotContain("smtp tls", chain.OpenSmtpdLog[smtpd..], StringComparison.Ordinal);
        Expect(path.Hops[2], null);
        Assert.DoesNotContain("TLS connection established", lastLog, StringComparison.Ordinal);
        Expect(path.Hops[3], null);
        Assert.All(path.Hops, hop => Assert.NotNull(hop.ReceivedAt));
        Assert.Empty(path.Problems);
    }

    private static void Expect(MessageHop hop, Match? logged)
    {
        Assert.Equal(logged is null ? "No" : "Yes", hop.Encrypted);
        Assert.Equal(logged?.Groups["version"].Value, hop.TlsVersion);
        Assert.Equal(logged?.Groups["cipher"].Value, hop.CipherSuite);
        Assert.Equal(logged is null ? null : "Strong", hop.Strength);
    }

    /// <summary>The file that the last server put into its Maildir.</summary>
    private async Task<string> ArrivalAsync(string subject)
    {
        DateTime until = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < until)
        {
            string? file = Directory.Exists(chain.Mailbox) ? Directory.EnumerateFiles(chain.Mailbox).FirstOrDefault(path => File.ReadAllText(path).Contains($"Subject: {subject}\n", StringComparison.Ordinal)) : null;
            if (file is not null)
            {
                return file;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail($"{subject} did not arrive: {chain.FirstLog}{chain.EximLog}{chain.OpenSmtpdLog}{chain.LastLog}");
        return "";
    }

    [GeneratedRegex(@"TLS connection established (?<way>from|to) \S+ (?<version>TLSv[\d.]+) with cipher (?<cipher>\S+) \((?<bits>\d+)/")]
    private static partial Regex Session();
}
