using System.Net;
using System.Text.Json;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Smtp;

namespace SmtpTls.Vectors;

/// <summary>Every server script of <c>smtp-dialog.json</c> against the real prober, with a replayed connection and a clock that does not wait.</summary>
public sealed class SmtpDialogTheory
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("smtp-dialog.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Dialogue(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement item = document.RootElement;
        foreach (ReplayPieces pieces in Enum.GetValues<ReplayPieces>())
        {
            (SmtpProbe probe, List<string> commands) = await PlayAsync(item.GetProperty("input"), pieces);
            List<string> objections = [.. VectorFile.Expected(item).Select(expect => Object(expect, probe, commands))];
            Assert.True(objections.Contains(""), $"{id} ({pieces}): {string.Join(" | ", objections)}");
        }
    }

    private static async Task<(SmtpProbe Probe, List<string> Commands)> PlayAsync(JsonElement input, ReplayPieces pieces)
    {
        TimeSpan limit = TimeSpan.FromSeconds(30);
        if (input.TryGetProperty("limits", out JsonElement limits))
        {
            limit = TimeSpan.FromSeconds(limits.EnumerateObject().First().Value.GetInt32());
        }

        ManualClock clock = new();
        ReplayStream stream = new(ReadScript(input.GetProperty("script")), clock, pieces);
        ProbeOptions options = new() { HeloName = "probe.example.net", TotalLimit = limit };
        SmtpProber prober = new(new ReplayDialer(stream), new ReplayUpgrader(), clock, options);
        SmtpProbe probe = await prober.ProbeAsync(new ProbeTarget("mx1.example.com", IPAddress.Loopback, 25), TestContext.Current.CancellationToken);
        Assert.True(stream.IsDisposed);
        return (probe, [.. stream.Commands.Select(command => command.Split(' ')[0])]);
    }

    private static ReplayScript ReadScript(JsonElement steps)
    {
        ReplayScript script = new();
        foreach (JsonElement step in steps.EnumerateArray())
        {
            foreach (JsonProperty member in step.EnumerateObject())
            {
                _ = member.Name switch
                {
                    "after" => script.Await(member.Value.GetString()!),
                    "send" or "then" => script.Send(member.Value.GetString()!),
                    "send_repeat" => script.Send(member.Value.GetProperty("unit").GetString()!, member.Value.GetProperty("times").GetInt32()),
                    "delay" => script.Silence(member.Value.GetInt32()),
                    "starttls" => script.Tls(),
                    "tls_fail" => script.TlsFails(member.Value.GetString()!),
                    "close" => script.Close(),
                    _ => throw new JsonException($"A script has no step '{member.Name}'."),
                };
            }
        }

        return script;
    }

    /// <summary>What speaks against this outcome; empty when nothing does.</summary>
    private static string Object(JsonElement expect, SmtpProbe probe, List<string> commands)
    {
        List<string> objections = [];
        string outcome = expect.GetProperty("outcome").GetString()!;
        if (Array.IndexOf(Outcomes(outcome), probe.Outcome) < 0)
        {
            objections.Add($"outcome {probe.Outcome} ({probe.Fault}) is not {outcome}");
        }

        JsonElement offered = expect.GetProperty("starttls_offered");
        bool? wanted = offered.ValueKind == JsonValueKind.Null ? null : offered.GetBoolean();
        if (probe.StartTlsOffered != wanted)
        {
            objections.Add($"offered is {probe.StartTlsOffered}");
        }

        if (expect.TryGetProperty("capabilities", out JsonElement capabilities))
        {
            IReadOnlyList<string> lines = probe.Tls is { Succeeded: true } ? probe.CapabilitiesAfterTls : probe.Capabilities;
            IEnumerable<string> keywords = lines.Select(EhloKeywords.Keyword);
            objections.AddRange(keywords.SequenceEqual(Texts(capabilities), StringComparer.OrdinalIgnoreCase) ? [] : [$"capabilities are {string.Join(' ', lines)}"]);
        }

        if (expect.TryGetProperty("commands", out JsonElement expected) && !IsDialogue([.. Texts(expected)], commands))
        {
            objections.Add($"commands are {string.Join(' ', commands)}");
        }

        if (expect.TryGetProperty("diagnosis", out JsonElement diagnosis) && diagnosis.GetString() == "starttls-masked" && probe.Outcome != ProbeOutcome.Stripped)
        {
            objections.Add("it was not seen to be masked");
        }

        return string.Join(", ", objections);
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString()!);

    /// <summary>The commands as listed; <c>..</c> at the end allows QUIT (mail it never is).</summary>
    private static bool IsDialogue(List<string> expected, List<string> commands)
    {
        bool open = expected[^1] == "..";
        List<string> wanted = open ? expected[..^1] : expected;
        return commands.SequenceEqual(wanted) || (open && commands.SequenceEqual(wanted.Append("QUIT")));
    }

    private static ProbeOutcome[] Outcomes(string name) => name switch
    {
        "tls" => [ProbeOutcome.Encrypted],
        "no-starttls" => [ProbeOutcome.NotOffered, ProbeOutcome.Stripped],
        "starttls-refused" => [ProbeOutcome.Refused],
        "handshake-failed" => [ProbeOutcome.HandshakeFailed],
        "injection-detected" => [ProbeOutcome.InjectionDetected],
        "connection-lost" => [ProbeOutcome.Disconnected, ProbeOutcome.GreetingTimeout, ProbeOutcome.Timeout],
        "protocol-error" => [ProbeOutcome.ProtocolError, ProbeOutcome.GreetingRejected],
        "temporary-failure" => [ProbeOutcome.TemporaryFailure],
        _ => throw new JsonException($"'{name}' is no outcome."),
    };
}
