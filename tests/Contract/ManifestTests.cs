using System.Diagnostics;
using System.IO;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SmtpTls.Commands;
using SmtpTls.Help;

namespace SmtpTls.Contract;

/// <summary>The manifest agrees with what is built and shipped.</summary>
public sealed partial class ManifestTests
{
    private static readonly string Text = File.ReadAllText(Repository.At("SmtpTls.psd1"));

    [Fact]
    public void Every_cmdlet_is_exported_and_nothing_else()
    {
        IEnumerable<string> built = CmdletShape.ReadAll(typeof(TestSmtpStartTlsCommand).Assembly).Select(shape => shape.Name);
        Assert.Equal(built.Order(StringComparer.Ordinal), Entry("CmdletsToExport").Order(StringComparer.Ordinal));
        Assert.All(["FunctionsToExport", "AliasesToExport", "VariablesToExport"], name => Assert.Empty(Entry(name)));
    }

    [Fact]
    public void The_version_is_that_of_the_build()
    {
        string? built = XDocument.Load(Repository.At("src", "Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Equal([built], Entry("ModuleVersion"));
    }

    [Fact]
    public void The_edition_decides_which_assemblies_are_loaded()
    {
        foreach (string name in (string[])["RootModule", "RequiredAssemblies"])
        {
            Assert.Equal(["Core", "bin/net8.0/", "bin/netstandard2.0/"], Entry(name).Select(value => Regex.Replace(value, @"[\w.]+\.dll$", "")));
        }
    }

    [Theory, InlineData("TypesToProcess"), InlineData("FormatsToProcess")]
    public void Views_and_types_name_only_types_that_exist(string entry)
    {
        foreach (string file in Entry(entry))
        {
            XDocument document = XDocument.Load(Repository.At("src", "SmtpTls", Path.GetFileName(file)));
            string[] names = [.. document.Descendants("TypeName").Concat(document.Descendants("Type").Select(type => type.Element("Name")!)).Select(one => one.Value).Distinct()];
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.True(typeof(StartTlsResult).Assembly.GetType(name) is { IsPublic: true }, $"{name} is no public result."));
        }
    }

    [Fact]
    public async Task PowerShell_finds_nothing_wrong()
    {
        Assert.SkipUnless(File.Exists(Repository.At("bin", "net8.0", "SmtpTls.dll")), "The module is not built: ./build.ps1 does it.");
        string program = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        bool found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.SkipUnless(found, "PowerShell is not installed.");
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        string script = $"$ErrorActionPreference = 'Stop'; (Test-ModuleManifest '{Repository.At("SmtpTls.psd1")}').ExportedCmdlets.Count";
        foreach (string argument in (string[])["-NoProfile", "-NonInteractive", "-Command", script])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> problems = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await problems);
        Assert.Equal(Entry("CmdletsToExport").Length.ToString(System.Globalization.CultureInfo.InvariantCulture), output.Trim());
    }

    /// <summary>The texts in quotes behind a name, up to the end of the line.</summary>
    private static string[] Entry(string name)
    {
        Match line = Regex.Match(Text, $@"^\s+{name}\s+= (.*)$", RegexOptions.Multiline);
        Assert.True(line.Success, $"The manifest lacks {name}.");
        return [.. Quoted().Matches(line.Groups[1].Value).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
