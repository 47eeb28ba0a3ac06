using System.Text.Json;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dane;
using SmtpTls.Dns;

namespace SmtpTls.Vectors;

/// <summary>The DNS of one look-up case: a validating resolver that says by the AD bit, or by failing, what each answer is worth.</summary>
internal sealed class DaneWorld
{
    private readonly Dictionary<string, string> _mx = [], _addresses = [], _tlsa = [];
    private readonly Dictionary<string, (string Target, string Security)> _aliases = [];
    private readonly List<string> _hosts = [];
    private readonly string _record;
    private readonly bool _adAlways;

    public DaneWorld(JsonElement input, string record)
    {
        _record = record;
        _adAlways = input.TryGetProperty("ad_bit", out JsonElement bit) && bit.GetBoolean();
        Domain = Text(input, "domain") ?? "example.com";
        if (input.TryGetProperty("cname", out JsonElement cname))
        {
            foreach (JsonElement alias in cname.EnumerateArray())
            {
                _aliases[alias[0].GetString()!] = (alias[1].GetString()!, alias[2].GetString()!);
            }
        }

        foreach (JsonElement host in input.TryGetProperty("hosts", out JsonElement several) ? [.. several.EnumerateArray()] : (JsonElement[])[input])
        {
            Add(host);
        }

        if (input.TryGetProperty("tlsa_at", out JsonElement places))
        {
            foreach (JsonProperty place in places.EnumerateObject())
            {
                _tlsa[place.Name] = place.Value.GetString()!;
            }
        }

        Dns = new FakeDns { Behave = Answer };
    }

    public FakeDns Dns { get; }

    public string Domain { get; }

    private void Add(JsonElement item)
    {
        string mx = Text(item, "mx")!;
        string host = Text(item, "host") ?? Text(item, "mx_host") ?? (mx.EndsWith("-nodata", StringComparison.Ordinal) ? Domain : "mx1.example.com");
        _hosts.Add(host);
        _mx[Domain] = mx;
        string end = host;
        while (_aliases.TryGetValue(end, out (string Target, string Security) alias))
        {
            end = alias.Target;
        }

        _addresses[end] = Text(item, "address") ?? "servfail";
        _tlsa[host] = Text(item, "tlsa") ?? (end == host ? "servfail" : "secure-nodata");
    }

    private DnsMessage Answer(FakeDnsQuery query)
    {
        string name = query.Question.Name.ToShortString();
        List<DnsRecord> followed = [];
        bool secure = true;
        while (_aliases.TryGetValue(name, out (string Target, string Security) alias))
        {
            followed.Add(FakeDns.ParseRecord($"{name} 300 CNAME {alias.Target}"));
            secure &= alias.Security == "secure";
            if (query.Question.Type == DnsType.Cname)
            {
                return query.Reply(DnsRcode.NoError, [.. followed]) with { AuthenticData = secure };
            }

            name = alias.Target;
        }

        string state = StateOf(query.Question.Type, name);
        if (state is "bogus" or "servfail")
        {
            DnsMessage failed = query.Reply(DnsRcode.ServFail);
            return state == "bogus" ? failed with { Edns = new DnsEdns { Options = [new DnsOption(DnsEdns.ExtendedErrorCode, [0, 6])] } } : failed;
        }

        bool none = state.EndsWith("-nodata", StringComparison.Ordinal) || state.EndsWith("-nxdomain", StringComparison.Ordinal);
        List<DnsRecord> records = none ? [] : [.. RecordsOf(query.Question, name, state)];
        DnsRcode code = state.EndsWith("-nxdomain", StringComparison.Ordinal) ? DnsRcode.NXDomain : DnsRcode.NoError;
        return query.Reply(code, [.. followed, .. records]) with
        {
            AuthenticData = _adAlways || (secure && state.StartsWith("secure", StringComparison.Ordinal)),
            Authority = records.Count > 0 ? [] : [FakeDns.ParseRecord("example.com 300 SOA ns.example.com 300")],
        };
    }

    private string StateOf(DnsType type, string name) => type switch
    {
        DnsType.MX => _mx.GetValueOrDefault(name, "secure-nxdomain"),
        DnsType.A => _addresses.GetValueOrDefault(name, "secure-nodata"),
        DnsType.Tlsa => _tlsa.GetValueOrDefault(name.Split('.', 3)[2], "secure-nodata"),
        _ => "secure-nodata",
    };

    private IEnumerable<DnsRecord> RecordsOf(DnsQuestion question, string name, string state) => question.Type switch
    {
        DnsType.MX => _hosts.Select((host, place) => FakeDns.ParseRecord($"{name} 300 MX {10 * (place + 1)} {host}")),
        DnsType.A => [FakeDns.ParseRecord($"{name} 300 A 192.0.2.25")],
        _ => [new DnsRecord(question.Name, DnsType.Tlsa, 300, Tlsa(state == "secure-unusable" ? "0 0 1 " + new string('0', 64) : _record))],
    };

    private static TlsaData Tlsa(string text) => TlsaRecord.TryParse(text, out TlsaRecord? record)
        ? new TlsaData(record.Usage, record.Selector, record.MatchingType, record.Data)
        : throw new FormatException(text);

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
