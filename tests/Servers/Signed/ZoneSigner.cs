using System.Globalization;
using System.IO;
using System.Text;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers.Signed;

/// <summary>Signs zones with the tools of BIND, Knot and ldns, each in the way its users do.</summary>
internal sealed class ZoneSigner(string folder)
{
    public static readonly string[] Programs =
    [
        "/usr/bin/dnssec-keygen", "/usr/bin/dnssec-signzone", "/usr/bin/dnssec-dsfromkey", "/usr/bin/kzonesign", "/usr/bin/ldns-keygen", "/usr/bin/ldns-signzone",
    ];

    /// <summary>The records, one a line, in the order that the tool writes them.</summary>
    public async Task<IReadOnlyList<ZoneLine>> SignAsync(SignedZone zone, string text, CancellationToken stop)
    {
        string place = Path.Combine(folder, "keys-" + zone.FileName);
        Directory.CreateDirectory(place);
        string file = Path.Combine(place, "zone");
        await File.WriteAllTextAsync(file, text, stop);
        string signed = zone.Signer switch
        {
            Signer.Bind => await BindAsync(zone, place, file, stop),
            Signer.Knot => await KnotAsync(zone, place, file, stop),
            Signer.Ldns => await LdnsAsync(zone, place, file, stop),
            _ => file,
        };
        string[] lines = await File.ReadAllLinesAsync(signed, stop);
        return [.. lines.Select(line => line.TrimEnd()).Where(line => line.Length > 0 && line[0] is not (';' or ' ' or '\t')).Select(line => new ZoneLine(line))];
    }

    /// <summary>The digests of the zone's key-signing keys.</summary>
    public async Task<IReadOnlyList<string>> DigestAsync(SignedZone zone, IEnumerable<ZoneLine> lines, CancellationToken stop)
    {
        string file = Path.Combine(folder, "keys-" + zone.FileName, "apex");
        await File.WriteAllLinesAsync(file, lines.Where(line => line.Type is "SOA" or "NS" or "DNSKEY").Select(line => line.Text), stop);
        List<string> digests = [];
        foreach (string digest in zone.Digests)
        {
            string printed = await RunAsync(["/usr/bin/dnssec-dsfromkey", "-a", digest, "-f", file, zone.Name], stop);
            digests.AddRange(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains(" DS ", StringComparison.Ordinal)));
        }

        return digests;
    }

    private static string Time(int days, string form) => DateTime.UtcNow.AddDays(days).ToString(form, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> RunAsync(string[] words, CancellationToken stop)
    {
        CommandResult result = await new Command(words[0], words[1..]) { Limit = TimeSpan.FromMinutes(5) }.RunAsync(stop);
        return result.ExitCode == 0 ? result.Output : throw new InvalidOperationException($"{string.Join(' ', words)} ended with {result.ExitCode}: {result.All}");
    }

    private static int[] Algorithms(SignedZone zone) => zone.Second is { } second ? [zone.Algorithm, second] : [zone.Algorithm];

    private static async Task<string> BindAsync(SignedZone zone, string place, string file, CancellationToken stop)
    {
        foreach (int algorithm in Algorithms(zone))
        {
            string[] size = algorithm < 13 ? ["-b", "2048"] : [];
            await RunAsync(["/usr/bin/dnssec-keygen", "-q", "-K", place, "-a", Text(algorithm), .. size, "-f", "KSK", zone.Name], stop);
            await RunAsync(["/usr/bin/dnssec-keygen", "-q", "-K", place, "-a", Text(algorithm), .. size, zone.Name], stop);
        }

        string[] denial = zone.Denial switch
        {
            DenialKind.Nsec3 => ["-3", "-", "-H", Text(zone.Iterations)],
            DenialKind.OptOut => ["-3", "-", "-H", Text(zone.Iterations), "-A"],
            _ => [],
        };
        const string form = "yyyyMMddHHmmss";

        // -P: it would refuse what is to be wrong.
        await RunAsync(
            ["/usr/bin/dnssec-signzone", "-q", "-P", "-S", "-K", place, "-d", place, "-O", "full", "-s", Time(zone.Days.From, form), "-e", Time(zone.Days.To, form), .. denial, "-o", zone.Name, "-f", file + ".signed", file],
            stop);
        return file + ".signed";
    }

    private static async Task<string> LdnsAsync(SignedZone zone, string place, string file, CancellationToken stop)
    {
        List<string> keys = [];
        foreach (int algorithm in Algorithms(zone))
        {
            string[] size = algorithm < 13 ? ["-b", "2048"] : [];
            foreach (string[] flag in new string[][] { ["-k"], [] })
            {
                string script = $"cd \"$1\" && shift && exec /usr/bin/ldns-keygen \"$@\"";
                string key = await RunAsync(["/bin/sh", "-c", script, "sh", place, "-a", Text(algorithm), .. size, .. flag, zone.Name], stop);
                keys.Add(Path.Combine(place, key.Trim()));
            }
        }

        string[] denial = zone.Denial == DenialKind.Nsec ? [] : ["-n", "-a", "1", "-t", Text(zone.Iterations), "-s", "c0ffee", .. zone.Denial == DenialKind.OptOut ? ["-p"] : Array.Empty<string>()];
        const string form = "yyyyMMddHHmmss";
        await RunAsync(["/usr/bin/ldns-signzone", "-i", Time(zone.Days.From, form), "-e", Time(zone.Days.To, form), "-o", zone.Name, "-f", file + ".signed", .. denial, file, .. keys], stop);
        return file + ".signed";
    }

    private static async Task<string> KnotAsync(SignedZone zone, string place, string file, CancellationToken stop)
    {
        string algorithm = zone.Algorithm switch
        {
            5 => "rsasha1",
            7 => "rsasha1-nsec3-sha1",
            8 => "rsasha256",
            10 => "rsasha512",
            13 => "ecdsap256sha256",
            14 => "ecdsap384sha384",
            15 => "ed25519",
            _ => "ed448",
        };
        StringBuilder configuration = new($"""
            database:
                storage: "{place}/kasp"
            policy:
              - id: plan
                algorithm: {algorithm}
                single-type-signing: {(zone.Algorithm == 15 ? "on" : "off")}
                rrsig-lifetime: {Text(zone.Days.To - zone.Days.From)}d
                nsec3: {(zone.Denial == DenialKind.Nsec ? "off" : "on")}
                nsec3-iterations: {Text(zone.Iterations)}
                nsec3-opt-out: {(zone.Denial == DenialKind.OptOut ? "on" : "off")}
                nsec3-salt-length: 8
            zone:
              - domain: {zone.Name}
                storage: "{place}"
                file: "zone"
                dnssec-signing: on
                dnssec-policy: plan

            """);
        Directory.CreateDirectory(Path.Combine(place, "kasp"));
        Directory.CreateDirectory(Path.Combine(place, "out"));
        string settings = Path.Combine(place, "knot.conf");
        await File.WriteAllTextAsync(settings, configuration.ToString(), stop);
        string seconds = DateTimeOffset.UtcNow.AddDays(zone.Days.From).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        await RunAsync(["/usr/bin/kzonesign", "-c", settings, "-r", "-t", seconds, "-o", Path.Combine(place, "out"), zone.Name], stop);
        return Directory.GetFiles(Path.Combine(place, "out")).Single();
    }
}
