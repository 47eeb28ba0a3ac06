using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace SmtpTls.Pipeline;

/// <summary>
/// Takes names from objects that have one, and nothing from others. Without it PowerShell would turn any object in the pipeline into text
/// to make a name of it: a <c>Get-AcceptedDomain</c> object into its identity, an A record of <c>Resolve-DnsName</c> into its type's name,
/// which even looks like a domain.
/// </summary>
/// <param name="properties">Where an object may keep its name, first match wins.</param>
internal sealed class NameFromAttribute(params string[] properties) : ArgumentTransformationAttribute
{
    public IReadOnlyList<string> Properties { get; } = properties;

    /// <summary>Where objects without a name of their own keep names, each of them or a list: connectors and rows of message traces.</summary>
    public string[] Lists { get; set; } = [];

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        List<string> names = [];
        Collect(inputData, names);
        return names.ToArray();
    }

    private void Collect(object? input, List<string> names)
    {
        object? value = input is PSObject wrapped ? wrapped.BaseObject : input;
        switch (value)
        {
            case string text:
                names.Add(text);
                break;
            case IDictionary or null:
                throw NotAName(value);
            case IEnumerable items:
                foreach (object? item in items)
                {
                    Collect(item, names);
                }

                break;
            default:
                CollectOf(PSObject.AsPSObject(input!), names);
                break;
        }
    }

    private void CollectOf(PSObject input, List<string> names)
    {
        int before = names.Count;
        if (Lists.Length == 0 || HasName(input))
        {
            names.Add(NameOf(input));
            return;
        }

        bool any = false;
        foreach (string list in Lists)
        {
            object? value = input.Properties[list]?.Value;
            any |= value is not null;
            foreach (object? item in value is IEnumerable many and not string ? many : new[] { value })
            {
                if (item?.ToString() is { Length: > 0 } name)
                {
                    names.Add(name);
                }
            }
        }

        // A connector that is for no domain in particular has an empty list: that is no mistake of the caller.
        if (names.Count == before && !any)
        {
            throw NotAName(input.BaseObject);
        }
    }

    private bool HasName(PSObject input)
    {
        foreach (string property in Properties)
        {
            if (input.Properties[property]?.Value?.ToString() is { Length: > 0 })
            {
                return true;
            }
        }

        return false;
    }

    private string NameOf(PSObject input)
    {
        foreach (string property in Properties)
        {
            if (input.Properties[property]?.Value?.ToString() is { Length: > 0 } name)
            {
                return name;
            }
        }

        throw NotAName(input.BaseObject);
    }

    // This inner exception lets the binder go on to the object's other properties and parameter sets.
    private ArgumentTransformationMetadataException NotAName(object? value)
    {
        string text = $"An object of type {value?.GetType().Name ?? "null"} is no name and has no property {string.Join(" or ", Properties)}.";
        return new ArgumentTransformationMetadataException(text, new PSInvalidCastException(text));
    }
}
