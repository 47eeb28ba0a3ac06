using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace SmtpTls.Pipeline;

/// <summary>
/// One thing from the pipeline that is to be explained: our own results lead by their findings, everything else by its text. Objects that
/// were saved and read back (Import-Clixml, ConvertFrom-Json) count as what they were.
/// </summary>
internal sealed record ErrorInput
{
    private const int MostFindings = 10_000, MostDepth = 6;

    /// <summary>What a text says; null for one of our results.</summary>
    public string? Text { get; private init; }

    public IReadOnlyList<Finding> Findings { get; private init; } = [];

    /// <summary>Result types of TLS reports (RFC 8460 §4.3), with the receiving host.</summary>
    public IReadOnlyList<(string Type, string? Host)> ResultTypes { get; private init; } = [];

    public static ErrorInput Of(object? input)
    {
        object? value = input is PSObject wrapped ? wrapped.BaseObject : input;
        string? text = value switch
        {
            null => "",
            string one => one,
            ErrorRecord error => OfError(error),
            Exception exception => OfException(exception),
            _ => null,
        };
        if (text is not null)
        {
            return new ErrorInput { Text = text };
        }

        List<Finding> findings = [];
        List<(string, string?)> types = [];
        bool ours = Collect(PSObject.AsPSObject(input!), findings, types, 0);
        return ours ? new ErrorInput { Findings = findings, ResultTypes = types } : new ErrorInput { Text = OfObject(PSObject.AsPSObject(input!)) };
    }

    private static string OfError(ErrorRecord error) => $"{error.FullyQualifiedErrorId} {error}\n{OfException(error.Exception)}";

    /// <summary>Every message inside, with types and result codes: "SEC_E_UNTRUSTED_ROOT" is often only a number.</summary>
    private static string OfException(Exception? exception)
    {
        StringBuilder text = new();
        for (int depth = 0; exception is not null && depth < 20; depth++, exception = exception.InnerException)
        {
            text.Append(exception.Message).Append(' ').Append(exception.GetType().Name).Append(" 0x").Append(exception.HResult.ToString("X8", CultureInfo.InvariantCulture)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>True when it is one of our results, also one without findings.</summary>
    private static bool Collect(PSObject item, List<Finding> findings, List<(string, string?)> types, int depth)
    {
        if (FindingOf(item) is { } finding)
        {
            findings.Add(finding);
            return true;
        }

        if (Member(item, "ResultType")?.ToString() is { Length: > 0 } type)
        {
            types.Add((type, Member(item, "ReceivingMxHostname")?.ToString()));
            return true;
        }

        bool ours = false;
        foreach (string name in (string[])["Findings", "Policies", "FailureDetails"])
        {
            if (item.Properties[name] is not { } property)
            {
                continue;
            }

            ours = true;
            foreach (object? one in (property.Value is PSObject list ? list.BaseObject : property.Value) as IEnumerable ?? Array.Empty<object>())
            {
                if (one is not null && one is not string && depth < MostDepth && findings.Count < MostFindings)
                {
                    _ = Collect(PSObject.AsPSObject(one), findings, types, depth + 1);
                }
            }
        }

        return ours;
    }

    private static Finding? FindingOf(PSObject item)
    {
        string? id = Member(item, "Id")?.ToString(), severity = Member(item, "Severity")?.ToString(), detail = Member(item, "Detail")?.ToString(), remedy = Member(item, "Remedy")?.ToString();
        return id is null || severity is null || detail is null || remedy is null ? null
            : new Finding(id, severity, Member(item, "Subject")?.ToString() ?? "", Member(item, "Title")?.ToString() ?? "", detail, remedy, Member(item, "Reference")?.ToString() ?? "");
    }

    /// <summary>An event (Get-WinEvent), a trace row, or anything with words in it.</summary>
    private static string OfObject(PSObject item)
    {
        List<string> parts = [];
        if (Member(item, "ProviderName") is { } provider && Member(item, "Id") is { } number)
        {
            parts.Add($"event id {number} {provider}");
        }

        foreach (string name in (string[])["Message", "Detail", "Details", "LastError", "DiagnosticCode", "Status", "Reason", "Data", "Body", "Text"])
        {
            if (Member(item, name) is { } value and not ScriptBlock)
            {
                parts.Add(value as string ?? (value is IEnumerable many ? string.Join(" ", many.Cast<object?>()) : value.ToString() ?? ""));
            }
        }

        return parts.Count > 0 ? string.Join("\n", parts) : item.ToString();
    }

    private static object? Member(PSObject item, string name)
    {
        try
        {
            return item.Properties[name]?.Value is PSObject inner ? inner.BaseObject : item.Properties[name]?.Value;
        }
        catch (GetValueException)
        {
            // A property that cannot be read says nothing.
            return null;
        }
    }
}
