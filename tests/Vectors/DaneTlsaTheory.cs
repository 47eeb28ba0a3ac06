using System.Net;
using System.Text.Json;
using SmtpTls.Audit;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Vectors;

/// <summary>dane-tlsa.json: records against certificates and names, and what the DNSSEC state of each look-up means (RFC 6698, 7671, 7672).</summary>
public sealed class DaneTlsaTheory
{
    private static readonly Lazy<JsonElement> File = new(() => VectorFile.Read("dane-tlsa.json"));

    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("dane-tlsa.json");

    private static DateTimeOffset Now => File.Value.GetProperty("validation_time").GetDateTimeOffset();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Case(string id, string json)
    {
        JsonElement item = JsonElement.Parse(json);
        JsonElement input = item.GetProperty("input");
        Func<JsonElement, string> objection = input.GetProperty("group").GetString() == "match" ? Match(input) : await LookUpAsync(input);
        List<string> objections = [.. VectorFile.Expected(item).Select(objection)];
        Assert.True(objections.Contains(""), $"{id}: {string.Join(" | ", objections)}");
    }

    private static Func<JsonElement, string> Match(JsonElement input)
    {
        TlsaSet set = new(Records(input));
        List<byte[]> chain = [.. input.GetProperty("chain").EnumerateArray().Select(name => Certificate(name.GetString()!))];
        ShownCertificates seen = new()
        {
            Address = IPAddress.Loopback,
            State = OutcomeState.Found,
            Chain = chain,
            Fits = TlsaMatcher.Fit(set, [.. chain.Select(CertificateReader.Read)], Now),
        };
        ReferenceNames names = ReferenceNames.For(input.GetProperty("tlsa_base").GetString()!, input.GetProperty("next_hop").GetString(), null, input.GetProperty("mx_secure").GetBoolean());
        DaneShown shown = DaneShown.Of(seen, set, names);
        string result = !set.HasUsable ? "unusable" : shown.Matched == true ? "match" : "no-match";
        List<int> usable = [.. Enumerable.Range(0, set.Records.Count).Where(place => set.Records[place].Usable)];
        return expect => Differ(result, expect.GetProperty("result").GetString())
            + (expect.TryGetProperty("usable", out JsonElement wanted) && !Numbers(wanted).SequenceEqual(usable) ? $" usable {string.Join(' ', usable)}" : "")
            + (expect.TryGetProperty("matched", out JsonElement matched) && (shown.Fitting.Count == 0 || shown.Fitting.Except(Numbers(matched)).Any()) ? $" matched {string.Join(' ', shown.Fitting)}" : "")
            + (expect.TryGetProperty("result_type", out JsonElement type) && !Words(type).Contains(shown.ResultType) ? $" result type {shown.ResultType}" : "");
    }

    private static async Task<Func<JsonElement, string>> LookUpAsync(JsonElement input)
    {
        DaneWorld world = new(input, "3 1 1 " + CertificateReader.Read(Certificate("mx1")).Info.SpkiSha256);
        ResolverOptions options = new() { Dnssec = DnssecMode.TrustAd, ServersAreNamed = !input.TryGetProperty("resolver", out _) };
        Resolver resolver = world.Dns.CreateResolver(options);
        MailRoute route = await new MailRouting(resolver).FindAsync(DomainName.Parse(world.Domain), IPPreference.IPv4, CancellationToken.None);
        List<HostFacts> hosts = [];
        foreach (MailHost host in route.Hosts)
        {
            hosts.Add(await HostAsync(resolver, host, input));
        }

        DomainFacts facts = new() { Domain = route.Domain, TakenAt = Now, MxState = route.State, MxFault = route.Fault, MxAnswer = AnswerSeen.From(route.Mx), Hosts = hosts, DaneAsked = true };
        IReadOnlyList<DaneResult> results = new Judge(new CheckCatalog()).Assess(facts).Dane!.Hosts;
        DaneResult used = results.FirstOrDefault(result => result.Effect is not (nameof(DaneEffect.SkipHost) or nameof(DaneEffect.Defer))) ?? results[0];
        string level = used.State switch
        {
            nameof(DaneState.Matched) or nameof(DaneState.Failed) or nameof(DaneState.Partial) => "dane",
            _ => used.Effect switch
            {
                nameof(DaneEffect.SkipHost) => "skip-host",
                { } word => word.ToLowerInvariant(),
                null => "unknown",
            },
        };
        bool delivers = used.Effect is not (nameof(DaneEffect.SkipHost) or nameof(DaneEffect.Defer));
        return expect => Differ(level, expect.GetProperty("level").GetString())
            + (expect.TryGetProperty("via", out JsonElement via) ? Differ(used.Host, via.GetString()) : "")
            + (expect.TryGetProperty("tlsa_base", out JsonElement name) ? Differ(used.BaseDomain, name.GetString()) : "")
            + (expect.TryGetProperty("deliver", out JsonElement deliver) && deliver.GetBoolean() != delivers ? $" delivers {delivers}" : "")
            + (expect.TryGetProperty("result_type", out JsonElement type) && !Words(type).Contains(used.ResultType) ? $" result type {used.ResultType}" : "");
    }

