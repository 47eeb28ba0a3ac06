using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;

namespace SmtpTls.Dns;

/// <summary>The DNS servers that this machine is set up to ask.</summary>
internal static class SystemResolvers
{
    /// <summary>What the C library reads (MAXNS): more servers make failures slower, not rarer.</summary>
    public const int MostServers = 3;

    private const int MostFileOctets = 65536;

    /// <summary>From resolv.conf where there is one, else from the network interfaces. Absent, with the reason, when none is set up.</summary>
    public static Outcome<IReadOnlyList<DnsServer>> Find()
    {
        IReadOnlyList<DnsServer> servers = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? [] : FromFile("/etc/resolv.conf");
        servers = servers.Count > 0 ? servers : FromInterfaces();
        return servers.Count > 0
            ? Outcome<IReadOnlyList<DnsServer>>.Found(servers)
            : Outcome<IReadOnlyList<DnsServer>>.Absent(new Fault(FaultKind.Input, "This machine names no DNS server; give one."));
    }

    /// <summary>The nameserver lines of a resolv.conf, in order. Lines that hold no address are passed over, as the C library does.</summary>
    /// <param name="text">The file.</param>
    /// <param name="findScope">The index of a network interface by its name, for <c>fe80::1%eth0</c>.</param>
    public static IReadOnlyList<DnsServer> Parse(string text, Func<string, long?> findScope)
    {
        List<DnsServer> servers = [];
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[0] == "nameserver" && ParseAddress(words[1], findScope) is { } address)
            {
                servers.Add(new DnsServer(address));
            }
        }

        return [.. servers.Distinct().Take(MostServers)];
    }

    private static IPAddress? ParseAddress(string word, Func<string, long?> findScope)
    {
        int percent = word.IndexOf('%');
        string host = percent < 0 ? word : word.Substring(0, percent);
        if (!DnsServerName.TryParseAddress(host, out IPAddress? address) || percent < 0)
        {
            return address;
        }

        string scope = word.Substring(percent + 1);
        long? index = long.TryParse(scope, out long number) && number is >= 0 and <= uint.MaxValue ? number : findScope(scope);
        return index is { } known ? new IPAddress(address.GetAddressBytes(), known) : null;
    }

    private static IReadOnlyList<DnsServer> FromFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] octets = new byte[MostFileOctets];
            int length = 0;
            int more;
            do
            {
                more = file.Read(octets, length, octets.Length - length);
                length += more;
            }
            while (more > 0);
            return Parse(Encoding.UTF8.GetString(octets, 0, length), FindScope);
        }
        catch (IOException)
        {
            // No such file: the interfaces are asked next.
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static long? FindScope(string name) =>
        Interfaces().Where(item => item.Name == name && item.Supports(NetworkInterfaceComponent.IPv6))
            .Select(item => (long?)item.GetIPProperties().GetIPv6Properties().Index).FirstOrDefault();

    private static List<DnsServer> FromInterfaces()
    {
        // The interface that leads out first; others (virtual machines, tunnels) often name servers that only they can reach.
        IEnumerable<IPInterfaceProperties> up = Interfaces()
            .Where(item => item.OperationalStatus == OperationalStatus.Up && item.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .Select(item => item.GetIPProperties())
            .OrderByDescending(item => item.GatewayAddresses.Any(gateway => !gateway.Address.Equals(IPAddress.Any)));
        return [.. up.SelectMany(item => item.DnsAddresses).Where(IsReal).Select(address => new DnsServer(address)).Distinct().Take(MostServers)];
    }

    /// <summary>Windows lists fec0:0:0:ffff::1 to ::3 where nothing is set up; site-local addresses are no more (RFC 3879).</summary>
    private static bool IsReal(IPAddress address) => !address.IsIPv6SiteLocal;

    private static NetworkInterface[] Interfaces()
    {
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces();
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
