using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace SmtpTls.Lab;

/// <summary>
/// Finds loopback addresses and ports for the servers. Linux and Windows answer for all of 127.0.0.0/8 unasked; macOS only for 127.0.0.1
/// until an alias is set. 127.37.0.0/16 was chosen because nothing known uses it.
/// </summary>
internal static class LabAddresses
{
    private const int First = 10;
    private const int MostPorts = 20;
    private const int Backlog = 512;

    /// <summary>The n-th server's address.</summary>
    public static IPAddress Nth(int n) => new([127, 37, (byte)((First + n) / 250), (byte)((First + n) % 250)]);

    /// <summary>Listens on the same port at every address.</summary>
    /// <exception cref="LabStartException">It cannot be had.</exception>
    public static IReadOnlyList<Socket> ListenEverywhere(IReadOnlyList<IPAddress> addresses, int port, out int chosen)
    {
        for (int i = 0; i < MostPorts; i++)
        {
            if (TryListen(addresses, port, out List<Socket> sockets))
            {
                chosen = ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
                return sockets;
            }

            if (port != 0)
            {
                break;
            }
        }

        throw new LabStartException(port == 0
            ? "No TCP port is free on all addresses of the practice range (127.37.0.0/16). Close programs that listen on many ports, or name a port."
            : $"TCP port {port} is in use on an address of the practice range (127.37.0.0/16). Name another port, or 0 for a free one.");
    }

    /// <summary>UDP and TCP sockets on the same port of 127.0.0.1.</summary>
    /// <exception cref="LabStartException">It cannot be had.</exception>
    public static (Socket Udp, Socket Tcp) BindDns(int port)
    {
        for (int i = 0; i < MostPorts; i++)
        {
            Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                udp.Bind(tcp.LocalEndPoint!);
                tcp.Listen(Backlog);
                return (udp, tcp);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                tcp.Dispose();
                udp.Dispose();
                if (port != 0)
                {
                    break;
                }
            }
        }

        throw new LabStartException($"DNS cannot be served on 127.0.0.1 port {port}: the port is in use or needs more rights. Name another port, or 0 for a free one.");
    }

    /// <summary>True when ::1 can be listened on.</summary>
    public static bool HasIPv6()
    {
        try
        {
            using Socket probe = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool TryListen(IReadOnlyList<IPAddress> addresses, int port, out List<Socket> sockets)
    {
        sockets = [];
        try
        {
            foreach (IPAddress address in addresses)
            {
                Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                socket.Bind(new IPEndPoint(address, port));
                socket.Listen(Backlog);

                // The first takes a free port, the others follow.
                port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            }

            return true;
        }
        catch (SocketException e)
        {
            IPAddress failed = addresses[sockets.Count - 1];
            sockets.ForEach(static socket => socket.Dispose());
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse ? false : throw CannotBind(e, failed, port, addresses);
        }
    }

    private static LabStartException CannotBind(SocketException e, IPAddress failed, int port, IReadOnlyList<IPAddress> addresses)
    {
        if (e.SocketErrorCode != SocketError.AddressNotAvailable)
        {
            return new LabStartException($"Cannot listen on {failed} port {port}: {e.Message}. Name another port, or 0 for a free one.", e);
        }

        byte[] last = addresses.Last(static a => a.AddressFamily == AddressFamily.InterNetwork).GetAddressBytes();
        string command = last[2] == 0
            ? $"for n in $(seq {First} {last[3]}); do sudo ifconfig lo0 alias 127.37.0.$n up; done"
            : $"sudo ifconfig lo0 alias {failed} up   (and so on for every address up to {new IPAddress(last)})";
        return new LabStartException(
            $"The practice range needs an address for each of its servers, but this machine does not answer for {failed}: macOS has only 127.0.0.1 until told otherwise. Run this, then start again:{Environment.NewLine}  {command}", e);
    }
}
