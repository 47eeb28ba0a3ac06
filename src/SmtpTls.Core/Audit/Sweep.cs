using System;
using System.Collections.Generic;
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
        LinkedList<Task<TResult>> running = new();
        IAsyncEnumerator<TItem> input = items.GetAsyncEnumerator(source.Token);
        Task<bool>? next = null;
        bool more = true;
        try
        {
            while (more || running.Count > 0)
            {
                if (more && running.Count < plan.Window)
                {
                    next ??= input.MoveNextAsync().AsTask();
                }

                await WhenAnyAsync(running, next, plan.AsCompleted).ConfigureAwait(false);
                if (next is { IsCompleted: true })
                {
                    more = await next.ConfigureAwait(false);
                    next = null;
                    if (more)
                    {
                        running.AddLast(work(input.Current, source.Token));
                    }
                }

                while (TakeReady(running, plan.AsCompleted) is { } ready)
                {
                    yield return await ready.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            // Whoever stops reading stops the work; nothing is left running behind it.
            source.Cancel();
            await SettleAsync(running, next).ConfigureAwait(false);
            await input.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static Task WhenAnyAsync<TResult>(LinkedList<Task<TResult>> running, Task? next, bool any)
    {
        List<Task> waits = [];
        if (next is not null)
        {
            waits.Add(next);
        }

        foreach (Task<TResult> task in running)
        {
            waits.Add(task);
            if (!any)
            {
                break;
            }
        }

        return Task.WhenAny(waits);
    }

    private static Task<TResult>? TakeReady<TResult>(LinkedList<Task<TResult>> running, bool any)
    {
        for (LinkedListNode<Task<TResult>>? node = running.First; node is not null; node = any ? node.Next : null)
        {
            if (node.Value.IsCompleted)
            {
                running.Remove(node);
                return node.Value;
            }
        }

        return null;
    }

    private static async Task SettleAsync<TResult>(LinkedList<Task<TResult>> running, Task? next)
    {
        List<Task> left = [.. running];
        if (next is not null)
        {
            left.Add(next);
        }

        // WhenAny of WhenAll: wait for the end of all without raising what they raise; the caller is already on its way out.
        await Task.WhenAny(Task.WhenAll(left)).ConfigureAwait(false);
    }
}

/// <param name="Window">Items under way or waiting for their turn to be handed out.</param>
/// <param name="AsCompleted">True gives results as they come, false in the order of the input.</param>
internal sealed record SweepPlan(int Window, bool AsCompleted);
