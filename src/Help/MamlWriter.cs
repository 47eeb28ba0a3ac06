using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace SmtpTls.Help;

/// <summary>Writes the file that <c>Get-Help</c> reads: Microsoft's assistance markup. Syntax comes from the cmdlet, prose from the page.</summary>
internal static partial class MamlWriter
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace Shell = "http://msh";

    public static void Write(HelpBook book, Stream output)
    {
        XElement root = new(Shell + "helpItems", new XAttribute("schema", "maml"), book.Entries.Select(entry => Topic(entry.Shape, entry.Page)));
        using XmlWriter writer = XmlWriter.Create(output, new XmlWriterSettings { Indent = true });
        new XDocument(root).Save(writer);
    }

    private static XElement Topic(CmdletShape shape, CmdletPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", shape.Name),
            new XElement(Command + "verb", shape.Verb),
            new XElement(Command + "noun", shape.Noun),
            Description(page.Synopsis)),
        Description(page.Description),
        new XElement(Command + "syntax", shape.Sets.Select(set => Syntax(shape, set))),
        new XElement(Command + "parameters", shape.Parameters.Select(one => Parameter(one, one.Uses[0], page.Parameters[one.Name]))),
        new XElement(
            Command + "inputTypes",
            shape.Parameters.Where(one => one.Uses.Any(use => use.ByValue))
                .Select(one => new XElement(Command + "inputType", TypeOf(one.Type.FullName!)))),
        new XElement(
            Command + "returnValues",
            shape.Outputs.Select((type, i) => new XElement(Command + "returnValue", TypeOf(type.FullName!), Description(i == 0 ? page.Outputs : [])))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", page.Links.Select(link => new XElement(
            Maml + "navigationLink", new XElement(Maml + "linkText", link), new XElement(Maml + "uri")))));

    private static XElement Syntax(CmdletShape shape, string set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", shape.Name),
        shape.Parameters.Select(one => (Shape: one, Use: one.UseIn(set)))
            .Where(one => one.Use is not null)
            .OrderBy(one => one.Use!.Position ?? int.MaxValue).ThenBy(one => one.Use!.Mandatory ? 0 : 1)
            .Select(one => Parameter(one.Shape, one.Use!, null)));

    private static XElement Parameter(ParameterShape shape, ParameterUse use, string? text) => new(
        Command + "parameter",
        new XAttribute("required", Lower(use.Mandatory)),
        new XAttribute("variableLength", Lower(shape.Type.IsArray)),
        new XAttribute("globbing", "false"),
        new XAttribute("pipelineInput", use.Pipeline),
        new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", shape.Aliases.Count > 0 ? string.Join(", ", shape.Aliases) : "none"),
        new XElement(Maml + "name", shape.Name),
        text is null ? null : Description([text]),
        shape.IsSwitch && text is null ? null : new XElement(
            Command + "parameterValue", new XAttribute("required", Lower(!shape.IsSwitch)), new XAttribute("variableLength", Lower(shape.Type.IsArray)), shape.TypeName),
        shape.Choices.Count == 0 ? null : new XElement(
            Command + "parameterValueGroup",
            shape.Choices.Select(choice => new XElement(
                Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), choice))),
        TypeOf(shape.TypeName),
        new XElement(Dev + "defaultValue", DefaultOf(shape, text)));

    private static XElement Example(PageExample example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"Example {index + 1}: {example.Title}"),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", Paragraphs(example.Remarks)));

    private static XElement TypeOf(string name) => new(Dev + "type", new XElement(Maml + "name", name), new XElement(Maml + "uri"));

    private static XElement Description(IReadOnlyList<string> texts) => new(Maml + "description", Paragraphs(texts));

    private static IEnumerable<XElement> Paragraphs(IReadOnlyList<string> texts) => texts.Select(text => new XElement(Maml + "para", text));

    /// <summary>The page's sentence is the only place that says it: "Default: 25."</summary>
    private static string DefaultOf(ParameterShape shape, string? text) =>
        text is not null && DefaultForm().Match(text) is { Success: true } found ? found.Groups[1].Value : shape.IsSwitch ? "False" : "None";

    private static string Lower(bool value) => value ? "true" : "false";

    [GeneratedRegex(@"\bDefault: (.+?)\.(?= |$)")]
    private static partial Regex DefaultForm();
}
