using System.IO;
using System.Text.Json;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers.Reports;

/// <summary>Reports that a real Postfix delivered, read from its Maildir, and every number of their summary recomputed by jq.</summary>
public sealed class MailboxTests
{
    private static readonly string[] Tables = ["domains", "organizations", "days", "policies"], FailureTables = ["resultTypes", "mxHosts", "sendingMtaIps"];

    [Fact]
    public async Task Every_number_of_a_summary_is_that_of_jq()
    {
        Assert.SkipWhen(Prerequisites.Missing() is not null, Prerequisites.Missing() ?? "");
        Assert.SkipUnless(File.Exists("/usr/bin/jq"), "not installed: jq (.ci/run installs it as root)");
        CancellationToken stop = TestContext.Current.CancellationToken;
        IReadOnlyList<string> reports = Corpus.Make();
        await using MailboxServer server = new();
        await server.StartAsync(stop);
        await server.DeliverAsync([.. reports.Select(Corpus.Mail)], stop);

        CommandResult ours = await new Command("dotnet", Path.Combine(AppContext.BaseDirectory, "smtptls.dll"), "report", server.Maildir, "--summary", "--json").RunAsync(stop);
        Assert.Equal((0, ""), (ours.ExitCode, ours.Errors));
        CommandResult theirs = await new Command("/usr/bin/jq", "-s", "-f", Path.Combine(AppContext.BaseDirectory, "Reports", "summary.jq")) { Input = string.Join('\n', reports) }.RunAsync(stop);
        Assert.Equal((0, ""), (theirs.ExitCode, theirs.Errors));
        using JsonDocument mine = JsonDocument.Parse(ours.Output), other = JsonDocument.Parse(theirs.Output);
        Compare(mine.RootElement[0], other.RootElement);
    }

    private static void Compare(JsonElement mine, JsonElement theirs)
    {
        Assert.Equal(0, mine.GetProperty("unusable").GetInt64());
        Assert.Equal(0, mine.GetProperty("withProblems").GetInt64());
        foreach (string name in (string[])["reports", "duplicates", "successfulSessions", "failedSessions"])
        {
            Assert.Equal(theirs.GetProperty(name).GetInt64(), mine.GetProperty(name).GetInt64());
        }

        foreach (string table in Tables)
        {
            Assert.Equal(
                theirs.GetProperty(table).EnumerateObject().Select(row => $"{row.Name} {row.Value[0]} {row.Value[1]}").Order(StringComparer.Ordinal),
                Rows(mine, table).Select(row => $"{row.GetProperty("name")} {row.GetProperty("successfulSessions")} {row.GetProperty("failedSessions")}").Order(StringComparer.Ordinal));
            Assert.All(Rows(mine, table), row => Assert.Equal(Rate(row), row.GetProperty("failureRate").GetDouble(), 6));
        }

        foreach (string table in FailureTables)
        {
            Assert.Equal(
                theirs.GetProperty(table).EnumerateObject().Select(row => $"{row.Name} {row.Value}").Order(StringComparer.Ordinal),
                Rows(mine, table).Select(row => $"{row.GetProperty("name")} {row.GetProperty("failedSessions")}").Order(StringComparer.Ordinal));
        }

        Assert.Equal(
            theirs.GetProperty("failures").EnumerateObject().Select(row => $"{row.Name} {row.Value[0]} {row.Value[1]} {row.Value[2]}").Order(StringComparer.Ordinal),
            Rows(mine, "failures").Select(row => $"{row.GetProperty("domain")} {row.GetProperty("resultType")} {row.GetProperty("mxHost")} {row.GetProperty("failedSessions")} "
                + $"{row.GetProperty("firstSeen").GetString()![..10]} {row.GetProperty("lastSeen").GetString()![..10]}").Order(StringComparer.Ordinal));
    }

    private static JsonElement.ArrayEnumerator Rows(JsonElement summary, string table) => summary.GetProperty(table).EnumerateArray();

    private static double Rate(JsonElement row)
    {
        double failed = row.GetProperty("failedSessions").GetInt64();
        return failed / (failed + row.GetProperty("successfulSessions").GetInt64());
    }
}
