using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using SmtpTls.Pipeline;
using SmtpTls.Rules;
using SmtpTls.Rules.Exchange;
using SmtpTls.Rules.Files;

namespace SmtpTls.Commands;

/// <summary><c>Import-ForcedTlsRule</c>: rules from files, Postfix policy maps, or what Exchange's Get cmdlets return.</summary>
[Cmdlet(VerbsData.Import, "ForcedTlsRule", DefaultParameterSetName = PathSet), OutputType(typeof(ForcedTlsRule))]
public sealed class ImportForcedTlsRuleCommand : PSCmdlet
{
    private const string PathSet = "Path", LiteralPathSet = "LiteralPath", ObjectSet = "InputObject";
    private readonly List<ShapedObject> _objects = [];
    private readonly List<ForcedTlsRule> _rules = [];

    /// <summary>Files, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>Files whose names are taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true), Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Connectors and transport rules.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>How the file is written.</summary>
    [Parameter(ParameterSetName = PathSet), Parameter(ParameterSetName = LiteralPathSet), Parameter(ParameterSetName = ObjectSet)]
    [ValidateSet(nameof(RuleFormat.Auto), nameof(RuleFormat.Json), nameof(RuleFormat.Csv), nameof(RuleFormat.Postfix))]
    public string Format { get; set; } = nameof(RuleFormat.Auto);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != ObjectSet)
        {
            ReadFiles(ParameterSetName == PathSet ? Path : LiteralPath, ParameterSetName == PathSet);
            return;
        }

        foreach (PSObject input in InputObject)
        {
            switch (input.BaseObject)
            {
                case string path:
                    ReadFiles([path], true);
                    break;
                case FileInfo file:
                    ReadFiles([file.FullName], false);
                    break;
                default:
                    _objects.Add(ShapedObjects.Of(input));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // A transport rule may route to a connector that comes after it, so objects are read together.
        if (_objects.Count > 0)
        {
            HandOut(TenantRules.Read(_objects), "");
        }

        RuleWarnings.Write(this, RuleSet.Of(_rules));
    }

    private void ReadFiles(string[] paths, bool wildcards)
    {
        RuleFormat format = (RuleFormat)Enum.Parse(typeof(RuleFormat), Format, ignoreCase: true);
        foreach (string file in InputFiles.Find(this, paths, wildcards, Errors.RuleFileUnreadable))
        {
            if (!InputFiles.TryRead(file, RuleFile.MostOctets, out byte[] octets, out string? problem))
            {
                WriteError(Errors.RuleFileUnreadable(file, problem!));
                continue;
            }

            RuleReading reading = RuleFile.Read(octets, file, format);
            foreach (SourceRemark wrong in reading.Problems)
            {
                WriteError(Errors.RuleFileInvalid(file, wrong.ToString()));
            }

            HandOut(reading, VisibleText.Show(System.IO.Path.GetFileName(file), 200) + ": ");
        }
    }

    private void HandOut(RuleReading reading, string place)
    {
        foreach (SourceRemark note in reading.Notes)
        {
            WriteWarning(place + note);
        }

        foreach (ForcedTlsRule rule in reading.Rules)
        {
            _rules.Add(rule);
            WriteObject(rule);
        }
    }
}
