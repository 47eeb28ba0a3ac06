using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace SmtpTls.Pipeline;

/// <summary>What a header is read from: a file or folder, or text.</summary>
/// <param name="Path">Full path; null for text.</param>
/// <param name="Text">Header text, or one line of it; null for a path.</param>
/// <param name="IsLine">True for a line that only makes sense with those around it.</param>
public sealed record HeaderInput(string? Path, string? Text, bool IsLine)
{
    /// <summary>What an object in the pipeline is: a file, header text, a message of a mail API with its headers, or a path.</summary>
    /// <param name="input">The object.</param>
    /// <param name="resolve">Makes full paths; null where there is no such file.</param>
    internal static HeaderInput? Of(object? input, Func<string, string?> resolve)
    {
        object? value = input is PSObject wrapped ? wrapped.BaseObject : input;
        switch (value)
        {
            case FileSystemInfo file:
                return new HeaderInput(file.FullName, null, false);
            case string text when text.IndexOf('\n') >= 0:
                return new HeaderInput(null, text, false);
            case string line:
                return resolve(line) is { } path ? new HeaderInput(path, null, false) : new HeaderInput(null, line, true);
            case null:
                return null;
        }

        PSObject item = PSObject.AsPSObject(input!);
        string? full = (item.Properties["FullName"] ?? item.Properties["PSPath"])?.Value?.ToString();
        return OfHeaders(item) ?? (full is null ? null : new HeaderInput(full, null, false));
    }

    /// <summary>Graph gives <c>internetMessageHeaders</c>, a list of names and values; EWS <c>InternetMessageHeaders</c>; others text.</summary>
    private static HeaderInput? OfHeaders(PSObject item)
    {
        object? headers = (item.Properties["InternetMessageHeaders"] ?? item.Properties["MessageHeaders"] ?? item.Properties["Headers"] ?? item.Properties["Header"])?.Value;
        headers = headers is PSObject wrapped ? wrapped.BaseObject : headers;
        if (headers is string text)
        {
            return new HeaderInput(null, text, false);
        }

        if (headers is not IEnumerable list)
        {
            return null;
        }

        StringBuilder all = new();
        foreach (PSObject one in list.Cast<object?>().Where(one => one is not null).Select(one => PSObject.AsPSObject(one!)))
        {
            string? name = one.Properties["Name"]?.Value?.ToString();
            if (name is { Length: > 0 })
            {
                all.Append(name).Append(": ").Append((one.Properties["Value"]?.Value?.ToString() ?? "").Replace("\r", " ").Replace("\n", " ")).Append('\n');
            }
        }

        return all.Length > 0 ? new HeaderInput(null, all.ToString(), false) : null;
    }
}
