using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using SmtpTls.Smtp;

namespace SmtpTls.Audit;

/// <summary>What a run tells about the way out of the network it was started in.</summary>
internal enum EgressState
{
    /// <summary>Somebody answered, or refused, which takes a way there and back; or nobody was asked.</summary>
    Open,

    /// <summary>Nobody answered, but too few were asked to be sure.</summary>
    MaybeBlocked,

    /// <summary>At least three addresses in two unrelated networks were silent, and nobody answered or refused.</summary>
    Blocked,
}

/// <summary>
/// Watches a whole run for a blocked port 25: providers and offices commonly drop outbound SMTP, and then every partner looks broken.
/// That is said once, of this network, and never of the partners.
/// </summary>
internal sealed class EgressWatch
{
    /// <summary>So many silent addresses in so many networks, and nobody who answered: then only every so manieth is still asked, to see whether that changes.</summary>
    private const int SureAddresses = 48, SureNetworks = 12, CanaryEvery = 16;

    private readonly object _gate = new();
    private int _passedBy;
    private readonly HashSet<IPAddress> _silent = [];
    private readonly HashSet<string> _networks = [];
    private bool _answered;

    public EgressState State
    {
        get
        {
            lock (_gate)
            {
                return _answered || _silent.Count == 0 ? EgressState.Open
                    : _silent.Count >= 3 && _networks.Count >= 2 ? EgressState.Blocked
                    : EgressState.MaybeBlocked;
            }
        }
    }

    /// <summary>
    /// The reason not to connect to an address: the way out is surely blocked, so that waiting for thousands of time limits would tell nothing. One of several
    /// is asked all the same, as a canary; when it is answered, all are asked again.
    /// </summary>
    public Fault? WhyNot(IPAddress address, int port)
    {
        lock (_gate)
        {
            if (_answered || _silent.Count < SureAddresses || _networks.Count < SureNetworks || !Http.PublicAddress.IsPublic(address) || ++_passedBy % CanaryEvery == 0)
            {
                return null;
            }

            return new Fault(FaultKind.Unreachable,
                $"No connection to {address} was tried: port {port} did not answer at any of {Count(_silent.Count, "address", "addresses")} in {Count(_networks.Count, "network", "networks")}, so it is blocked where this program runs.");
        }
    }

    public void Note(SmtpProbe probe)
    {
        IPAddress address = probe.Target.Address;

        // A server on our own side of the way out says nothing about the way out.
        if (Http.PublicAddress.IsPublic(address))
        {
            Note(address, probe.Outcome is ProbeOutcome.ConnectionTimeout or ProbeOutcome.Unreachable);
        }
    }

    /// <summary>The sentence for the user, or null when there is nothing to say.</summary>
    public string? Describe(int port)
    {
        EgressState state = State;
        if (state == EgressState.Open)
        {
            return null;
        }

        lock (_gate)
        {
            string seen = $"Nobody answered on port {port} at {Count(_silent.Count, "address", "addresses")} in {Count(_networks.Count, "network", "networks")}, and nobody refused.";
            string meaning = state == EgressState.Blocked
                ? $"Outbound port {port} is blocked where this program runs, so nothing is said about these servers."
                : $"Outbound port {port} may be blocked where this program runs.";
            return $"{seen} {meaning} Run it from a network that may send mail, or ask the provider or firewall administrator to open outbound TCP port {port}.";
        }
    }

    private static string Count(int number, string one, string many) => $"{number} {(number == 1 ? one : many)}";

    private void Note(IPAddress address, bool silent)
    {
        lock (_gate)
        {
            _answered |= !silent;
            if (silent && _silent.Count < 1000 && _silent.Add(address))
            {
                _networks.Add(NetworkOf(address));
            }
        }
    }

    /// <summary>Addresses in one /16 (IPv4) or /32 (IPv6) usually have one owner.</summary>
    private static string NetworkOf(IPAddress address)
    {
        int octets = address.AddressFamily == AddressFamily.InterNetwork ? 2 : 4;
        return address.AddressFamily + ":" + string.Join(".", address.GetAddressBytes().Take(octets));
    }
}
