using System.IO;
using System.Reflection;
using System.Text.RegularExpressions;
using SmtpTls.Commands;
using SmtpTls.Help;
using SmtpTls.Pipeline;

namespace SmtpTls.Contract;

/// <summary>What PowerShell asks of cmdlets, and what the house asks beyond it.</summary>
public sealed partial class CmdletTests
{
    private static readonly Assembly Module = typeof(TestSmtpStartTlsCommand).Assembly;

    public static TheoryData<string> Names => [.. CmdletShape.ReadAll(Module).Select(shape => shape.Name)];

    /// <summary>An error's id is the name of its factory.</summary>
    internal static IEnumerable<string> ErrorIds => typeof(Errors).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(method => method.ReturnType.Name == "ErrorRecord").Select(method => method.Name);

    [Theory, MemberData(nameof(Names))]
    public void A_cmdlet_has_an_approved_verb_and_a_singular_noun(string name)
    {
        CmdletShape cmdlet = Cmdlet(name);
        Assert.Contains(cmdlet.Verb, ApprovedVerbs());
        Assert.Matches("^[A-Z][A-Za-z]+$", cmdlet.Noun);
        Assert.DoesNotMatch("(?<!Tl|St|s)s$", cmdlet.Noun);
        Assert.Equal(cmdlet.Verb + cmdlet.Noun + "Command", cmdlet.Type.Name);
        Assert.True(cmdlet.Type.IsSealed);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_cmdlet_says_what_comes_out(string name)
    {
        Assert.NotEmpty(Cmdlet(name).Outputs);
        Assert.All(Cmdlet(name).Outputs, type => Assert.True(type == typeof(bool) || type == typeof(string) || type == typeof(FileInfo) || type.Namespace == "SmtpTls", type.FullName));
    }

    [Theory, MemberData(nameof(Names))]
    public void Parameters_are_clear_in_every_set(string name)
    {
        CmdletShape cmdlet = Cmdlet(name);
        Assert.All(cmdlet.Sets, set =>
        {
            List<ParameterUse> uses = [.. cmdlet.Parameters.Select(parameter => parameter.UseIn(set)).OfType<ParameterUse>()];
            Assert.InRange(uses.Count(use => use.ByValue), 0, 1);
            List<int?> positions = [.. uses.Select(use => use.Position).Where(position => position is not null)];
            Assert.Equal(positions.Count, positions.Distinct().Count());
        });
        Assert.Contains(cmdlet.Sets.Count == 0 ? [""] : cmdlet.Sets, set => cmdlet.Parameters.Any(parameter => parameter.UseIn(set) is { } use && (use.ByValue || use.ByPropertyName)));
        string[] all = [.. cmdlet.Parameters.SelectMany(parameter => parameter.Aliases.Append(parameter.Name))];
        Assert.Equal(all.Length, all.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.DoesNotContain(all, one => Reserved().IsMatch(one));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_cmdlet_that_talks_to_servers_shares_the_parameters_of_all(string name)
    {
        CmdletShape cmdlet = Cmdlet(name);
        if (cmdlet.Type.IsSubclassOf(typeof(LiveCmdlet)))
        {
            string[] shared = ["DnsServer", "CaFile", "SkipRevocationCheck", "TimeoutSec", "ConnectTimeoutSec", "ThrottleLimit", "IPVersion", "HeloName", "AllowPrivateNetwork"];
            Assert.Empty(shared.Except(cmdlet.Parameters.Select(parameter => parameter.Name)));
        }
    }

    [Fact]
    public void Only_the_bridge_blocks_a_thread() => Assert.Equal(
        ["AsyncCmdlet.cs"],
        Repository.Sources("src", "SmtpTls").Where(path => Blocking().IsMatch(File.ReadAllText(path))).Select(path => Path.GetFileName(path)));

    [Fact]
    public void Errors_are_made_in_one_place_and_named_after_their_factories()
    {
        Assert.DoesNotContain(Repository.Sources("src", "SmtpTls"), path => File.ReadAllText(path).Contains("new ErrorRecord", StringComparison.Ordinal));
        string text = File.ReadAllText(Repository.At("src", "SmtpTls", "Pipeline", "Errors.cs"));
        Assert.All(ErrorIds, id => Assert.Contains($"nameof({id})", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_kind_of_fault_has_a_category_of_its_own() =>
        Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.NotEqual("NotSpecified", Errors.CategoryOf(kind).ToString()));

    [Fact]
    public void Only_an_assembly_of_the_same_key_and_no_older_answers_a_request()
    {
        string folder = Path.GetDirectoryName(Module.Location)!;
        AssemblyName own = typeof(StartTlsResult).Assembly.GetName();
        Assert.Equal(typeof(StartTlsResult).Assembly.Location, ModuleAssemblies.FindFile(folder, own));
        Assert.Null(ModuleAssemblies.FindFile(folder, new AssemblyName($"{own.Name}, Version=99.0.0.0")));
        Assert.Null(ModuleAssemblies.FindFile(folder, new AssemblyName($"{own.Name}, Version=0.1.0.0, PublicKeyToken=b03f5f7f11d50a3a")));
        Assert.Null(ModuleAssemblies.FindFile(folder, new AssemblyName("No.Such.Assembly")));
    }

    private static CmdletShape Cmdlet(string name) => CmdletShape.ReadAll(Module).Single(shape => shape.Name == name);

    private static IEnumerable<string?> ApprovedVerbs() => typeof(System.Management.Automation.VerbsCommon).Assembly.GetExportedTypes()
        .Where(type => type.Name.StartsWith("Verbs", StringComparison.Ordinal))
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(field => field.GetRawConstantValue() as string);

    [GeneratedRegex("^(Verbose|Debug|ErrorAction|WarningAction|InformationAction|ErrorVariable|WarningVariable|InformationVariable|OutVariable|OutBuffer|PipelineVariable|ProgressAction|WhatIf|Confirm|vb|db|ea|wa|infa|ev|wv|iv|ov|ob|pv|wi|cf)$", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"\.Result\b(?=;|\.|\))|\.Wait\(|GetAwaiter\(\)\.GetResult|Monitor\.Wait|Thread\.Sleep")]
    private static partial Regex Blocking();
}
