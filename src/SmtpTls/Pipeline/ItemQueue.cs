using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

namespace SmtpTls.Pipeline;

/// <summary>Input on its way from the pipeline thread to the body.</summary>
internal sealed class ItemQueue<T> : IDisposable
{
    private readonly Queue<T> _items = new();

    // One permit for each item and one for the end.
    private readonly SemaphoreSlim _ready = new(0);
    private int _added;
    private bool _complete;

    public int Count
    {
        get
        {
            lock (_items)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>How many came in all, once there are no more; null before.</summary>
    public int? Total
    {
        get
        {
            lock (_items)
            {
                return _complete ? _added : null;
            }
        }
    }

    public void Add(T item)
    {
        lock (_items)
        {
            _items.Enqueue(item);
            _added++;
        }

        _ready.Release();
    }

    public void Complete()
    {
        lock (_items)
        {
            _complete = true;
        }

        _ready.Release();
    }

    public void Dispose() => _ready.Dispose();

    /// <summary>The items as they come. For one reader.</summary>
    /// <param name="taken">Told of each item that left the queue.</param>
    /// <param name="stop">Ends the wait for the next.</param>
    public async IAsyncEnumerable<T> ReadAsync(Action taken, [EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            await _ready.WaitAsync(stop).ConfigureAwait(false);
            T item;
            lock (_items)
            {
                if (_items.Count == 0)
                {
                    yield break;
                }

                item = _items.Dequeue();
            }

            taken();
            yield return item;
        }
    }
}
