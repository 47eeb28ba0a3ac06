using System.Collections.Generic;
using System.Collections.ObjectModel;

namespace SmtpTls;

/// <summary>
/// A list in a public result. It cannot be changed, and as text it is its values: <c>Export-Csv</c> and string interpolation write what
/// <see cref="ToString"/> says, which for other lists is the name of a type.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
public sealed class ValueList<T> : ReadOnlyCollection<T>
{
    internal ValueList(IList<T> items)
        : base(items)
    {
    }

    /// <summary>The list of nothing.</summary>
    internal static ValueList<T> Nothing { get; } = new([]);

    /// <summary>The values, joined by <c>; </c>.</summary>
    public override string ToString() => string.Join("; ", this);
}

/// <summary>Makes <see cref="ValueList{T}"/>s.</summary>
internal static class ValueList
{
    /// <summary>A copy, so that nobody changes it later; a list that was not given is an empty one.</summary>
    public static ValueList<T> Of<T>(IEnumerable<T>? items) => items switch
    {
        ValueList<T> same => same,
        null => ValueList<T>.Nothing,
        _ => new ValueList<T>([.. items]),
    };
}
