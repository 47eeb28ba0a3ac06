using System.IO;
using System.Text.RegularExpressions;

namespace SmtpTls.Contract;

/// <summary>Who may know whom: reads the <c>using</c> lines of each folder of Core and fails on an upward or a sideways one.</summary>
public sealed partial class LayerTests
{
    /// <summary>Beyond the layers below it, which folders of its own layer a folder may use.</summary>
    private static readonly Dictionary<string, (int Layer, string[] Beside)> Folders = new()
    {
        ["Common"] = (0, []),
        ["Compat"] = (0, []),
        ["Dns"] = (1, []),
        ["Http"] = (1, ["Dns"]),
        ["Tls"] = (1, ["Http"]),
        ["Smtp"] = (1, ["Tls"]),
        ["Mail"] = (1, []),
        ["MtaSts"] = (2, []),
        ["Dane"] = (2, []),
        ["TlsRpt"] = (2, ["Explain"]),
        ["Headers"] = (2, []),
        ["Explain"] = (2, []),
        ["Audit"] = (3, []),
        ["Rules"] = (3, ["Audit"]),
        ["Reports"] = (4, []),
    };

    public static TheoryData<string> CoreFolders => [.. Directory.EnumerateDirectories(Repository.At("src", "SmtpTls.Core"))
        .Select(path => Path.GetFileName(path)).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(CoreFolders))]
    public void A_folder_knows_only_what_is_below_it(string folder)
    {
        Assert.True(Folders.ContainsKey(folder), $"{folder} has no layer: add it here, where the house is described.");
        (int layer, string[] beside) = Folders[folder];
        List<string> wrong = [];
        foreach (string file in Repository.Sources("src", "SmtpTls.Core", folder))
        {
            foreach (Match match in Used().Matches(File.ReadAllText(file)))
            {
                string used = match.Groups["folder"].Value;
                bool allowed = used == folder || beside.Contains(used) || (Folders.TryGetValue(used, out (int Layer, string[]) other) && other.Layer < layer);
                if (Folders.ContainsKey(used) && !allowed)
                {
                    wrong.Add($"{Path.GetFileName(file)} uses {used}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Core_does_not_touch_the_console_the_clock_or_PowerShell()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Sources("src", "SmtpTls.Core").Where(path => Path.GetFileName(path) != "Clock.cs"))
        {
            string text = File.ReadAllText(file);
            foreach (Match match in Forbidden().Matches(text))
            {
                wrong.Add($"{Path.GetFileName(file)}: {match.Value}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Conditions_on_the_platform_stand_in_Compat_only()
    {
        Assert.Empty(Repository.Sources("src").Where(path => !path.Contains("Compat", StringComparison.Ordinal))
            .Where(path => File.ReadLines(path).Any(line => line.StartsWith("#if", StringComparison.Ordinal))).Select(Path.GetFileName));
    }

    [GeneratedRegex(@"^using (static )?SmtpTls\.(?<folder>\w+)|\bSmtpTls\.(?<folder>\w+)\.\w", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Used();

    [GeneratedRegex(@"\bConsole\.|DateTime(Offset)?\.(Utc)?Now\b|System\.Management\.Automation|\.Result\b(?!\w)(?=;|\.|\))|\.Wait\(\)|GetAwaiter\(\)\.GetResult|async void")]
    private static partial Regex Forbidden();
}