    private static async Task<HostFacts> HostAsync(Resolver resolver, MailHost host, JsonElement input)
    {
        string starttls = input.TryGetProperty("starttls", out JsonElement word) ? word.GetString()! : "";
        ProbeOutcome outcome = starttls switch
        {
            "not-offered" => ProbeOutcome.NotOffered,
            "handshake-failed" => ProbeOutcome.HandshakeFailed,
            "" => ProbeOutcome.Encrypted,
            _ => throw new NotSupportedException(starttls),
        };
        DaneSeen dane = await TlsaLookup.FindAsync(resolver, DnsName.FromDomain(host.Host), host.Answers, 25, CancellationToken.None);
        byte[] leaf = Certificate("mx1");
        ShownCertificates shown = new()
        {
            Address = IPAddress.Parse("192.0.2.25"),
            State = outcome == ProbeOutcome.Encrypted ? OutcomeState.Found : OutcomeState.Invalid,
            Outcome = outcome,
            Chain = outcome == ProbeOutcome.Encrypted ? [leaf] : [],
            Fits = dane.Deciding is { } seen && outcome == ProbeOutcome.Encrypted ? TlsaMatcher.Fit(TlsaSet.Of(seen.Records), [CertificateReader.Read(leaf)], Now) : [],
        };
        return new HostFacts
        {
            Host = host.Host.ToString(),
            AddressState = host.Addresses.State,
            AddressFault = host.Addresses.Fault,
            AddressAnswers = [.. host.Answers.Select(AnswerSeen.From)],
            Dane = dane with { Shown = dane.Deciding is { Counts: true } ? [shown] : [] },
        };
    }

    private static IEnumerable<TlsaRecord> Records(JsonElement input)
    {
        if (input.TryGetProperty("rdata_hex", out JsonElement octets))
        {
            return octets.EnumerateArray().Select(hex => TlsaRecord.FromOctets(Convert.FromHexString(hex.GetString()!))!);
        }

        return input.GetProperty("tlsa").EnumerateArray().Select(text => TlsaRecord.TryParse(text.GetString(), out TlsaRecord? record) ? record : throw new FormatException(text.GetString()));
    }

    private static byte[] Certificate(string name)
    {
        string pem = File.Value.GetProperty("certificates").GetProperty(name).GetString()!;
        return Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith("-----", StringComparison.Ordinal)).Select(line => line.Trim())));
    }

    private static string Differ(string? got, string? wanted) => got == wanted ? "" : $" {got} instead of {wanted}";

    private static IEnumerable<int> Numbers(JsonElement list) => list.EnumerateArray().Select(number => number.GetInt32());

    private static IEnumerable<string?> Words(JsonElement word) =>
        word.ValueKind == JsonValueKind.Object ? word.GetProperty("any_of").EnumerateArray().Select(one => one.GetString()) : [word.GetString()];
}
