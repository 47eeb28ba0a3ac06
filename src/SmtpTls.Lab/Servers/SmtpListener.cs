using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab.Servers;

/// <summary>What all servers of a range share: the tasks, the limits, and the record of who came.</summary>
internal sealed class SmtpListener(LabWork work, LabOptions options)
{
    /// <summary>A range left running for days must not grow.</summary>
    private const int MostVisits = 20000;

    private readonly ConcurrentQueue<LabVisit> _visits = new();
    private int _open;

    /// <summary>Connections that ended, oldest first.</summary>
    public IReadOnlyList<LabVisit> Visits => [.. _visits];

    public int Open => Volatile.Read(ref _open);

    /// <summary>Serves a host on a socket that listens already.</summary>
    public void Serve(Socket listener, LabHost host) => work.Start(stop => AcceptAsync(listener, host, stop));

    private async Task AcceptAsync(Socket listener, LabHost host, CancellationToken stop)
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

    private async Task ServeAsync(Socket socket, LabHost host, CancellationToken stop)
    {
        await using LabSession session = new(socket, host);
        try
        {
            if (Interlocked.Increment(ref _open) <= options.MostConnections)
            {
                using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
                limit.CancelAfter(options.ConnectionLimit);
                await PlayAsync(session, socket, limit.Token);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }

        Record(new LabVisit(host.Name, host.Address, session.Seen, session.ServerName));
    }

    private static async Task PlayAsync(LabSession session, Socket socket, CancellationToken stop)
    {
        try
        {
            socket.NoDelay = true;
            int next = 0;
            while (next < session.Host.Script.Count && await session.Host.Script[next].PlayAsync(session, stop))
            {
                next++;
            }

            await session.CloseAsync(stop);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or ObjectDisposedException or OperationCanceledException)
        {
            // The client went away, failed its handshake, or used up its time: each is what this server is for.
        }
    }

    private void Record(LabVisit visit)
    {
        _visits.Enqueue(visit);
        if (_visits.Count > MostVisits)
        {
            _visits.TryDequeue(out _);
        }
    }
}
