using System.Text.RegularExpressions;
using SmtpTls.Servers.Processes;
using SmtpTls.Servers.Range;

namespace SmtpTls.Servers.Peers;

/// <summary>What a peer says of a host: its word for the trust, null without TLS; version and suite in its own notation.</summary>
internal sealed record PeerAnswer(string? Trust, string? Version, string? Suite, string Raw)
{
    /// <summary>The reason given for not trusting, or for having no TLS.</summary>
    public string? Reason { get; init; }
}

/// <summary>Postfix's own client probe, at the level that verifies chain and name.</summary>
internal sealed partial class PostTlsFinger
{
    private readonly ServerRange _range;

    public PostTlsFinger(ServerRange range) => _range = range;

    public async Task<PeerAnswer> AskAsync(ServerCase server, CancellationToken stop)
    {
        // The address in brackets, since it cannot be told which name server to ask; the name to match follows.
        var command = new Command(
            "/usr/sbin/posttls-finger", "-c", "-l", "secure", "-L", "summary,certmatch,verbose", "-T", "10",
            "-F", _range.CaFile, "-s", server.Host, $"[{server.Address(_range.Net)}]:{_range.SmtpPort}", server.Host)
        {
            Environment = _range.PeerEnvironment,
        };
        string text = (await command.RunAsync(stop)).All;
        Match match = Established().Match(text);
        return match.Success
            ? new PeerAnswer(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, text) { Reason = Why(text) }
            : new PeerAnswer(null, null, null, text) { Reason = WhyNot(text) };
    }

    // Where TLS is not offered it ends without a word about it.
    private static string WhyNot(string text) => Refusal().Match(text) is { Success: true } match
        ? match.Groups[1].Value.Trim()
        : "(it says nothing)";

    [GeneratedRegex(@"(STARTTLS rejected: [^\n]+|(?<=SSL routines:[^:\n]*:)[^:\n]+)")]
    private static partial Regex Refusal();

    private static string? Why(string text) =>
        Failure().Match(text) is { Success: true } match ? $"({match.Groups[1].Value.Trim()})" : null;

    [GeneratedRegex(@"verification failed for \S+: (?:num=\d+:)?([^\n]+)")]
    private static partial Regex Failure();

    [GeneratedRegex(@"(\w+) TLS connection established to \S+: (\S+) with cipher (\S+)")]
    private static partial Regex Established();
}
