using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SmtpTls.Servers.Range;

/// <summary>Finding free loopback addresses, and waiting for a server that was just started.</summary>
internal static class Port
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>A free 127.25.x network, so that two runs on one machine do not meet; port 25 where it can be had.</summary>
    public static (string Net, int Port) FindFree()
    {
        int first = Random.Shared.Next(250);
        foreach (int port in new[] { 25, 2525 })
        {
            for (int i = 0; i < 250; i++)
            {
                string net = $"127.25.{(first + i) % 250}";
                if (CanBind($"{net}.10", port) && CanBind($"{net}.1", 5300))
                {
                    return (net, port);
                }
            }
        }

        throw new InvalidOperationException("neither port 25 nor 2525 is free on any address of 127.25.0.0/16");
    }

    /// <summary>A network of three octets below a prefix of two on which ports are free; null where there is none.</summary>
    /// <param name="prefix">127.28 for example.</param>
    /// <param name="needed">Last octets, and the TCP port that must be free there.</param>
    public static string? FindNet(string prefix, params (int Host, int Port)[] needed)
    {
        int first = Random.Shared.Next(250);
        return Enumerable.Range(0, 250).Select(i => $"{prefix}.{(first + i) % 250}").FirstOrDefault(net => needed.All(one => CanBind($"{net}.{one.Host}", one.Port)));
    }

    public static async Task WaitOpenAsync(string address, int port, Func<string?> complaint, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (complaint() is { } text)
            {
                throw new InvalidOperationException($"the server for {address}:{port} ended: {text}");
            }

            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), port), stop);
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && watch.Elapsed < Patience)
            {
                await Task.Delay(50, stop);
            }
        }
    }

    private static bool CanBind(string address, int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
