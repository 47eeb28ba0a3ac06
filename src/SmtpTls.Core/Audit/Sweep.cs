using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Audit;

/// <summary>Works on many items at once and hands the results out as a stream: in the order of the input, or as they are completed.</summary>
internal static class Sweep
{
    /// <param name="items">Read only as fast as there is room for more work.</param>
    /// <param name="work">One item to one result.</param>
    /// <param name="plan">How wide, and in which order.</param>
    /// <param name="stop">Ends the work under way too.</param>
    public static async IAsyncEnumerable<TResult> RunAsync<TItem, TResult>(
        IAsyncEnumerable<TItem> items, Func<TItem, CancellationToken, Task<TResult>> work, SweepPlan plan, [EnumeratorCancellation] CancellationToken stop)
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Line<TResult> line = new(plan.AsCompleted);
        IAsyncEnumerator<TItem> input = items.GetAsyncEnumerator(source.Token);
        Task<bool>? next = null;
        bool more = true;
        try
        {
            while (more || line.Held > 0)
            {
                if (more && line.Running < plan.Window && line.Held < plan.MostHeld)
                {
                    next ??= input.MoveNextAsync().AsTask();
                }

                Task ready = line.WaitAsync();
                await (next is null ? ready : Task.WhenAny(next, ready)).ConfigureAwait(false);
                if (next is { IsCompleted: true })
                {
                    more = await next.ConfigureAwait(false);
                    next = null;
                    if (more)
                    {
                        line.Add(work(input.Current, source.Token));
                    }
                }

                while (line.Take() is { } done)
                {
                    yield return await done.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // Whoever stops reading stops the work; nothing is left running behind it.
            source.Cancel();
            await SettleAsync(line, next).ConfigureAwait(false);
            await input.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task SettleAsync<TResult>(Line<TResult> line, Task<bool>? next)
    {
        List<Task> left = [.. line.All()];
        if (next is not null)
        {
            left.Add(next);
        }

        // WhenAny of WhenAll: wait for the end of all without raising what they raise; the caller is already on its way out.
        await Task.WhenAny(Task.WhenAll(left)).ConfigureAwait(false);
    }

    /// <summary>Work under way and work done that waits for its turn. An end of work costs the same, however long the line is.</summary>
    private sealed class Line<TResult>
    {
        private readonly bool _asCompleted;
        private readonly object _gate = new();
        private readonly LinkedList<Item> _held = new();
        private readonly Queue<LinkedListNode<Item>> _ready = new();
        private TaskCompletionSource<bool>? _waiter;
        private bool _changed;
        private int _done;

        public Line(bool asCompleted) => _asCompleted = asCompleted;

        /// <summary>Not handed out yet.</summary>
        public int Held => _held.Count;

        /// <summary>Of these, not done yet.</summary>
        public int Running
        {
            get
            {
                lock (_gate)
                {
                    return _held.Count - _done;
                }
            }
        }

        public void Add(Task<TResult> work)
        {
            LinkedListNode<Item> node;
            lock (_gate)
            {
                node = _held.AddLast(new Item(work));
            }

            _ = work.ContinueWith(_ => End(node), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        /// <summary>Ends with the next end of work: there may be something to hand out then, or room for more.</summary>
        public Task WaitAsync()
        {
            lock (_gate)
            {
                if (_changed)
                {
                    _changed = false;
                    return Task.CompletedTask;
                }

                return (_waiter ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }

        /// <summary>The next to hand out; null when that is not done yet.</summary>
        public Task<TResult>? Take()
        {
            lock (_gate)
            {
                LinkedListNode<Item>? node = _asCompleted ? (_ready.Count > 0 ? _ready.Dequeue() : null)
                    : _held.First is { Value.IsDone: true } first ? first : null;
                if (node is not null)
                {
                    _held.Remove(node);
                    _done--;
                }

                return node?.Value.Work;
            }
        }

        public IEnumerable<Task> All()
        {
            lock (_gate)
            {
                return [.. _held.Select(item => item.Work)];
            }
        }

        private void End(LinkedListNode<Item> node)
        {
            TaskCompletionSource<bool>? waiter;
            lock (_gate)
            {
                node.Value.IsDone = true;
                _done++;
                if (_asCompleted)
                {
                    _ready.Enqueue(node);
                }

                waiter = _waiter;
                _waiter = null;
                _changed = waiter is null;
            }

            waiter?.TrySetResult(true);
        }

        private sealed class Item(Task<TResult> work)
        {
            public Task<TResult> Work { get; } = work;

            public bool IsDone { get; set; }
        }
    }
}

/// <param name="Window">Items under way.</param>
/// <param name="AsCompleted">True gives results as they come, false in the order of the input.</param>
internal sealed record SweepPlan(int Window, bool AsCompleted)
{
    /// <summary>Items under way or done and waiting for those before them: one slow item holds so many up, and no more.</summary>
    public int MostHeld { get; init; } = Window;
}
