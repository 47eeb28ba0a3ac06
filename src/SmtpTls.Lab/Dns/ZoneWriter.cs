using System.Net;
using System.Net.Sockets;
using SmtpTls.Dns;

namespace SmtpTls.Lab.Dns;

/// <summary>Writes one domain's records into the zone, names given as labels in front of the domain ("" is the domain, "mx" a host in it).</summary>
internal sealed class ZoneWriter(Zone zone, DnsName domain)
{
    private const uint Ttl = 300;

    public void Mx(int preference, string label) => Mx(preference, NameOf(label));

    public void Mx(int preference, DnsName host) => Add("", DnsType.MX, new MxData((ushort)preference, host));

    public void Address(string label, IPAddress address) =>
        Add(label, address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa, new AddressData(address));

    public void Alias(string label, DnsName target) => Add(label, DnsType.Cname, new NameData(target));

    public void Tree(string label, DnsName target) => Add(label, DnsType.Dname, new NameData(target));

    public void Text(string label, string text) => Add(label, DnsType.Txt, TxtData.Of(text));

    public void Tlsa(string label, TlsaData data) => Add(label, DnsType.Tlsa, data);

    public void Behave(string label, ZoneConduct conduct) => zone.Behave(NameOf(label), conduct);

    public DnsName NameOf(string label) => label.Length == 0 ? domain : DnsName.Parse($"{label}.{domain}");

    private void Add(string label, DnsType type, RData data) => zone.Add(new DnsRecord(NameOf(label), type, Ttl, data));
}
