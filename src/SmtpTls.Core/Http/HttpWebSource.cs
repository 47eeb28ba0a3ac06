using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Compat;

namespace SmtpTls.Http;

/// <summary>The addresses of a host; how it ended tells "none" from "could not find out".</summary>
internal delegate Task<Outcome<IReadOnlyList<IPAddress>>> AddressLookup(string host, CancellationToken stop);

/// <summary>Judges a web server's certificates as sent, leaf first: null when they are good for the host, else one clause that says what is wrong.</summary>
internal delegate string? WebCertificateCheck(string host, IReadOnlyList<byte[]> chain);

internal sealed record WebSourceOptions
{
    /// <summary>Ask hosts on loopback and private addresses too.</summary>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Null leaves the judgement to the platform and its roots.</summary>
    public WebCertificateCheck? CertificateCheck { get; init; }

    /// <summary>How long one address of several is waited for before the next is tried.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A proxy for HTTPS (by CONNECT) at an http:// address, with a user name and password in it where it asks for them; plain HTTP never goes there, and the system's or the
    /// environment's proxy is never used. The proxy looks the name up for itself, so no address can be pinned: a host that our own resolver
    /// knows at an address that is not public is refused all the same, and one that it cannot find is left to the proxy.
    /// </summary>
    public Uri? Proxy { get; init; }
}

/// <summary>
/// The one HTTP client. What it fetches (policies, revocation lists) is named by strangers, so it does as little as it can: the name is looked
/// up by our own resolver, the address is checked, and that very address is connected to, so that a name cannot point elsewhere in between;
/// no redirect, cookie, proxy (unless one is given), credential or decompression; headers, body and time are limited. Every fetch has a connection of
/// its own.
/// </summary>
internal sealed class HttpWebSource(AddressLookup lookup, WebSourceOptions options, IClock clock) : IWebSource
{
    private const int MostAddresses = 4;

    /// <inheritdoc/>
    public async Task<WebAnswer> FetchAsync(WebQuery query, CancellationToken stop)
    {
        Fetch fetch = new(query.Url);
        if ((Unfit(query.Url) ?? UnfitProxy(query.Url)) is { } unfit)
        {
            return fetch.Fail(WebState.ProtocolError, FaultKind.Input, unfit);
        }

        using Deadline deadline = new(clock, query.Limit, stop);
        try
        {
            return await FindAsync(fetch, deadline.Token).ConfigureAwait(false) ?? await AskAsync(fetch, query, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            return fetch.Fail(WebState.Timeout, FaultKind.Timeout, Late(query));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or AuthenticationException or InvalidOperationException or FormatException)
        {
            // Cancelling a connect or a handshake ends in other exceptions too.
            stop.ThrowIfCancellationRequested();
            return deadline.Elapsed
                ? fetch.Fail(WebState.Timeout, FaultKind.Timeout, Late(query))
                : fetch.Explain(e);
        }
    }

    private static string Late(WebQuery query) => FormattableString.Invariant($"no whole answer came within {query.Limit.TotalSeconds:0.#} s");

    private static string? Unfit(Uri url) =>
        !url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) ? "only http and https can be asked"
        : url.UserInfo.Length > 0 ? "a URL with a user name is not asked"
        : null;

    /// <summary>Finds the addresses that may be asked; an answer when there is none.</summary>
    private async Task<WebAnswer?> FindAsync(Fetch fetch, CancellationToken stop)
    {
        string host = fetch.Url.DnsSafeHost;
        IReadOnlyList<IPAddress> found = [];
        if (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal))
        {
            found = [literal];
        }
        else
        {
            Outcome<IReadOnlyList<IPAddress>> outcome = await lookup(host, stop).ConfigureAwait(false);
            if (outcome.Value is not { Count: > 0 })
            {
                if (ProxyFor(fetch.Url) is not null)
                {
                    // Behind a proxy our own resolver may know nothing of the world outside.
                    return null;
                }

                bool unknown = outcome.State == OutcomeState.Unknown;
                string why = outcome.Fault?.Message ?? "it has no address";
                return fetch.Fail(unknown ? WebState.NameUnknown : WebState.NameNotFound, outcome.Fault?.Kind ?? FaultKind.NameNotFound, $"the name {VisibleText.Show(host, 300)} was not found: {why.TrimEnd('.')}");
            }

            found = outcome.Value;
        }

