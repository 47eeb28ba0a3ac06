using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace SmtpTls.Help;

/// <summary>
/// What a compiled cmdlet says of itself. Read from attribute data, without making one attribute or cmdlet: the PowerShell assembly at hand
/// describes types and can do nothing.
/// </summary>
internal sealed record CmdletShape(Type Type, string Verb, string Noun, string? DefaultSet)
{
    public string Name => Verb + "-" + Noun;

    public IReadOnlyList<ParameterShape> Parameters { get; private init; } = [];

    public IReadOnlyList<Type> Outputs { get; private init; } = [];

    /// <summary>The names of the parameter sets, the default one first.</summary>
    public IReadOnlyList<string> Sets { get; private init; } = [];

    public static IReadOnlyList<CmdletShape> ReadAll(string assembly) => ReadAll(Assembly.LoadFrom(Path.GetFullPath(assembly)));

    public static IReadOnlyList<CmdletShape> ReadAll(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(type => !type.IsAbstract).Select(Read).OfType<CmdletShape>().OrderBy(shape => shape.Name, StringComparer.Ordinal)];

    private static CmdletShape? Read(Type type)
    {
        if (type.CustomAttributes.FirstOrDefault(one => one.AttributeType.Name == "CmdletAttribute") is not { } cmdlet)
        {
            return null;
        }

        string? defaultSet = cmdlet.Named("DefaultParameterSetName") as string;
        List<ParameterShape> parameters = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(ParameterShape.Read).OfType<ParameterShape>()];
        List<string> sets = [.. parameters.SelectMany(one => one.Uses).Select(use => use.Set).OfType<string>().Distinct().OrderBy(set => set == defaultSet ? 0 : 1)];
        return new CmdletShape(type, (string)cmdlet.ConstructorArguments[0].Value!, (string)cmdlet.ConstructorArguments[1].Value!, defaultSet)
        {
            Parameters = parameters,
            Sets = sets,
            Outputs = [.. type.CustomAttributes.Where(one => one.AttributeType.Name == "OutputTypeAttribute")
                .SelectMany(one => one.Values()).OfType<Type>()],
        };
    }
}

/// <summary>One parameter of a cmdlet.</summary>
internal sealed record ParameterShape(string Name, Type Type)
{
    public IReadOnlyList<string> Aliases { get; private init; } = [];

    /// <summary>The only values, where there is a list of them.</summary>
    public IReadOnlyList<string> Choices { get; private init; } = [];

    public IReadOnlyList<ParameterUse> Uses { get; private init; } = [];

    public bool IsSwitch => Type.Name == "SwitchParameter";

    public string TypeName => Nullable.GetUnderlyingType(Type)?.Name ?? Type.Name;

    /// <summary>How a parameter set uses it, or null when it does not.</summary>
    public ParameterUse? UseIn(string set) => Uses.FirstOrDefault(use => use.Set is null || use.Set == set);

    public static ParameterShape? Read(PropertyInfo property)
    {
        List<CustomAttributeData> uses = [.. property.CustomAttributes.Where(one => one.AttributeType.Name == "ParameterAttribute")];
        return uses.Count == 0 ? null : new ParameterShape(property.Name, property.PropertyType)
        {
            Aliases = Strings(property, "AliasAttribute"),
            Choices = Strings(property, "ValidateSetAttribute"),
            Uses = [.. uses.Select(ParameterUse.Read)],
        };
    }

    private static List<string> Strings(PropertyInfo property, string attribute) =>
        [.. property.CustomAttributes.Where(one => one.AttributeType.Name == attribute).SelectMany(one => one.Values()).OfType<string>()];
}

/// <summary>How one parameter set, or every one (null), uses a parameter.</summary>
internal sealed record ParameterUse(string? Set, bool Mandatory, int? Position, bool ByValue, bool ByPropertyName)
{
    public string Pipeline => (ByValue, ByPropertyName) switch
    {
        (true, true) => "True (ByValue, ByPropertyName)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    public static ParameterUse Read(CustomAttributeData data) => new(
        data.Named("ParameterSetName") as string,
        data.Named("Mandatory") is true,
        data.Named("Position") as int?,
        data.Named("ValueFromPipeline") is true,
        data.Named("ValueFromPipelineByPropertyName") is true);
}

internal static class AttributeValues
{
    public static object? Named(this CustomAttributeData data, string name) =>
        data.NamedArguments.Where(one => one.MemberName == name).Select(one => one.TypedValue.Value).FirstOrDefault();

    /// <summary>The constructor's values, a <c>params</c> list spread out.</summary>
    public static IEnumerable<object?> Values(this CustomAttributeData data) => data.ConstructorArguments.SelectMany(
        one => one.Value is IReadOnlyCollection<CustomAttributeTypedArgument> list ? list.Select(item => item.Value) : [one.Value]);
}
