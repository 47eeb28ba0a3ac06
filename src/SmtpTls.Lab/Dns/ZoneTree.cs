using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;

namespace SmtpTls.Lab.Dns;

/// <summary>All zones of a server, found by the names that they hold.</summary>
internal sealed class ZoneTree(IReadOnlyList<Zone> zones)
{
    private readonly Dictionary<DnsName, Zone> _byApex = zones.ToDictionary(static zone => zone.Apex);

    /// <summary>The zone that answers; null when the name lies in none.</summary>
    public Zone? Find(DnsName name, DnsType type)
    {
        // RFC 4035 §3.1.4.1: DS stands on the parent's side of a cut.
        DnsName at = type == DnsType.DS && !name.IsRoot && _byApex.ContainsKey(name) ? name.Parent : name;
        while (true)
        {
            if (_byApex.TryGetValue(at, out Zone? zone))
            {
                return zone;
            }

            if (at.IsRoot)
            {
                // A server that has a zone and not the one above it says what it has.
                return at == name ? null : _byApex.GetValueOrDefault(name);
            }

            at = at.Parent;
        }
    }
}
