using System.Collections.Generic;

namespace SmtpTls.Reports.Audits;

/// <summary>Things that come again and again, each kept once and named by its place.</summary>
/// <typeparam name="T">Compared by value.</typeparam>
internal sealed class Interned<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _places = [];
    private readonly List<T> _items = [];

    public IReadOnlyList<T> Items => _items;

    public T this[int place] => _items[place];

    /// <summary>The place of an item, which is added where it is new.</summary>
    public int Of(T item)
    {
        if (!_places.TryGetValue(item, out int place))
        {
            _places.Add(item, place = _items.Count);
            _items.Add(item);
        }

        return place;
    }
}
