using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using SmtpTls.TlsRpt.Intake;

namespace SmtpTls.Pipeline;

/// <summary>What an object of the pipeline holds to read: the shapes of mail APIs, told by their members and not by their types.</summary>
/// <param name="Path">A path, wildcards allowed; null for other input.</param>
/// <param name="LiteralPath">A path that is taken as it is.</param>
/// <param name="Input">Octets or a stream.</param>
/// <param name="IsByte">A single byte of an array that the pipeline took apart.</param>
/// <param name="Problem">Why it is of no use.</param>
internal sealed record ReportObject(string? Path = null, string? LiteralPath = null, ReportInput? Input = null, bool IsByte = false, string? Problem = null);

/// <summary>Recognises them.</summary>
internal static class ReportObjects
{
    private const int MostOctets = 256 << 20;
    private static readonly string[] ContentNames = ["ContentBytes", "contentBytes", "Content"];
    private static readonly string[] PathNames = ["PSPath", "FullName", "Path", "LiteralPath"];

    /// <param name="value">From the pipeline or a parameter.</param>
    /// <param name="number">Its number among the input, for a name where it has none.</param>
    public static IEnumerable<ReportObject> Of(object? value, int number)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        string label = $"(input {number})";
        switch (bare)
        {
            case null:
                return [new ReportObject(Problem: "it is null")];
            case FileSystemInfo file:
                return [new ReportObject(LiteralPath: file.FullName)];
            case string text:
                return [OfText(text, label)];
            case byte:
                return [new ReportObject(IsByte: true)];
            case byte[] octets:
                return [new ReportObject(Input: ReportInput.Octets(octets, label))];
            case Stream stream:
                return [new ReportObject(Input: new ReportInput(intake => new IntakeResult(intake.Read(stream, label), null, label)))];
            case IDictionary map:
                return [OfMembers(name => Entry(map, name), null, label)];
            case IEnumerable list when Octets(list) is { } octets:
                return [new ReportObject(Input: ReportInput.Octets(octets, label))];
            case IEnumerable list when PSObject.AsPSObject(bare).Properties["ContentBytes"] is null:
                return list.Cast<object?>().SelectMany(item => Of(item, number));
            default:
                PSObject shaped = PSObject.AsPSObject(value!);
                return [OfMembers(name => Member(shaped, name), bare, label)];
        }
    }

    // No path begins with a brace and goes on over lines.
    private static ReportObject OfText(string text, string label) =>
        text.TrimStart().StartsWith('{') || text.IndexOf('\n') >= 0 ? new ReportObject(Input: ReportInput.Octets(Encoding.UTF8.GetBytes(text), label)) : new ReportObject(Path: text);

    /// <summary>A mail attachment: <c>ContentBytes</c>, or Graph's <c>AdditionalProperties.contentBytes</c>; a message that can write itself; something with a path.</summary>
    private static ReportObject OfMembers(Func<string, object?> member, object? target, string label)
    {
        string name = member("Name") as string is { Length: > 0 } given ? VisibleText.Show(given, 200) : label;
        object? inner = member("AdditionalProperties");
        Func<string, object?> additional = inner is IDictionary map ? key => Entry(map, key) : inner is null ? _ => null : key => Member(PSObject.AsPSObject(inner), key);
        foreach (object? content in ContentNames.Select(member).Concat(ContentNames.Select(additional)))
        {
            if (AsOctets(content, out string? problem) is { } octets)
            {
                return new ReportObject(Input: ReportInput.Octets(octets, name));
            }

            if (problem is not null)
            {
                return new ReportObject(Problem: problem);
            }
        }

        if (target is not null && WriterOf(target) is { } write)
        {
            return new ReportObject(Input: new ReportInput(intake => Written(intake, write, name)));
        }

        return PathNames.Select(member).OfType<string>().FirstOrDefault(path => path.Length > 0) is { } found ? new ReportObject(LiteralPath: found)
            : new ReportObject(Problem: "it has no ContentBytes, no WriteTo(Stream) and no path");
    }

    private static byte[]? AsOctets(object? content, out string? problem)
    {
        problem = null;
        object? bare = content is PSObject wrapped ? wrapped.BaseObject : content;
        if (bare is string { Length: > 0 } text)
        {
            try
            {
                return Convert.FromBase64String(text);
            }
            catch (FormatException)
            {
                problem = "its content is text and no Base64";
                return null;
            }
        }

        return bare as byte[] ?? (bare is IEnumerable list and not string ? Octets(list) : null);
    }

    /// <summary>The bytes of a list that holds nothing else, as PowerShell makes them of an array; null for other lists.</summary>
    private static byte[]? Octets(IEnumerable list)
    {
        if (list is not ICollection { Count: > 1 } collection)
        {
            return null;
        }

        byte[] octets = new byte[collection.Count];
        int count = 0;
        foreach (object? item in list)
        {
            if ((item is PSObject wrapped ? wrapped.BaseObject : item) is not byte octet)
            {
                return null;
            }

            octets[count++] = octet;
        }

        return octets;
    }

    /// <summary><c>WriteTo(Stream)</c>, further parameters optional: how MimeKit's messages and parts write themselves.</summary>
    private static Action<Stream>? WriterOf(object target)
    {
        MethodInfo? method = target.GetType().GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(one => one.Name == "WriteTo" && !one.ContainsGenericParameters)
            .OrderBy(one => one.GetParameters().Length)
            .FirstOrDefault(one => one.GetParameters() is { Length: > 0 } parameters && parameters[0].ParameterType == typeof(Stream) && parameters.Skip(1).All(parameter => parameter.IsOptional));
        return method is null ? ScriptWriter(target) : stream => method.Invoke(target, [stream, .. method.GetParameters().Skip(1).Select(_ => Type.Missing)]);
    }

    private static Action<Stream>? ScriptWriter(object target) =>
        PSObject.AsPSObject(target).Methods["WriteTo"] is PSScriptMethod method ? stream => method.Invoke(stream) : null;

    private static IntakeResult Written(ReportIntake intake, Action<Stream> write, string name)
    {
        using MemoryStream octets = new();
        try
        {
            write(octets);
        }
        catch (Exception e) when (e is TargetInvocationException or IOException or RuntimeException or NotSupportedException)
        {
            return IntakeResult.Failed(name, $"WriteTo failed: {VisibleText.Show((e.InnerException ?? e).Message, 300)}");
        }

        if (octets.Length > MostOctets)
        {
            return IntakeResult.Failed(name, $"it is larger than {MostOctets} octets.");
        }

        octets.Position = 0;
        return new IntakeResult(intake.Read(octets, name).ToList(), null, name);
    }

    private static object? Member(PSObject shaped, string name)
    {
        try
        {
            return shaped.Properties[name]?.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private static object? Entry(IDictionary map, string name)
    {
        foreach (DictionaryEntry entry in map)
        {
            if (entry.Key is string key && string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
            {
                return entry.Value;
            }
        }

        return null;
    }
}
