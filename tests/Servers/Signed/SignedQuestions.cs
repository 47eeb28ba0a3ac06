using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Servers.Signed;

/// <summary>Every question of the comparison.</summary>
internal static class SignedQuestions
{
    private static readonly (string Label, string Type, QuestionKind Kind)[] Hosts =
    [
        ("", "MX", QuestionKind.ApexMx),
        ("", "DS", QuestionKind.Delegation),
        ("_25._tcp.mx.", "TLSA", QuestionKind.Present),
        ("_mta-sts.", "TXT", QuestionKind.Present),
        ("alias.", "A", QuestionKind.Present),
        ("any.wild.", "TXT", QuestionKind.Wildcard),
        ("", "TLSA", QuestionKind.Absent),
        ("mx.", "AAAA", QuestionKind.Absent),
        ("nothing.", "A", QuestionKind.Absent),
        ("deeper.nothing.", "MX", QuestionKind.Absent),
        ("any.wild.", "MX", QuestionKind.Absent),
        ("host.wild.", "TXT", QuestionKind.Absent),
        ("under.empty.", "A", QuestionKind.Absent),
        ("empty.", "MX", QuestionKind.Absent),
        ("alias.", "AAAA", QuestionKind.AliasAbsent),
    ];

    public static IReadOnlyList<SignedQuestion> All { get; } =
    [
        .. SignedZones.Hosts.SelectMany(zone => Hosts.Select(one => new SignedQuestion(one.Label + zone.Name, one.Type, one.Kind, Expected(zone, one.Kind)))),
        .. Ask("alias.example.", QuestionKind.Alias, DnsSecurity.Secure, "good A", "good AAAA", "twice A", "nowhere A", "missing MX", "x.star A"),
        .. Ask("alias.example.", QuestionKind.Alias, DnsSecurity.Insecure, "plain A", "plain AAAA", "rsasha1 A"),
        .. Ask("alias.example.", QuestionKind.Alias, DnsSecurity.Bogus, "expired A"),
        .. Ask("alias.example.", QuestionKind.Moved, DnsSecurity.Secure, "mx.moved A", "nothing.moved A", "_25._tcp.mx.moved TLSA"),
        .. Ask("alias.example.", QuestionKind.Moved, DnsSecurity.Insecure, "mx.unsigned A", "nothing.unsigned A"),
        .. Ask("alias.example.", QuestionKind.Moved, DnsSecurity.Bogus, "mx.old A"),
        .. Ask("alias3.example.", QuestionKind.Moved, DnsSecurity.Secure, "mx.moved A", "nothing.moved A"),
        .. Ask("alias3.example.", QuestionKind.Alias, DnsSecurity.Secure, "x.star A", "x.star AAAA"),
        .. Ask("alias3.example.", QuestionKind.Absent, DnsSecurity.Secure, "moved TXT"),
        .. Ask("from.plain.example.", QuestionKind.Alias, DnsSecurity.Insecure, "good A"),
        .. Ask("from.plain.example.", QuestionKind.Moved, DnsSecurity.Insecure, "mx.moved A", "nothing.moved A"),
        new("example.", "DNSKEY", QuestionKind.Present, DnsSecurity.Secure),
        new("nothing.example.", "A", QuestionKind.Absent, DnsSecurity.Secure),
        new("nothing.", "A", QuestionKind.Absent, DnsSecurity.Secure),
        new("nothing.optout.", "A", QuestionKind.Absent, DnsSecurity.Insecure),
    ];

    private static IEnumerable<SignedQuestion> Ask(string zone, QuestionKind kind, DnsSecurity expected, params string[] questions) =>
        questions.Select(one => one.Split(' ')).Select(words => new SignedQuestion($"{words[0]}.{zone}", words[1], kind, expected));

    private static DnsSecurity Expected(SignedZone zone, QuestionKind kind) => kind switch
    {
        // RFC 5155 §9.2: opt-out proves nothing about what is not signed.
        QuestionKind.Delegation => zone.Parent == "optout." && zone.Signer == Signer.None ? DnsSecurity.Insecure
            : SignedZones.All.Single(one => one.Name == zone.Parent).Verdict,
        _ => zone.Part switch
        {
            ZonePart.ApexMx => kind == QuestionKind.ApexMx,
            ZonePart.Denials => kind is QuestionKind.Wildcard or QuestionKind.Absent or QuestionKind.AliasAbsent,
            _ => true,
        } ? zone.Verdict : DnsSecurity.Secure,
    };
}
