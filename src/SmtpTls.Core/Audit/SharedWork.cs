using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;

namespace SmtpTls.Audit;

/// <summary>Work that many subjects need and that is done once a run: whoever asks second waits for, or gets, what the first began.</summary>
internal sealed class SharedWork<TKey, TResult>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TResult>>> _known = new();

    public Task<TResult> GetAsync(TKey key, Func<TKey, Task<TResult>> work) => _known.GetOrAdd(key, k => new Lazy<Task<TResult>>(() => work(k))).Value;
}
