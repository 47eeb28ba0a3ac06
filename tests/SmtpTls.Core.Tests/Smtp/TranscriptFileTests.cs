using System.Globalization;
using System.IO;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Smtp;

/// <summary>Strange servers as text files: each says itself what it expects.</summary>
public sealed class TranscriptFileTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Data");

    public static IEnumerable<TheoryDataRow<string>> Files =>
        Directory.GetFiles(Folder, "*.smtp").Select(Path.GetFileName).Order(StringComparer.Ordinal).Select(name => new TheoryDataRow<string>(name!));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_server_is_understood_whole_by_line_and_octet_by_octet(string file)
    {
        ReplayScript script = ReplayScript.Read(Path.Combine(Folder, file));
        SmtpProbe probe = await Replay.RunInAllPiecesAsync(script);
        (_, ReplayStream stream) = await Replay.RunAsync(script);
        Assert.True(script.Expected.ContainsKey("outcome"), "A transcript says which outcome it expects.");
        foreach ((string name, string value) in script.Expected)
        {
            string seen = Show(probe, stream, name);
            if (name == "fault")
            {
                Assert.Contains(value, seen, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal($"{name}: {value}", $"{name}: {seen}");
            }
        }

        Assert.Equal(probe.Outcome is ProbeOutcome.Encrypted or ProbeOutcome.NotOffered, probe.Fault is null);
    }

    private static string Show(SmtpProbe probe, ReplayStream stream, string name) => name switch
    {
        "outcome" => probe.Outcome.ToString(),
        "code" => probe.ReplyCode?.ToString(CultureInfo.InvariantCulture) ?? "null",
        "offered" => probe.StartTlsOffered?.ToString() ?? "null",
        "capabilities" => Keywords(probe.Capabilities),
        "inside" => Keywords(probe.CapabilitiesAfterTls),
        "remarks" => string.Join(' ', probe.Remarks),
        "commands" => string.Join(' ', stream.Commands.Select(command => command.Split(' ')[0])),
        "stopped" => probe.StoppedInside ?? "null",
        "fault" => probe.Fault?.Message ?? "",
        _ => throw new FormatException($"'{name}' is nothing a transcript can expect."),
    };

    private static string Keywords(IReadOnlyList<string> lines) => string.Join(' ', lines.Select(EhloKeywords.Keyword));
}
