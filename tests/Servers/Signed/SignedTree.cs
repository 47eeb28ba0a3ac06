using System.IO;
using System.Text;

namespace SmtpTls.Servers.Signed;

/// <summary>Writes the files of a tree of zones: children first, since the zone above signs what it says of them.</summary>
internal sealed class SignedTree(string folder, string net)
{
    private readonly ZoneSigner _signer = new(folder);
    private readonly List<(SignedZone Zone, IReadOnlyList<string> Ds)> _done = [];

    /// <summary>DS lines of the root.</summary>
    public IReadOnlyList<string> Anchors => _done.Single(one => one.Zone.Name == ".").Ds;

    /// <summary>DNSKEY lines of the root.</summary>
    public IReadOnlyList<string> Keys { get; private set; } = [];

    public async Task<IReadOnlyList<(string Name, string File)>> WriteAsync(IEnumerable<SignedZone> zones, CancellationToken stop)
    {
        List<(string Name, string File)> served = [];
        foreach (SignedZone zone in zones.OrderByDescending(zone => zone.Name == "." ? 0 : zone.Name.Count(c => c == '.')))
        {
            IReadOnlyList<ZoneLine> lines = await _signer.SignAsync(zone, Unsigned(zone), stop);
            IReadOnlyList<string> digests = zone.Signer == Signer.None ? [] : await _signer.DigestAsync(zone, lines, stop);
            _done.Add((zone, zone.Vouch(digests)));
            if (zone.Name == ".")
            {
                Keys = [.. lines.Where(line => line.Type == "DNSKEY").Select(line => line.Text)];
            }

            string file = zone.FileName + ".zone";
            await File.WriteAllLinesAsync(Path.Combine(folder, file), lines.Select(zone.Serve).OfType<string>(), stop);
            served.Add((zone.Name, file));
        }

        return served;
    }

    private string Unsigned(SignedZone zone)
    {
        StringBuilder text = new($"$ORIGIN {zone.Name}\n$TTL 300\n{zone.Name} 300 IN SOA ns.example. hostmaster.example. 1 3600 600 86400 300\n{zone.Name} 300 IN NS ns.example.\n");
        if (zone.Name is "example." or ".")
        {
            text.Append("ns.example. 300 IN A ").Append(net).Append(".2\n");
        }

        IEnumerable<string> lines = zone.IsBare ? zone.Lines : Hosts.Concat(zone.Lines);
        foreach (string line in lines)
        {
            string owner = line[..line.IndexOf(' ', StringComparison.Ordinal)];
            text.Append(owner == "@" ? zone.Name : zone.Name == "." ? owner + "." : zone.At(owner)).Append(" 300 IN").Append(line[owner.Length..]).Append('\n');
        }

        foreach ((SignedZone child, IReadOnlyList<string> digests) in _done.Where(one => one.Zone.Parent == zone.Name))
        {
            text.Append(child.Name).Append(" 300 IN NS ns.example.\n");
            foreach (string ds in digests)
            {
                text.Append(ds).Append('\n');
            }
        }

        return text.ToString();
    }

    private static readonly string[] Hosts =
    [
        "@ MX 10 mx",
        "mx A 192.0.2.25",
        "_25._tcp.mx TLSA 3 1 1 8cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1",
        "_mta-sts TXT \"v=STSv1; id=1;\"",
        "*.wild TXT \"from the wildcard\"",
        "host.wild A 192.0.2.26",
        "deep.under.empty A 192.0.2.27",
        "alias CNAME mx",
    ];
}
