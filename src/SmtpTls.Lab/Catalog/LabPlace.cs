using System.Collections.Generic;
using System.Net;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Lab.Catalog;

/// <summary>A server of a case with the address it was given.</summary>
internal sealed record LabPlace(LabCase Case, LabServer Server, IPAddress Address)
{
    /// <summary>The server's host name.</summary>
    public string HostName => (Server.Label.Length == 0 ? "" : Server.Label + ".") + $"{Case.Name}.lab.test";

    /// <summary>Gives every server an address of its own, the same at each start; there is only one ::1, so only one server has it.</summary>
    public static IReadOnlyList<LabPlace> Assign(IReadOnlyList<LabCase> cases)
    {
        List<LabPlace> places = [];
        foreach (LabCase item in cases)
        {
            foreach (LabServer server in item.Servers)
            {
                places.Add(new LabPlace(item, server, server.IPv6 ? IPAddress.IPv6Loopback : LabAddresses.Nth(places.Count)));
            }
        }

        return places;
    }

    public LabHost ToHost(LabCertificates certificates) =>
        new(HostName, Address, Server.Script ?? [], Server.Certificate is { } recipe ? certificates.Make(recipe, HostName) : null);
}