        if (!options.AllowPrivateNetwork && ProxyFor(fetch.Url) is not null && found.FirstOrDefault(address => !PublicAddress.IsPublic(address)) is { } inside)
        {
            // The proxy chooses among the addresses: one that is not public is enough.
            return fetch.Fail(WebState.AddressRefused, FaultKind.Refused, $"its address {inside} is not public");
        }

        foreach (IPAddress address in found)
        {
            if (fetch.Addresses.Count < MostAddresses && (options.AllowPrivateNetwork || PublicAddress.IsPublic(address)))
            {
                fetch.Addresses.Add(address);
            }
        }

        return fetch.Addresses.Count > 0 ? null : fetch.Fail(WebState.AddressRefused, FaultKind.Refused, $"its address {found[0]} is not public");
    }

    // The handler judges the certificate of an HTTPS proxy as if it were the host's: the two could not be told apart.
    private string? UnfitProxy(Uri url) => ProxyFor(url) is { } proxy && (!proxy.IsAbsoluteUri || proxy.Scheme != Uri.UriSchemeHttp) ? "only a proxy at an http:// address can be used" : null;

    private Uri? ProxyFor(Uri url) => url.Scheme == Uri.UriSchemeHttps ? options.Proxy : null;

    private async Task<WebAnswer> AskAsync(Fetch fetch, WebQuery query, CancellationToken stop)
    {
        using HttpMessageHandler handler = WebHandler.Create(
            (port, cancel) => ConnectAsync(fetch, query, port, cancel),
            (chain, errors) => fetch.Judge(chain, errors, options.CertificateCheck),
            fetch.Proxy = ProxyFor(query.Url),
            platformJudges: options.CertificateCheck is null);
        using HttpMessageInvoker client = new(handler);
        using HttpRequestMessage request = new(query.Body is null ? HttpMethod.Get : HttpMethod.Post, query.Url) { Version = HttpVersion.Version11 };
        request.Headers.TryAddWithoutValidation("User-Agent", "SmtpTls");
        request.Headers.ConnectionClose = true;

        // RFC 9110 §12.5.3: whoever says nothing takes every content coding, and nothing is decompressed here.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        if (query.Body is not null)
        {
            request.Content = new ByteArrayContent(query.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", query.BodyType ?? "application/octet-stream");
        }

        IPAddress? pinned = fetch.Proxy is null ? WebHandler.Pin(request, fetch.Addresses[0]) : null;
        using HttpResponseMessage response = await client.SendAsync(request, stop).ConfigureAwait(false);
        WebAnswer answer = new()
        {
            State = WebState.Answered,
            Status = (int)response.StatusCode,
            ContentType = HeaderOf(response.Content.Headers, "Content-Type"),
            Location = HeaderOf(response.Headers, "Location"),
            ContentEncoding = HeaderOf(response.Content.Headers, "Content-Encoding"),
            Address = fetch.Connected ?? pinned,
            Chain = fetch.Chain,
        };
        byte[]? body = await ReadAsync(response, query.MostBytes, stop).ConfigureAwait(false);
        return body is null
            ? fetch.Fail(WebState.TooLarge, FaultKind.Protocol, $"the answer is larger than {query.MostBytes} octets") with { Status = answer.Status, ContentType = answer.ContentType, Location = answer.Location }
            : answer with { Body = body };
    }

    // Addresses that swallow everything must not use up the time of those that answer; the last one has what is left.
    private TimeSpan ConnectLimitOf(Fetch fetch, WebQuery query, IPAddress address)
    {
        TimeSpan share = new(query.Limit.Ticks / (fetch.Addresses.Count + 1));
        return share > options.ConnectLimit || ReferenceEquals(address, fetch.Addresses[fetch.Addresses.Count - 1]) ? options.ConnectLimit : share;
    }

    private async Task<Stream> ConnectAsync(Fetch fetch, WebQuery query, int port, CancellationToken stop)
    {
        if (fetch.Connected is not null)
        {
            // The handler would ask again by itself when the first connection is closed without a word.
            throw new IOException("the server closed the connection without an answer");
        }

        foreach (IPAddress address in fetch.Addresses)
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            TimeSpan limit = ConnectLimitOf(fetch, query, address);
            using Deadline deadline = new(clock, limit, stop);
            try
            {
                await WebHandler.ConnectAsync(socket, new IPEndPoint(address, port), deadline.Token).ConfigureAwait(false);
                fetch.Connected = address;
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                fetch.Unconnected.Add(new ConnectFailure(address, e.SocketErrorCode, e.Message));
            }
            catch (OperationCanceledException)
            {
                socket.Dispose();
                stop.ThrowIfCancellationRequested();
                fetch.Unconnected.Add(new ConnectFailure(address, SocketError.TimedOut, $"no answer within {limit.TotalSeconds:0.#} s"));
            }
        }

        throw new IOException("no address could be connected to");
    }

    private static string? HeaderOf(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, int most, CancellationToken stop)
    {
        if (response.Content.Headers.ContentLength > most)
        {
            return null;
        }

        using Stream stream = await WebHandler.OpenAsync(response.Content, stop).ConfigureAwait(false);
        using MemoryStream body = new();
        byte[] buffer = new byte[16384];
        int count;
        while ((count = await stream.ReadAsync(buffer.AsMemory(), stop).ConfigureAwait(false)) > 0)
        {
            if (body.Length + count > most)
            {
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }

    /// <summary>What is learnt on the way of one fetch, by callbacks that cannot return it.</summary>
    private sealed class Fetch(Uri url)
    {
        public Uri Url => url;

        public List<IPAddress> Addresses { get; } = [];

        public IPAddress? Connected { get; set; }

        public List<ConnectFailure> Unconnected { get; } = [];

        public Uri? Proxy { get; set; }

        public IReadOnlyList<byte[]> Chain { get; private set; } = [];

        private string? _certificateProblem;

        public bool Judge(IReadOnlyList<byte[]> chain, SslPolicyErrors errors, WebCertificateCheck? check)
        {
            Chain = chain;
            _certificateProblem = check is not null ? check(url.IdnHost, chain) : errors == SslPolicyErrors.None ? null : "the platform says " + errors;
            return _certificateProblem is null;
        }

        public WebAnswer Fail(WebState state, FaultKind kind, string why) => new()
        {
            State = state,
            Address = Connected,
            Chain = Chain,
            Fault = new Fault(kind, $"{VisibleText.Show(url.OriginalString, 300)}: {why}."),
        };

        public WebAnswer Explain(Exception error)
        {
            if (_certificateProblem is not null)
            {
                return Fail(WebState.CertificateInvalid, FaultKind.Tls, "the web server's certificate is not good: " + _certificateProblem);
            }

            if (Connected is null && Unconnected.Count > 0)
            {
                return FailToConnect(Unconnected);
            }

            Exception inner = error;
            bool handshake = false;
            while (inner.InnerException is not null)
            {
                // The innermost says what happened: the outer ones only point at it.
                handshake |= inner is AuthenticationException;
                inner = inner.InnerException;
            }

            handshake |= inner is AuthenticationException;
            string text = VisibleText.Show(inner.Message.Trim().TrimEnd('.'), 300);
            if (Connected is null && inner is SocketException e)
            {
                return FailToConnect([new ConnectFailure(Addresses.Count > 0 ? Addresses[0] : null, e.SocketErrorCode, e.Message)]);
            }

            return handshake
                ? Fail(WebState.TlsFailed, FaultKind.Tls, "the TLS handshake failed: " + Handshake(text))
                : Fail(WebState.ProtocolError, FaultKind.Protocol, "the exchange failed: " + text);
        }

        /// <summary>Refused only where every address refused: another one might have answered.</summary>
        private WebAnswer FailToConnect(IReadOnlyList<ConnectFailure> failures)
        {
            FaultKind kind = failures.All(one => one.Error == SocketError.ConnectionRefused) ? FaultKind.Refused
                : failures.All(one => one.Error == SocketError.TimedOut) ? FaultKind.Timeout
                : FaultKind.Unreachable;
            string why = string.Join("; ", failures.Select(one => $"connecting to {(Proxy is null ? one.Address?.ToString() : "the proxy " + Proxy.Authority)} failed: {VisibleText.Show(one.Text.TrimEnd('.'), 300)}"));
            return Fail(WebState.ConnectFailed, kind, why);
        }

        private static string Handshake(string text) => text.Contains("protocol version", StringComparison.OrdinalIgnoreCase) || text.Contains("unsupported protocol", StringComparison.OrdinalIgnoreCase)
            ? $"the web server speaks no version of TLS that this machine accepts, which are usually 1.2 and 1.3 ({text})"
            : text;
    }

    /// <summary>Why one address could not be connected to.</summary>
    private sealed record ConnectFailure(IPAddress? Address, SocketError Error, string Text);
}
