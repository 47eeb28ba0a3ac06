using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Dns;
using SmtpTls.Lab.Dns;
using SmtpTls.Lab.Dns.Signing;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Lab.Catalog;

/// <summary>
/// The range's DNS tree: a root of its own, <c>test</c>, <c>lab.test</c> with most cases' records, and below it a zone for each case that
/// asks for one. All are signed but for those that are there to be unsigned.
/// </summary>
internal sealed class LabZones(KeyRing ring, DateTimeOffset now, LabTlsaPlace tlsa)
{
    private const uint Ttl = 300;
    private static readonly DnsName Top = DnsName.Parse("test");
    private static readonly DnsName Lab = DnsName.Parse("lab.test");
    private static readonly DnsName NameServer = DnsName.Parse("ns1.lab.test");
    private static readonly ZonePlan Usual = new() { SplitKeys = true };

    private readonly List<Zone> _zones = [];

    /// <summary>All zones, the root first.</summary>
    public IReadOnlyList<Zone> Build(IReadOnlyList<LabCase> cases, IReadOnlyList<LabPlace> places, IReadOnlyList<PolicyPlace> policies)
    {
        Zone root = NewZone(DnsName.Root, Usual);
        Zone top = NewZone(Top, Usual, root);
        Zone lab = NewZone(Lab, Usual, top);
        lab.Add(new DnsRecord(NameServer, DnsType.A, Ttl, new AddressData(IPAddress.Loopback)));
        lab.Add(new DnsRecord(Lab, DnsType.Txt, Ttl, TxtData.Of("The SmtpTls practice range")));
        ILookup<string, LabPlace> mail = places.ToLookup(static place => place.Case.Name);
        Dictionary<string, PolicyPlace> policy = policies.ToDictionary(static place => place.Case.Name);
        foreach (LabCase item in cases)
        {
            DnsName domain = DnsName.Parse($"{item.Name}.lab.test");
            ZoneWriter zone = new(item.Zone is null ? lab : NewZone(domain, item.Zone, lab), domain);
            WriteMail(zone, item, [.. mail[item.Name]]);
            WriteTlsa(zone, item);
            WritePolicies(zone, item, policy.GetValueOrDefault(item.Name));
        }

        _zones.Where(static zone => zone.Signer?.Plan.OptOut == true).ToList().ForEach(WriteChildren);
        WriteOddities(lab);
        return _zones;
    }

    /// <summary>Below a zone with opt-out, one that is not in its chain and one that is.</summary>
    private void WriteChildren(Zone optOut)
    {
        foreach ((string label, bool signed) in (IEnumerable<(string, bool)>)[("plain", false), ("proved", true)])
        {
            DnsName child = optOut.Apex.WithPrefix(label)!;
            new ZoneWriter(NewZone(child, new ZonePlan { Signed = signed }, optOut), child).Address("host", IPAddress.Loopback);
        }
    }

    /// <summary>The root's DS record as a master file has it: where trust begins.</summary>
    public static string TrustAnchor(IReadOnlyList<Zone> zones) => new DnsRecord(DnsName.Root, DnsType.DS, Ttl, zones[0].Signer!.Ds()).ToString();

    private static void WriteMail(ZoneWriter zone, LabCase item, IReadOnlyList<LabPlace> places)
    {
        item.MoreRecords?.Invoke(zone);
        if (item.Records is { } records)
        {
            records(zone);
        }
        else if (item.MailAt is { } other)
        {
            zone.Mx(10, DnsName.Parse($"{other.Servers[0].Label}.{other.Name}.lab.test"));
        }
        else
        {
            string[] labels = [.. places.Select(static place => place.Server.Label).Distinct()];
            for (int i = 0; i < labels.Length; i++)
            {
                zone.Mx(10 * (i + 1), labels[i]);
            }
        }

        foreach (LabPlace place in places)
        {
            zone.Address(place.Server.Label, place.Address);
        }
    }

    private void WriteTlsa(ZoneWriter zone, LabCase item)
    {
        string below = $"_{tlsa.Port}._tcp.";
        foreach ((string label, IReadOnlyList<TlsaRecipe> records) in item.Dane?.Records ?? new Dictionary<string, IReadOnlyList<TlsaRecipe>>())
        {
            LabHost host = tlsa.Hosts.First(host => host.Name == $"{label}.{item.Name}.lab.test");
            foreach (TlsaRecipe record in records)
            {
                zone.Tlsa(below + label, record.Make(host.Certificate, tlsa.Root));
            }
        }

        if (item.Dane?.Alias is { } alias)
        {
            zone.Alias(below + alias.Label, DnsName.Parse(alias.Target));
        }

        if (item.Dane?.Fails is { } failing)
        {
            zone.Behave("_tcp." + failing, ZoneConduct.ServerFailure);
        }
    }

    private static void WritePolicies(ZoneWriter zone, LabCase item, PolicyPlace? host)
    {
        foreach (string text in item.MtaSts.Records)
        {
            zone.Text("_mta-sts", text);
        }

        foreach (string text in item.TlsRpt)
        {
            zone.Text("_smtp._tls", text);
        }

        if (host is not null)
        {
            zone.Address("mta-sts", host.Address);
        }
    }

    /// <summary>Names that lead to no mail server: for resolvers, and for people who try the range with dig.</summary>
    private static void WriteOddities(Zone lab)
    {
        ZoneWriter zone = new(lab, Lab);
        for (int i = 0; i < 40; i++)
        {
            zone.Text("big", $"Record {i} of 40: together they are too long for a datagram, so this answer needs TCP.");
        }

        zone.Tree("tree", DnsName.Parse("good-rsa.lab.test"));
        for (int i = 0; i < 30; i++)
        {
            zone.Alias($"alias{i}", zone.NameOf($"alias{i + 1}"));
        }
    }

    private Zone NewZone(DnsName apex, ZonePlan plan, Zone? parent = null)
    {
        SoaData soa = new()
        {
            PrimaryName = NameServer,
            ResponsibleName = DnsName.Parse("hostmaster.lab.test"),
            Serial = 1,
            Refresh = 7200,
            Retry = 900,
            Expire = 1209600,
            Minimum = 60,
        };
        Zone zone = new(apex, new DnsRecord(apex, DnsType.Soa, Ttl, soa), plan.Signed ? new ZoneSigner(apex, plan, ring, now) : null);
        zone.Add(new DnsRecord(apex, DnsType.NS, Ttl, new NameData(NameServer)));
        parent?.Delegate(zone, NameServer);
        _zones.Add(zone);
        return zone;
    }
}

/// <summary>What TLSA records are made from.</summary>
/// <param name="Port">The port of every mail server.</param>
/// <param name="Hosts">With the certificates they show.</param>
/// <param name="Root">The range's root.</param>
internal sealed record LabTlsaPlace(int Port, IReadOnlyList<LabHost> Hosts, X509Certificate2 Root);
