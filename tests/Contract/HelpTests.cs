using System.IO;
using System.Xml.Linq;
using SmtpTls.Commands;
using SmtpTls.Help;

namespace SmtpTls.Contract;

/// <summary>Every cmdlet, parameter and error is explained.</summary>
public sealed class HelpTests
{
    private static readonly IReadOnlyList<CmdletShape> Cmdlets = CmdletShape.ReadAll(typeof(TestSmtpStartTlsCommand).Assembly);
    private static readonly string Pages = Repository.At("en-US");

    [Fact]
    public void Every_cmdlet_has_a_complete_page() => Assert.Empty(HelpBook.Read(Cmdlets, Pages).Problems);

    [Fact]
    public void A_cmdlet_without_a_page_and_a_page_without_a_cmdlet_are_problems()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Get-Nothing.md"), "# Get-Nothing\n");
            IReadOnlyList<string> problems = HelpBook.Read(Cmdlets, folder).Problems;
            Assert.Contains("Test-SmtpStartTls has no page Test-SmtpStartTls.md.", problems);
            Assert.Contains("Get-Nothing.md describes a cmdlet that does not exist.", problems);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Theory]
    [InlineData("### -Port\n", "### -Ports\n", "no sentence says what -Port is")]
    [InlineData("### -Port\n", "### -Ports\n", "describes -Ports, which does not exist")]
    [InlineData("## Examples\n", "## Samples\n", "there is no example")]
    [InlineData("## Synopsis\n", "## Summary\n", "the synopsis is not one paragraph")]
    public void A_page_that_lacks_something_is_a_problem(string part, string instead, string problem)
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string page = File.ReadAllText(Path.Combine(Pages, "Test-SmtpStartTls.md"));
            Assert.Contains(part, page, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "Test-SmtpStartTls.md"), page.Replace(part, instead, StringComparison.Ordinal));
            Assert.Contains(HelpBook.Read(Cmdlets, folder).Problems, one => one.Contains(problem, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    [Fact]
    public void The_help_file_holds_every_parameter_of_every_set()
    {
        using MemoryStream file = new();
        MamlWriter.Write(HelpBook.Read(Cmdlets, Pages), file);
        file.Position = 0;
        XDocument help = XDocument.Load(file);
        XNamespace command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
        foreach (XElement topic in help.Root!.Elements(command + "command"))
        {
            CmdletShape shape = Cmdlets.Single(one => one.Name == topic.Element(command + "details")!.Element(command + "name")!.Value);
            Assert.Equal(shape.Parameters.Count, topic.Element(command + "parameters")!.Elements().Count());
            Assert.Equal(shape.Sets.Count, topic.Element(command + "syntax")!.Elements().Count());
        }
    }

    [Fact]
    public void The_overview_names_every_cmdlet_and_fits_a_window()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Pages, "about_SmtpTls.help.txt"));
        Assert.All(Cmdlets, cmdlet => Assert.Contains(lines, line => line.Trim() == cmdlet.Name));
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public void Every_error_id_is_on_a_page()
    {
        string pages = string.Concat(Directory.EnumerateFiles(Pages, "*.md").Select(File.ReadAllText));
        Assert.All(CmdletTests.ErrorIds, id => Assert.Contains(id, pages, StringComparison.Ordinal));
    }
}
