using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Pipeline;

/// <summary>Objects of the pipeline as property bags: what Exchange's cmdlets return, live or deserialised, and what stands for it in a test.</summary>
internal static class ShapedObjects
{
    private const int MostDepth = 3, MostProperties = 500, MostItems = 100_000;

    public static ShapedObject Of(PSObject input) => Of(input, MostDepth);

    private static ShapedObject Of(PSObject input, int depth)
    {
        List<KeyValuePair<string, object?>> properties = [];
        if (input.BaseObject is IDictionary map)
        {
            properties.AddRange(map.Cast<DictionaryEntry>().Take(MostProperties).Select(entry => new KeyValuePair<string, object?>(entry.Key.ToString() ?? "", Plain(entry.Value, depth))));
            return new ShapedObject(properties);
        }

        foreach (PSPropertyInfo property in input.Properties.Take(MostProperties))
        {
            try
            {
                properties.Add(new KeyValuePair<string, object?>(property.Name, Plain(property.Value, depth)));
            }
            catch (GetValueException)
            {
                // A property that cannot be read is one that is not there.
            }
        }

        return new ShapedObject(properties);
    }

    private static object? Plain(object? value, int depth)
    {
        object? bare = value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
        return bare switch
        {
            null or string or bool or int or long or double => bare,
            Enum => bare.ToString(),
            IDictionary or PSObject when depth > 0 => Of(PSObject.AsPSObject(bare), depth - 1),
            IEnumerable list when depth > 0 => list.Cast<object?>().Take(MostItems).Select(item => Plain(item, depth - 1)).ToList(),
            _ when depth > 0 && PSObject.AsPSObject(value!) is { } shaped && (shaped.Properties["Address"] ?? shaped.Properties["IncludeSubDomains"]) is not null => Of(shaped, depth - 1),
            _ => PSObject.AsPSObject(value!).ToString(),
        };
    }
}
