using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary>
/// An object known by its properties alone: what Exchange's cmdlets return is a property bag, deserialised or not, and its type says nothing.
/// A property that is null and one that is not there are different things, and stay so: no missing property is ever read as false.
/// </summary>
internal sealed class ShapedObject
{
    private readonly Dictionary<string, object?> _properties = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="properties">Values: null, bool, numbers, strings, ShapedObjects, and lists of these.</param>
    public ShapedObject(IEnumerable<KeyValuePair<string, object?>> properties)
    {
        foreach ((string name, object? value) in properties)
        {
            _properties[name] = value;
        }
    }

    public bool Has(string name) => _properties.ContainsKey(name);

    public IEnumerable<string> Names => _properties.Keys;

    /// <summary>Null where it is null, empty or not there.</summary>
    public string? Text(string name)
    {
        object? value = _properties.GetValueOrDefault(name);
        string? text = value is IEnumerable list and not string ? list.Cast<object?>().Select(TextOf).FirstOrDefault() : TextOf(value);
        return string.IsNullOrWhiteSpace(text) ? null : text!.Trim();
    }

    /// <summary>Null where it is null, not there, or neither true nor false.</summary>
    public bool? Flag(string name) => _properties.GetValueOrDefault(name) switch
    {
        bool flag => flag,
        { } other when bool.TryParse(TextOf(other), out bool flag) => flag,
        _ => null,
    };

    /// <summary>A single value is a list of one; null and not there are lists of none.</summary>
    public IReadOnlyList<object> List(string name) => _properties.GetValueOrDefault(name) switch
    {
        null or "" => [],
        string text => [text],
        IEnumerable list => [.. list.Cast<object?>().OfType<object>()],
        { } other => [other],
    };

    /// <summary>The same as texts, empty ones left out.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. List(name).Select(TextOf).OfType<string>().Select(static text => text.Trim()).Where(static text => text.Length > 0)];

    public bool IsEmpty(string name) => List(name).Count == 0;

    private static string? TextOf(object? value) => value is ShapedObject inner ? inner.Text("Address") ?? inner.Text("Domain") ?? inner.Text("Name")
        : Convert.ToString(value, CultureInfo.InvariantCulture);
}
