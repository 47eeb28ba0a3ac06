using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Servers.Signed;

/// <summary>A name and a type, and what we say of the answer.</summary>
internal sealed record SignedQuestion(string Name, string Type, DnsSecurity Expected)
{
    public string Label => $"{Name} {Type}";
}

/// <summary>Every question of the comparison.</summary>
internal static class SignedQuestions
{
    private static readonly (string Label, string Type)[] Hosts =
    [
        ("", "MX"), ("", "DS"), ("", "TLSA"), ("_25._tcp.mx.", "TLSA"), ("_mta-sts.", "TXT"), ("mx.", "AAAA"), ("nothing.", "A"), ("deeper.nothing.", "MX"),
        ("any.wild.", "TXT"), ("any.wild.", "MX"), ("host.wild.", "TXT"), ("under.empty.", "A"), ("empty.", "MX"), ("alias.", "A"), ("alias.", "AAAA"),
    ];

    public static IReadOnlyList<SignedQuestion> All { get; } =
    [
        .. SignedZones.Good().SelectMany(zone => Hosts.Select(one => new SignedQuestion(one.Label + zone.Name, one.Type, DnsSecurity.Secure))),
        .. SignedZones.Uncounted().SelectMany(zone => Hosts.Select(one => new SignedQuestion(one.Label + zone.Name, one.Type, DnsSecurity.Insecure))),
        .. SignedZones.Broken().SelectMany(zone => Hosts.Select(one => new SignedQuestion(one.Label + zone.Name, one.Type, DnsSecurity.Bogus))),
        .. Ask("alias.example.", DnsSecurity.Secure, "good A", "good AAAA", "twice A", "nowhere A", "missing MX", "mx.moved A", "nothing.moved A", "_25._tcp.mx.moved TLSA", "x.star A", "moved A"),
        .. Ask("alias.example.", DnsSecurity.Insecure, "plain A", "plain AAAA", "rsasha1 A", "mx.unsigned A", "nothing.unsigned A"),
        .. Ask("alias.example.", DnsSecurity.Bogus, "expired A", "mx.old A"),
        .. Ask("alias3.example.", DnsSecurity.Secure, "mx.moved A", "nothing.moved A", "x.star A", "moved TXT", "x.star AAAA"),
        .. Ask("from.plain.example.", DnsSecurity.Insecure, "good A", "mx.moved A", "nothing.moved A"),
        new("example.", "DNSKEY", DnsSecurity.Secure),
        new("nothing.example.", "A", DnsSecurity.Secure),
        new("nothing.", "A", DnsSecurity.Secure),
        new("nothing.optout.", "A", DnsSecurity.Insecure),
    ];

    private static IEnumerable<SignedQuestion> Ask(string zone, DnsSecurity expected, params string[] questions) =>
        questions.Select(one => one.Split(' ')).Select(words => new SignedQuestion($"{words[0]}.{zone}", words[1], expected));
}
