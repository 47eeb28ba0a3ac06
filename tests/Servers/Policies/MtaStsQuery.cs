using System.IO;
using System.Text.RegularExpressions;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers.Policies;

/// <summary>What a sender's resolver makes of a domain: NONE (no usable record), FETCH_ERROR, or VALID with the policy.</summary>
internal sealed record PeerPolicy(string State, string? Id, string? Mode, string? MaxAge, IReadOnlyList<string> Mx, string Raw)
{
    public bool Usable => State == "VALID";
}

/// <summary>
/// The tool mta-sts-query of postfix-mta-sts-resolver. It asks the system's resolver only, so it runs in a mount namespace of its own where
/// /etc/resolv.conf names ours; the machine's stays as it is.
/// </summary>
internal sealed partial class MtaStsQuery(string resolvConf, string caFile)
{
    public const string Program = "/usr/bin/mta-sts-query";
    private const string Script = "mount --bind \"$1\" /etc/resolv.conf && exec " + Program + " -v fatal \"$2\"";

    public static string? Missing() => File.Exists(Program) ? null : $"not installed: {Program} (.ci/run installs postfix-mta-sts-resolver as root)";

    public async Task<PeerPolicy> AskAsync(string domain, CancellationToken stop)
    {
        Command command = new("unshare", "-m", "sh", "-c", Script, "sh", resolvConf, domain)
        {
            Environment = new Dictionary<string, string> { ["SSL_CERT_FILE"] = caFile, ["SSL_CERT_DIR"] = "/nonexistent" },
            Limit = TimeSpan.FromSeconds(60),
        };
        CommandResult result = await command.RunAsync(stop);
        Match match = Answer().Match(result.Output);
        Assert.True(match.Success, $"mta-sts-query {domain}: {result.All}");
        string policy = match.Groups["policy"].Value;
        return new PeerPolicy(match.Groups["state"].Value, Find(Id(), policy), Find(Mode(), policy), Find(MaxAge(), policy), [.. Quoted().Matches(Find(Mx(), policy) ?? "").Select(one => one.Groups[1].Value)], result.Output.Trim());
    }

    private static string? Find(Regex form, string text) => form.Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"STSFetchResult\.(?<state>\w+): \d+>, (?<policy>.*)\)\s*$", RegexOptions.Singleline)]
    private static partial Regex Answer();

    [GeneratedRegex(@"^\('([^']*)'")]
    private static partial Regex Id();

    [GeneratedRegex("'mode': '([^']*)'")]
    private static partial Regex Mode();

    [GeneratedRegex(@"'max_age': (\d+)")]
    private static partial Regex MaxAge();

    [GeneratedRegex(@"'mx': \[([^\]]*)\]")]
    private static partial Regex Mx();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
