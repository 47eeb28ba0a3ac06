using System.Net.Sockets;
using System.Text.Json;
using SmtpTls.Lab;
using SmtpTls.Lab.Catalog;

namespace SmtpTls.Cli.Tests;

/// <summary>The README's first command.</summary>
public sealed class AuditLabTests
{
    [Fact]
    public async Task Every_server_of_the_range_is_judged_as_it_was_built_within_a_minute()
    {
        Ran ran = await Smtptls.RunAsync("audit", "--lab", "--json");
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.True(ran.Took < TimeSpan.FromSeconds(60), ran.Took.ToString());
        using JsonDocument audits = JsonDocument.Parse(ran.Out);
        Dictionary<string, JsonElement> byDomain = audits.RootElement.EnumerateArray().ToDictionary(one => one.GetProperty("domain").GetString()!);
        List<string> wrong = [];
        foreach (LabDomain expected in LabCatalog.Cases(Socket.OSSupportsIPv6).Select(LabCatalog.ToDomain))
        {
            if (!byDomain.TryGetValue(expected.Domain, out JsonElement audit))
            {
                wrong.Add($"{expected.Domain}: no result");
                continue;
            }

            string[] outcomes = [.. audit.GetProperty("startTls").GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("outcome").GetString()!)];
            string[] problems = [.. audit.GetProperty("startTls").GetProperty("hosts")[0].GetProperty("certificateProblems").EnumerateArray().Select(one => one.GetString()!)];
            if (!outcomes.SequenceEqual(expected.ExpectedOutcomes) || !problems.Order().SequenceEqual(expected.ExpectedProblems.Order()))
            {
                wrong.Add($"{expected.Domain}: {string.Join(",", outcomes)} [{string.Join(",", problems)}], expected {expected.Expected} [{string.Join(",", expected.ExpectedProblems)}]");
            }

            string published = $"MTA-STS {Word(audit, "mtaSts", "state")} {Word(audit, "mtaSts", "verdict")}, TLS-RPT {Word(audit, "tlsRpt", "state")}";
            string meant = $"MTA-STS {expected.ExpectedMtaSts} {expected.ExpectedMtaStsVerdict}, TLS-RPT {expected.ExpectedTlsRpt}";
            string? security = audit.GetProperty("dnsSecurity")[0].GetProperty("security").GetString();
            if (security != expected.ExpectedSecurity)
            {
                wrong.Add($"{expected.Domain}: MX {security}, expected {expected.ExpectedSecurity}");
            }

            string dane = $"DANE {Word(audit, "dane", "state")} {Word(audit, "dane", "verdict")}", daneMeant = $"DANE {expected.ExpectedDane} {expected.ExpectedDaneVerdict}";
            string? effect = audit.GetProperty("dane").GetProperty("hosts").EnumerateArray().Select(host => host.GetProperty("effect").GetString()).FirstOrDefault();
            if (dane != daneMeant || (expected.ExpectedDaneEffect is { } wanted && wanted != effect))
            {
                wrong.Add($"{expected.Domain}: {dane} {effect}, expected {daneMeant} {expected.ExpectedDaneEffect}");
            }

            if (published != meant)
            {
                wrong.Add($"{expected.Domain}: {published}, expected {meant}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));

        static string? Word(JsonElement audit, string mechanism, string member) => audit.GetProperty(mechanism).GetProperty(member).GetString();
    }

    [Fact]
    public async Task A_domain_that_does_everything_right_gets_the_best_grade()
    {
        Ran ran = await Smtptls.RunAsync("audit", "--lab", "good-rsa.lab.test");
        Assert.Contains("grade A, Enforced", ran.Out, StringComparison.Ordinal);
        Assert.Contains("Pass MTA-STS: enforce; 1 of 1 mail host would get mail", ran.Out, StringComparison.Ordinal);
        Assert.Contains("Pass TLS-RPT: reports go to mailto:tls-reports@lab.test", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_says_for_each_server_what_it_does_and_what_to_do()
    {
        Ran ran = await Smtptls.RunAsync("audit", "--lab", "expired.lab.test", "no-starttls.lab.test");
        Assert.True(ran.ExitCode == 0, ran.ToString());
        Assert.Contains("CERT-EXPIRED", ran.Out, StringComparison.Ordinal);
        Assert.Contains("STARTTLS-NOT-OFFERED", ran.Out, StringComparison.Ordinal);
        Assert.Contains("renew the certificate", ran.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', ran.Out);

        // What only says that the range is a range is kept from people.
        Assert.DoesNotContain("Medium CERT-NOT-IN-MICROSOFT-PROGRAM", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_outside_the_range_is_said_and_the_rest_goes_on()
    {
        Ran ran = await Smtptls.RunAsync("audit", "--lab", "--jsonl", "example.com", "dns-servfail.lab.test");
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains("'example.com' is no domain of the practice range", ran.Error, StringComparison.Ordinal);
        Assert.Single(ran.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
