using System.IO;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers.Large;

/// <summary>One run of the program over a long list, kept in a journal: what it took, and what it said of each domain, in the order of its output.</summary>
internal sealed record LargeRun(ProcessUse Use, IReadOnlyList<AuditLine> Lines)
{
    /// <summary>What a user starts: the program that <c>SMTPTLS_PROGRAM</c> names, or what was built beside the tests.</summary>
    private static string[] Program { get; } = Environment.GetEnvironmentVariable("SMTPTLS_PROGRAM") is { Length: > 0 } named ? [named]
        : ["dotnet", Path.Combine(AppContext.BaseDirectory, "smtptls.dll")];

    /// <param name="folder">Gets the list and the journal.</param>
    /// <param name="domains">The list.</param>
    /// <param name="arguments">Of <c>smtptls audit</c>, beyond the list and the journal.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<LargeRun> OfAsync(string folder, IReadOnlyList<string> domains, string[] arguments, CancellationToken stop)
    {
        string list = Path.Combine(folder, $"list-{domains.Count}"), state = Path.Combine(folder, $"state-{domains.Count}");
        await File.WriteAllLinesAsync(list, domains, stop);
        List<AuditLine> lines = [];
        string[] all =
        [
            .. Program, "audit", "--input", list, "--jsonl", "--state-path", state, "--allow-private-network", "--helo-name", "client.test",
            "--throttle-limit", "64", .. arguments,
        ];
        ProcessUse use = await ProcessUse.OfAsync(all[0], all[1..], line => lines.Add(AuditLine.Read(line)), stop);
        return new LargeRun(use, lines);
    }

    /// <summary>Every domain once, in the order of the list, and each with what has to be said of it.</summary>
    public void MustBe(IReadOnlyList<AuditLine> expected)
    {
        Assert.True(Lines.Count == expected.Count, $"{Lines.Count} results for {expected.Count} domains, exit code {Use.ExitCode}: {Use.Output}");
        string[] wrong = [.. expected.Zip(Lines).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.Second}\n  instead of\n{pair.First}")];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {expected.Count} domains were judged wrongly, or in another order:\n{string.Join('\n', wrong.Take(5))}");
    }
}
