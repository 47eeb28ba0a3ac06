using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>For each finding about DANE: facts that show it.</summary>
internal static class DaneCases
{
    public static IReadOnlyDictionary<string, Func<DomainFacts>> All { get; } = new Dictionary<string, Func<DomainFacts>>
    {
        ["DANE-FAILED"] = () => DaneFacts.Of(DaneFacts.Unknown()),
        ["DANE-PARTIAL"] = () => DaneFacts.Of(DaneFacts.Host(DaneFacts.Found(DaneFacts.Ee(DaneFacts.Leaf)), shown: [DaneFacts.Leaf, DaneFacts.Other])),
        ["DANE-UNUSABLE"] = () => DaneFacts.Of("1 1 1 " + new string('a', 64)),
        ["DANE-RECORD-UNUSABLE"] = () => DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf), "0 0 1 " + new string('a', 64)),
        ["DANE-RECORD-MALFORMED"] = () => DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf), "3 1 1 abcd"),
        ["DANE-RECORD-STALE"] = () => DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf), DaneFacts.Unknown(), DaneFacts.Unknown(1)),
        ["DANE-RECORD-SPARE"] = () => DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf), DaneFacts.Unknown()),
        ["DANE-NOT-SECURE"] = () => DaneFacts.With(DaneFacts.Found(DaneFacts.Ee(DaneFacts.Leaf)) with { Answer = DaneFacts.Answer("_25._tcp." + Seen.Host, "TLSA", DnsSecurity.Insecure) }),
        ["DANE-BOGUS"] = () => DaneFacts.With(DaneFacts.Ended(DnsStatus.ServerFailure, DnsSecurity.Bogus)),
        ["DANE-UNDETERMINED"] = () => DaneFacts.With(DaneFacts.Ended(DnsStatus.ServerFailure, DnsSecurity.Indeterminate)),
        ["DANE-NOT-PUBLISHED"] = () => DaneFacts.With(DaneFacts.Ended(DnsStatus.NameNotFound, DnsSecurity.Secure)),
        ["DANE-EXCHANGE-ONLINE-OLD-NAME"] = () => DaneFacts.Of(DaneFacts.Host(null, DnsSecurity.Insecure, "contoso-com.mail.protection.outlook.com")),
        ["DANE-MX-NOT-SECURE"] = () => DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf)) with { MxAnswer = DaneFacts.Answer("example.com", "MX", DnsSecurity.Insecure) },
        ["DANE-NO-HOST-LEFT"] = () => DaneFacts.Of(DaneFacts.Unknown()),
        ["DANE-MTASTS-AGREE"] = () => DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf)) with { MtaSts = Published.Policy() },
        ["DANE-MTASTS-DISAGREE"] = () => DaneFacts.Of(DaneFacts.Unknown()) with { MtaSts = Published.Policy() },
    };
}
