using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using SmtpTls.Audit.Drift;

namespace SmtpTls.Pipeline;

/// <summary>
/// Audits as they come through the pipeline: as this module made them, or as Clixml, remoting, a job or <c>ConvertFrom-Json</c> gave them back. Those are
/// written as JSON and go through the same reader as a file, with the same limits.
/// </summary>
internal static class AuditInput
{
    private const int MostDepth = 24, MostMembers = 2_000_000;

    /// <summary>Null when the object is no audit.</summary>
    /// <param name="input">Of the pipeline.</param>
    /// <param name="problem">A sentence why not.</param>
    /// <param name="whole">With dialogues and proofs, which no comparison needs.</param>
    public static DomainAudit? Read(object? input, out string problem, bool whole = false)
    {
        problem = "";
        object? value = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (value is DomainAudit audit)
        {
            return whole ? audit : SlimAudit.Of(audit);
        }

        if (input is null || value is string or ValueType)
        {
            problem = "it is no audit, which would be an object.";
            return null;
        }

        if (value is not IDictionary && !IsAudit(input))
        {
            problem = "it is no audit: it lacks MxState.";
            return null;
        }

        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets))
        {
            int left = MostMembers;
            if (!TryWrite(json, input, 0, ref left))
            {
                problem = "it is deeper or larger than an audit.";
                return null;
            }
        }

        Outcome<DomainAudit> read = AuditText.Read(Encoding.UTF8.GetString(octets.ToArray()), whole);
        problem = read.Fault is { } fault ? fault.Message.TrimEnd('.') + "." : "";
        return read.Value;
    }

    /// <summary>Whether an object claims to be an audit: asked before anything of a stranger's object is asked for its values.</summary>
    public static bool IsAudit(object input) => (input is PSObject wrapped ? wrapped.BaseObject : input) switch
    {
        DomainAudit => true,
        IDictionary map => map.Keys.Cast<object>().Any(static key => string.Equals(key.ToString(), "mxState", StringComparison.OrdinalIgnoreCase)),
        string or ValueType => false,
        _ => PSObject.AsPSObject(input).Properties["mxState"] is not null,
    };

    private static bool TryWrite(Utf8JsonWriter json, object? input, int depth, ref int left)
    {
        if (--left < 0 || depth > MostDepth)
        {
            json.WriteNullValue();
            return false;
        }

        object? value = input is PSObject wrapped ? wrapped.BaseObject : input;
        switch (value)
        {
            case null: json.WriteNullValue(); return true;
            case string text: json.WriteStringValue(text); return true;
            case bool flag: json.WriteBooleanValue(flag); return true;
            case DateTime time: json.WriteStringValue(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc)); return true;
            case DateTimeOffset time: json.WriteStringValue(time.UtcDateTime); return true;
            case int or long or short or byte: json.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)); return true;
            case double number: WriteNumber(json, number); return true;
            case decimal number: json.WriteNumberValue(number); return true;
            case IDictionary map: return TryWriteObject(json, map.Keys.Cast<object>().Select(key => (key.ToString() ?? "", (object?)map[key])), depth, ref left);
            case IEnumerable items: return TryWriteList(json, items, depth, ref left);
            default: return TryWriteObject(json, Members(input!), depth, ref left);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsNaN(number) || double.IsInfinity(number))
        {
            json.WriteNullValue();
        }
        else if (Math.Abs(number) < 1e15 && Math.Floor(number) == number)
        {
            json.WriteNumberValue((long)number);
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }

    private static bool TryWriteList(Utf8JsonWriter json, IEnumerable items, int depth, ref int left)
    {
        bool whole = true;
        json.WriteStartArray();
        foreach (object? item in items)
        {
            whole &= TryWrite(json, item, depth + 1, ref left);
            if (!whole)
            {
                break;
            }
        }

        json.WriteEndArray();
        return whole;
    }

    private static bool TryWriteObject(Utf8JsonWriter json, IEnumerable<(string Name, object? Value)> members, int depth, ref int left)
    {
        bool whole = true;
        json.WriteStartObject();
        foreach ((string name, object? value) in members)
        {
            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
            whole &= TryWrite(json, value, depth + 1, ref left);
            if (!whole)
            {
                break;
            }
        }

        json.WriteEndObject();
        return whole;
    }

    /// <summary>Stored values only: a script property of a stranger's object would be code.</summary>
    private static IEnumerable<(string Name, object? Value)> Members(object input) => PSObject.AsPSObject(input).Properties
        .Where(static one => one.MemberType is PSMemberTypes.NoteProperty or PSMemberTypes.Property && one.IsGettable).Select(static one => (one.Name, (object?)one.Value));
}
