#if NETSTANDARD2_0
using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls;

/// <summary>Members of today's framework that netstandard2.0 lacks, under their own names, so that callers need no condition.</summary>
internal static class OldFramework
{
    public static ValueTask<int> ReadAsync(this Stream stream, Memory<byte> buffer, CancellationToken stop)
    {
        return MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> part)
            ? new ValueTask<int>(stream.ReadAsync(part.Array!, part.Offset, part.Count, stop))
            : throw new NotSupportedException("Only memory over an array can be read into.");
    }

    public static ValueTask WriteAsync(this Stream stream, ReadOnlyMemory<byte> buffer, CancellationToken stop)
    {
        return MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> part)
            ? new ValueTask(stream.WriteAsync(part.Array!, part.Offset, part.Count, stop))
            : throw new NotSupportedException("Only memory over an array can be written.");
    }

    public static async Task<T> WaitAsync<T>(this Task<T> task, CancellationToken stop)
    {
        await ((Task)task).WaitAsync(stop).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    public static async Task WaitAsync(this Task task, CancellationToken stop)
    {
        if (!task.IsCompleted)
        {
            TaskCompletionSource<bool> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = stop.Register(() => stopped.TrySetResult(true));
            if (await Task.WhenAny(task, stopped.Task).ConfigureAwait(false) != task)
            {
                throw new OperationCanceledException(stop);
            }
        }

        await task.ConfigureAwait(false);
    }

    public static bool Contains(this string text, char c) => text.IndexOf(c) >= 0;

    public static bool Contains(this string text, string part, StringComparison comparison) => text.IndexOf(part, comparison) >= 0;

    public static bool StartsWith(this string text, char c) => text.Length > 0 && text[0] == c;

    public static bool EndsWith(this string text, char c) => text.Length > 0 && text[text.Length - 1] == c;

    public static string GetString(this Encoding encoding, ReadOnlySpan<byte> octets) => encoding.GetString(octets.ToArray());

    public static bool TryAdd<TKey, TValue>(this Dictionary<TKey, TValue> map, TKey key, TValue value)
    {
        if (map.ContainsKey(key))
        {
            return false;
        }

        map.Add(key, value);
        return true;
    }

    public static TValue? GetValueOrDefault<TKey, TValue>(this IReadOnlyDictionary<TKey, TValue> map, TKey key) =>
        map.TryGetValue(key, out TValue? value) ? value : default;

    public static void Deconstruct<TKey, TValue>(this KeyValuePair<TKey, TValue> pair, out TKey key, out TValue value) => (key, value) = (pair.Key, pair.Value);
}
#endif
