using System.IO;
using System.Text.Json;
using SmtpTls.Explain;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls explain</c> and <c>smtptls header</c> as a user runs them.</summary>
public sealed class ExplainTests
{
    private const string Header = """
        Received: from mail.sender.example (mail.sender.example [192.0.2.10])
         (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))
         by mx.example.com (Postfix) with ESMTPS id 2; Fri, 20 Nov 2026 05:09:07 +0000
        Subject: figures

        body

        """;

    [Fact]
    public async Task A_file_in_UTF_16_as_Windows_PowerShell_writes_it_is_read()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(path, "450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot]\r\n", System.Text.Encoding.Unicode);
        try
        {
            Ran ran = await Smtptls.RunAsync("explain", "--input", path, "--jsonl");
            Assert.True(ran.ExitCode == 0, ran.ToString());
            Assert.Contains("\"certificate-not-trusted\"", ran.Out, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_said_and_not_cut()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using (FileStream file = File.Create(path))
        {
            file.SetLength((64 * 1024 * 1024) + 1);
        }

        try
        {
            Ran ran = await Smtptls.RunAsync("explain", "--lines", "--input", path);
            Assert.True(ran.ExitCode == 2, ran.ToString());
            Assert.Contains($"--input '{path}' is larger than 67108864 octets", ran.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Every_failure_of_the_range_is_explained_with_the_cause_of_its_finding()
    {
        Ran audit = await Smtptls.RunAsync("audit", "--lab", "--json");
        Ran explain = await Smtptls.RunAsync(audit.Out, ["explain", "-", "--json"]);
        Assert.True(explain.ExitCode == 0, explain.ToString());
        CauseCatalog causes = CauseCatalog.Load(null);
        HashSet<(string Id, string? Subject)> explained = [];
        using JsonDocument answers = JsonDocument.Parse(explain.Out);
        foreach (JsonElement answer in answers.RootElement.EnumerateArray())
        {
            explained.Add((answer.GetProperty("id").GetString()!, answer.GetProperty("subject").GetString()));
        }

        List<string> wrong = [];
        int failures = 0;
        using JsonDocument audits = JsonDocument.Parse(audit.Out);
        foreach (JsonElement host in audits.RootElement.EnumerateArray().SelectMany(one => one.GetProperty("startTls").GetProperty("hosts").EnumerateArray()))
        {
            bool failed = host.GetProperty("verdict").GetString() is "Fail" or "Inconclusive" || host.GetProperty("certificateVerdict").GetString() == "Invalid";
            List<JsonElement> findings = [.. host.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("severity").GetString() is "High" or "Critical")];
            failures += failed ? 1 : 0;
            if (failed && !host.GetProperty("findings").EnumerateArray().Any(finding => causes.OfFinding(finding.GetProperty("id").GetString()!) is not null))
            {
                wrong.Add($"{host.GetProperty("host")} {host.GetProperty("outcome")}: no finding that has a cause");
            }

            foreach (JsonElement finding in findings)
            {
                string id = finding.GetProperty("id").GetString()!, subject = finding.GetProperty("subject").GetString()!;
                if (causes.OfFinding(id) is not { } cause || !explained.Contains((cause.Id, subject)))
                {
                    wrong.Add($"{subject}: {id} was not explained");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(30)));
        Assert.InRange(failures, 40, 1000);
    }

    [Fact]
    public async Task A_bounce_is_explained_in_the_language_that_was_asked_for()
    {
        Ran english = await Smtptls.RunAsync("explain", "450 4.7.322 certificate-expired: Destination mail server's certificate is expired.");
        Assert.Contains("certificate-expired 4.7.322, temporary; the owner of the certificate acts", english.Out, StringComparison.Ordinal);
        Ran other = await Smtptls.RunAsync("explain", "--culture", "pt-BR", "450 4.7.322 certificate-expired");
        Assert.Contains("O certificado do servidor de destino expirou", other.Out, StringComparison.Ordinal);
        Assert.Equal(2, (await Smtptls.RunAsync("explain", "--culture", "xx", "x")).ExitCode);
        Assert.Equal(3, (await Smtptls.RunAsync("explain", "nothing that is known")).ExitCode);
        Assert.Equal(2, (await Smtptls.RunAsync("explain")).ExitCode);
    }

    [Fact]
    public async Task A_log_is_explained_line_by_line()
    {
        Ran ran = await Smtptls.RunAsync("starting\nTLSA lookup error for mx.example.net:25\nready\nConnection refused\n", ["explain", "-", "--lines", "--jsonl"]);
        Assert.Equal(0, ran.ExitCode);
        Assert.Contains("\"id\":\"tlsa-lookup-failed\"", ran.Out, StringComparison.Ordinal);
        Assert.Contains("\"id\":\"connect-refused\"", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_is_read_from_files_folders_and_standard_input()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string file = Path.Combine(folder, "one.eml");
            await File.WriteAllTextAsync(file, Header, TestContext.Current.CancellationToken);
            foreach (string[] args in (string[][])[["header", file], ["header", folder], ["header", "-"]])
            {
                Ran ran = await Smtptls.RunAsync(args[1] == "-" ? Header : "", args);
                Assert.True(ran.ExitCode == 0, ran.ToString());
                Assert.Contains("figures  Pass, encrypted all the way", ran.Out, StringComparison.Ordinal);
            }

            Ran bad = await Smtptls.RunAsync("header", Path.Combine(folder, "none.eml"), file, "--jsonl");
            Assert.Equal(2, bad.ExitCode);
            Assert.Contains("\"encryptedThroughout\":\"Yes\"", bad.Out, StringComparison.Ordinal);
            Assert.Contains("there is no such file or folder", bad.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public async Task A_header_is_held_against_rules()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string rules = Path.Combine(folder, "rules.json"), file = Path.Combine(folder, "one.eml");
            await File.WriteAllTextAsync(rules, """{"rules":[{"name":"Contoso","domains":["contoso.test"],"level":"Encrypt"}]}""", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(file, "Received: from a.test (a.test [192.0.2.1]) by mx.contoso.test (Postfix) with ESMTP id 1\nTo: bob@contoso.test\n\n", TestContext.Current.CancellationToken);
            Ran text = await Smtptls.RunAsync("header", file, "--rule", rules), json = await Smtptls.RunAsync("header", file, "--rule", rules, "--jsonl");
            Assert.Equal((1, 1), (text.ExitCode, json.ExitCode));
            Assert.Contains("BROKEN Rule 'Contoso' (Encrypt), hop 1: In clear from a.test to mx.contoso.test.", text.Out, StringComparison.Ordinal);
            Assert.Contains("\"rulesApplied\":[\"Contoso\"],\"ruleBreaches\":[{\"rule\":\"Contoso\",", json.Out, StringComparison.Ordinal);
            Assert.Contains("\"ruleDoubts\":[]", json.Out, StringComparison.Ordinal);
            Assert.Equal(2, (await Smtptls.RunAsync("header", file, "--rule", Path.Combine(folder, "none.json"))).ExitCode);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public async Task Findings_of_other_verbs_are_told_in_the_language_too()
    {
        Ran ran = await Smtptls.RunAsync("audit", "--lab", "expired.lab.test", "--culture", "pt-BR");
        Assert.Contains("Peça ao administrador do servidor de e-mail que renove o certificado", ran.Out, StringComparison.Ordinal);
    }
}
