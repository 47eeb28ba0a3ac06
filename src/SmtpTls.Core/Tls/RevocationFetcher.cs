using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Compat;
using SmtpTls.Http;

namespace SmtpTls.Tls;

/// <summary>Fetches CRLs and OCSP answers, each once however many hosts share it, and leaves alone what did not answer before.</summary>
internal sealed class RevocationFetcher(IWebSource web)
{
    private const int MostKept = 4096, MostFailures = 2, MostListOctets = 10 * 1024 * 1024, MostAnswerOctets = 64 * 1024, MostKeptOctets = 32 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Lazy<Task<WebAnswer>>> _answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<(CertificateList? List, string? Problem)>>> _lists = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private int _keptOctets;

    /// <summary>Only http, as RFC 5280 §4.2.1.13 and RFC 6960 use it: https would need the very question answered first.</summary>
    public static Uri? UrlOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttp ? url : null;

    public Task<WebAnswer> AskAsync(Uri url, byte[] request, CancellationToken stop)
    {
        string key = url.AbsoluteUri + ' ' + Hex.ToString(Hashes.Sha256(request));
        WebQuery query = new() { Url = url, Body = request, BodyType = "application/ocsp-request", MostBytes = MostAnswerOctets, Limit = Limit };
        return OnceAsync(_answers, key, cancel => FetchAsync(query, cancel), stop);
    }

    /// <summary>The list at a URL, read and checked against its issuer; or a clause that says why there is none.</summary>
    public Task<(CertificateList? List, string? Problem)> ListAsync(Uri url, CertificateFacts issuer, CancellationToken stop)
    {
        WebQuery query = new() { Url = url, MostBytes = MostListOctets, Limit = Limit };
        return OnceAsync(_lists, url.AbsoluteUri + ' ' + issuer.Sha256, cancel => ReadAsync(query, issuer, cancel), stop);
    }

    /// <summary>Why an answer is of no use; null when it may be read.</summary>
    public static string? Problem(WebAnswer answer) =>
        answer.State != WebState.Answered ? answer.Fault?.Message.TrimEnd('.') ?? answer.State.ToString()
        : answer.Status != 200 ? $"it answered with HTTP status {answer.Status}"
        : null;

    private async Task<(CertificateList? List, string? Problem)> ReadAsync(WebQuery query, CertificateFacts issuer, CancellationToken stop)
    {
        WebAnswer answer = await FetchAsync(query, stop).ConfigureAwait(false);
        if (Problem(answer) is { } problem)
        {
            return (null, problem);
        }

        if (Interlocked.Add(ref _keptOctets, answer.Body.Length) > MostKeptOctets)
        {
            // Lists are kept whole: rather fetch some twice than hold them all.
            _lists.Clear();
            Interlocked.Exchange(ref _keptOctets, answer.Body.Length);
        }

        CertificateList? list = CertificateList.Read(answer.Body, issuer, out string? broken);
        return (list, broken is null ? null : "it " + broken);
    }

    private async Task<WebAnswer> FetchAsync(WebQuery query, CancellationToken stop)
    {
        string host = query.Url.Authority;
        if (_failures.TryGetValue(host, out int failures) && failures >= MostFailures)
        {
            return new WebAnswer { State = WebState.Timeout, Fault = new Fault(FaultKind.Timeout, "it did not answer before, and was not asked again") };
        }

        WebAnswer answer = await web.FetchAsync(query, stop).ConfigureAwait(false);
        if (answer.State is WebState.Timeout or WebState.ConnectFailed)
        {
            _failures.AddOrUpdate(host, 1, static (_, count) => count + 1);
        }

        return answer;
    }

    private static async Task<T> OnceAsync<T>(ConcurrentDictionary<string, Lazy<Task<T>>> kept, string key, Func<CancellationToken, Task<T>> fetch, CancellationToken stop)
    {
        if (kept.Count >= MostKept)
        {
            kept.Clear();
        }

        // One flight for all who ask; it ends by its own limit, so that the first to ask may go without taking it away from the others.
        Lazy<Task<T>> flight = kept.GetOrAdd(key, _ => new Lazy<Task<T>>(() => fetch(CancellationToken.None), LazyThreadSafetyMode.ExecutionAndPublication));
        return await flight.Value.WaitAsync(stop).ConfigureAwait(false);
    }
}
