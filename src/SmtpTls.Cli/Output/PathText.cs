using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace SmtpTls.Cli.Output;

/// <summary>The path of a message as lines for a person.</summary>
internal static class PathText
{
    public static void Whole(IAnsiConsole console, MessagePath path)
    {
        string name = path.Subject ?? path.MessageId ?? path.Source ?? "message";
        console.MarkupLine($"[bold]{Markup.Escape(name)}[/]  {StartTlsText.Verdict(path.Verdict)}, {Markup.Escape(Sentence(path))}");
        if (path.Source is not null && path.Source != name)
        {
            console.Write(new Padder(new Markup($"[grey]{Markup.Escape(path.Source)}[/]")).Padding(2, 0, 0, 0));
        }

        foreach (MessageHop hop in path.Hops)
        {
            string weak = hop.Index == path.WeakestHop && path.Hops.Count > 1 ? "  <- weakest" : "";
            Line(console, 2, $"{hop.Index.ToString(CultureInfo.InvariantCulture)} {hop.Class,-8} {Peer(hop)} -> {hop.By ?? "?"}: {Protection(hop)}{Delay(hop)}{weak}");
        }

        foreach (RuleBreach breach in path.RuleBreaches)
        {
            Line(console, 4, $"BROKEN {breach}");
        }

        foreach (RuleBreach doubt in path.RuleDoubts)
        {
            Line(console, 4, doubt.ToString());
        }

        if (path.RulesApplied.Count > 0 && path.RuleBreaches.Count + path.RuleDoubts.Count == 0)
        {
            Line(console, 4, $"Kept: {string.Join(", ", path.RulesApplied.Select(static rule => $"rule '{rule}'"))}.");
        }

        foreach (HeaderProblem problem in path.Problems)
        {
            Line(console, 4, problem.ToString());
        }

        console.WriteLine();
    }

    private static string Sentence(MessagePath path) => path.EncryptedThroughout switch
    {
        _ when path.Hops.Count == 0 => "no server has stamped this message",
        "Yes" => "encrypted all the way, as the servers say",
        "No" => "not encrypted all the way",
        _ => "whether it was encrypted all the way cannot be known",
    };

    private static string Peer(MessageHop hop) => hop.From is null ? hop.FromIp ?? "(local)" : hop.FromIp is null || hop.From.Contains(hop.FromIp, System.StringComparison.Ordinal) ? hop.From : $"{hop.From} [{hop.FromIp}]";

    private static string Protection(MessageHop hop)
    {
        string details = string.Join(", ", new[] { hop.TlsVersion, hop.CipherSuite ?? hop.CipherOriginal, hop.Strength is null or "Unknown" ? null : hop.Strength.ToLowerInvariant() }.Where(one => one is not null));
        string trust = hop.Trusted == false ? " (outside the trust boundary)" : "";
        return (hop.Encrypted switch
        {
            "Yes" => details.Length > 0 ? details : $"encrypted ({hop.Protocol}), nothing said about how",
            "No" => $"in clear ({hop.Protocol})",
            _ => hop.Protocol is null ? "does not say" : $"does not say ({hop.Protocol})",
        }) + trust;
    }

    private static string Delay(MessageHop hop) => hop.DelaySec is { } delay ? $", {(delay < 0 ? "" : "+")}{delay.ToString("0", CultureInfo.InvariantCulture)} s" : "";

    private static void Line(IAnsiConsole console, int indent, string text) => console.Write(new Padder(new Markup(Markup.Escape(text))).Padding(indent, 0, 0, 0));
}
