using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
#if !NETSTANDARD2_0
using System.Security.Cryptography.X509Certificates;
#endif

namespace SmtpTls.Compat;

/// <summary>
/// The HTTP handler of one fetch, with everything off that acts unasked. Today's framework connects to the address that was checked; the old one
/// looks the name up again by itself, so a plain request is sent to the address instead (<see cref="Pin"/>).
/// </summary>
internal static class WebHandler
{
    /// <param name="connect">Gives a connection for a port.</param>
    /// <param name="judge">Takes the chain as sent and the platform's objections; false ends the handshake.</param>
    /// <param name="proxy">Asked by CONNECT, and then <paramref name="connect"/> is not; null for none.</param>
    /// <param name="platformJudges">Whether <paramref name="judge"/> wants the platform's objections: where it does not, the platform is spared its search for roots.</param>
    public static HttpMessageHandler Create(
        Func<int, CancellationToken, Task<Stream>> connect, Func<IReadOnlyList<byte[]>, SslPolicyErrors, bool> judge, Uri? proxy, bool platformJudges)
    {
#if NETSTANDARD2_0
        _ = (connect, platformJudges);
        return new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = ProxyAt(proxy),
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            ServerCertificateCustomValidationCallback = (_, certificate, chain, errors) => judge(SentCertificates.Take(certificate, chain), errors),
        };
#else
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = proxy is not null,
            Proxy = ProxyAt(proxy),
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            MaxConnectionsPerServer = 1,
            ConnectCallback = proxy is not null ? null : async (context, stop) => await connect(context.DnsEndPoint.Port, stop).ConfigureAwait(false),
            SslOptions = new SslClientAuthenticationOptions
            {
                AllowTlsResume = false,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    DisableCertificateDownloads = true,
                    RevocationMode = X509RevocationMode.NoCheck,
                    TrustMode = platformJudges ? X509ChainTrustMode.System : X509ChainTrustMode.CustomRootTrust,
                    VerificationFlags = platformJudges ? X509VerificationFlags.NoFlag : X509VerificationFlags.AllFlags,
                },
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => judge(SentCertificates.Take(certificate, chain), errors),
            },
        };
#endif
    }

    private static WebProxy? ProxyAt(Uri? proxy)
    {
        if (proxy is null)
        {
            return null;
        }

        string[] user = proxy.UserInfo.Split([':'], 2);
        return new WebProxy(new UriBuilder(proxy) { UserName = "", Password = "" }.Uri)
        {
            Credentials = proxy.UserInfo.Length == 0 ? null
                : new NetworkCredential(Uri.UnescapeDataString(user[0]), user.Length > 1 ? Uri.UnescapeDataString(user[1]) : ""),
        };
    }

#if NETSTANDARD2_0
    /// <summary>
    /// Where the handler cannot be told whom to connect to, a plain request is sent to the checked address itself and names its host in the Host field.
    /// </summary>
    /// <returns>The address, where the request is sure to go there; null for HTTPS, which needs the name for its certificate.</returns>
    public static IPAddress? Pin(HttpRequestMessage request, IPAddress address)
    {
        Uri url = request.RequestUri;
        if (url.Scheme != "http")
        {
            return null;
        }

        request.Headers.Host = url.Authority;
        request.RequestUri = new UriBuilder(url) { Host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString() }.Uri;
        return address;
    }

    public static async Task ConnectAsync(Socket socket, IPEndPoint address, CancellationToken stop) =>
        await socket.ConnectAsync(address).WaitAsync(stop).ConfigureAwait(false);

    public static Task<Stream> OpenAsync(HttpContent content, CancellationToken stop) => content.ReadAsStreamAsync().WaitAsync(stop);
#else
    /// <summary>Nothing to do: the handler connects to the checked address by itself.</summary>
    public static IPAddress? Pin(HttpRequestMessage request, IPAddress address) => null;

    public static Task ConnectAsync(Socket socket, IPEndPoint address, CancellationToken stop) => socket.ConnectAsync(address, stop).AsTask();

    public static Task<Stream> OpenAsync(HttpContent content, CancellationToken stop) => content.ReadAsStreamAsync(stop);
#endif
}
