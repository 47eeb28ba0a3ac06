using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Security;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Servers;
using SmtpTls.Lab.Web;

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

/// <summary>A policy host of a case with the address it was given.</summary>
internal sealed record PolicyPlace(LabCase Case, PolicyScript Script, IPAddress Address)
{
    /// <summary>The name of RFC 8461 §3.3.</summary>
    public string HostName => $"mta-sts.{Case.Name}.lab.test";

    public bool Listens => Script.Conduct != PolicyConduct.Refuse;

    /// <summary>Gives every policy host an address of its own, behind those of the mail servers.</summary>
    public static IReadOnlyList<PolicyPlace> Assign(IReadOnlyList<LabCase> cases, int taken) =>
        [.. cases.Where(static item => item.MtaSts.Host is not null).Select((item, i) => new PolicyPlace(item, item.MtaSts.Host!, LabAddresses.Nth(taken + i)))];

    public PolicyHost ToHost(LabCertificates certificates, Lazy<SslStreamCertificateContext> fallback) =>
        new(HostName, Address, Script, new Lazy<SslStreamCertificateContext>(() => certificates.Make(Script.Certificate, HostName)), fallback);
}
