using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab.Web;

/// <summary>
/// The web hosts that publish MTA-STS policies (RFC 8461 §3.3): each <c>mta-sts.DOMAIN</c> on an address of its own, all on one port. A
/// sender fetches <c>/.well-known/mta-sts.txt</c> there over HTTPS and believes it only when the certificate holds, so most of what can go
/// wrong is played here. One request a connection.
/// </summary>
internal sealed class PolicyServer(LabWork work, LabOptions options)
{
    public const string Path = "/.well-known/mta-sts.txt";
    private const int MostRemembered = 10000;
    private const int MostSent = 64 << 20;
    private static readonly TimeSpan DripPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<PolicyVisit> _visits = new();
    private int _open;

    /// <summary>Connections, oldest first, written down when the request has been read or could not be.</summary>
    public IReadOnlyList<PolicyVisit> Visits => [.. _visits];

    /// <summary>Serves a host on a socket that listens already.</summary>
    public void Serve(Socket listener, PolicyHost host) => work.Start(stop => AcceptAsync(listener, host, stop));

    private async Task AcceptAsync(Socket listener, PolicyHost host, CancellationToken stop)
    {
        using (listener)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    Socket socket = await listener.AcceptAsync(stop);
                    work.Start(token => ServeAsync(socket, host, token));
                }
                catch (SocketException)
                {
                    // A client that went away before it was accepted, or no descriptor left: the next one may do.
                    await Task.Delay(10, stop);
                }
            }
        }
    }

    private async Task ServeAsync(Socket socket, PolicyHost host, CancellationToken stop)
    {
        await using NetworkStream plain = new(socket, ownsSocket: true);
        await using SslStream secure = new(plain, leaveInnerStreamOpen: true);
        try
        {
            if (Interlocked.Increment(ref _open) <= options.MostConnections)
            {
                using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
                limit.CancelAfter(options.ConnectionLimit);
                socket.NoDelay = true;
                await PlayAsync(plain, secure, host, limit.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException or OperationCanceledException)
        {
            // The client went away, would not have the certificate, or used up its time: each is what this host is for.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task PlayAsync(NetworkStream plain, SslStream secure, PolicyHost host, CancellationToken stop)
    {
        string head = "";
        try
        {
            if (host.Script.Conduct == PolicyConduct.SilentAtOnce)
            {
                await DrainAsync(plain, stop);
                return;
            }

            await secure.AuthenticateAsServerAsync((_, hello, _, _) => new ValueTask<SslServerAuthenticationOptions>(Choose(host, hello.ServerName)), null, stop);
            head = await LabWebServer.ReadHeadAsync(secure, stop);
        }
        finally
        {
            Record(new PolicyVisit(host.Name, host.Address, secure.TargetHostName is { Length: > 0 } name ? name : null, secure.IsAuthenticated, head));
        }

        if (head.Length > 0)
        {
            await AnswerAsync(secure, host.Script, head, stop);
            await secure.ShutdownAsync();
            plain.Socket.Shutdown(SocketShutdown.Send);
            await DrainAsync(plain, stop);
        }
    }

    private static SslServerAuthenticationOptions Choose(PolicyHost host, string? serverName)
    {
        bool named = string.Equals(serverName, host.Name, StringComparison.OrdinalIgnoreCase);
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = (named || !host.Script.NeedsServerName ? host.Certificate : host.Fallback).Value,
            AllowTlsResume = false,
            AllowRenegotiation = false,
            ClientCertificateRequired = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
    }

    private static async Task AnswerAsync(SslStream secure, PolicyScript script, string head, CancellationToken stop)
    {
        if (script.Conduct == PolicyConduct.SilentAfterRequest)
        {
            await DrainAsync(secure, stop);
            return;
        }

        string[] words = head.Split('\r')[0].Split(' ');
        bool known = words.Length > 1 && words[0] == "GET" && words[1] == Path;
        byte[] body = known ? Encoding.UTF8.GetBytes(script.Body) : [];
        string length = script.Conduct == PolicyConduct.Endless ? "" : $"Content-Length: {body.Length}\r\n";
        string answer = $"HTTP/1.1 {(known ? script.Status : "404 Not Found")}\r\nContent-Type: {script.ContentType}\r\n{length}{script.MoreHeaders}Connection: close\r\n\r\n";
        await secure.WriteAsync(Encoding.ASCII.GetBytes(answer), stop);
        for (int sent = 0; script.Conduct == PolicyConduct.Endless && sent < MostSent && body.Length > 0; sent += body.Length)
        {
            await secure.WriteAsync(body, stop);
        }

        if (script.Conduct != PolicyConduct.Drip)
        {
            await secure.WriteAsync(script.Conduct == PolicyConduct.Endless ? [] : body, stop);
            return;
        }

        foreach (byte octet in body)
        {
            await secure.WriteAsync(new[] { octet }, stop);
            await Task.Delay(DripPause, stop);
        }
    }

    /// <summary>Reads and throws away what comes, until the client goes.</summary>
    private static async Task DrainAsync(Stream stream, CancellationToken stop)
    {
        byte[] rest = new byte[4096];
        while (await stream.ReadAsync(rest, stop) > 0)
        {
        }
    }

    private void Record(PolicyVisit visit)
    {
        _visits.Enqueue(visit);
        if (_visits.Count > MostRemembered)
        {
            _visits.TryDequeue(out _);
        }
    }
}
