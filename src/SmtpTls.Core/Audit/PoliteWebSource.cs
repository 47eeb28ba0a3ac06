using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Http;

namespace SmtpTls.Audit;

/// <summary>
/// Keeps a run kind to web hosts too: thousands of domains can have their policies at one provider, which gets no more connections at a time than
/// a mail server does.
/// </summary>
internal sealed class PoliteWebSource(IWebSource source, AddressLookup lookup, AuditOptions options) : IWebSource, IDisposable
{
    private readonly ProbeBudget _budget = new(options);

    public async Task<WebAnswer> FetchAsync(WebQuery query, CancellationToken stop)
    {
        // The look-up is that of the fetch itself, which finds its answer in the cache.
        string host = query.Url.IdnHost;
        Outcome<IReadOnlyList<IPAddress>> found = await lookup(host, stop).ConfigureAwait(false);
        return found.Value is { Count: > 0 } addresses
            ? await _budget.RunAsync(host, addresses[0], () => source.FetchAsync(query, stop), stop).ConfigureAwait(false)
            : await source.FetchAsync(query, stop).ConfigureAwait(false);
    }

    public void Dispose() => _budget.Dispose();
}
