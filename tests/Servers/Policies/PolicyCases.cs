using SmtpTls.Servers.Certificates;

namespace SmtpTls.Servers.Policies;

/// <summary>Every policy of the range.</summary>
internal static class PolicyCases
{
    public static IReadOnlyList<PolicyCase> All { get; } = [.. Good(), .. Records(), .. Fetches(), .. Certificates(), .. Bodies(), .. Disputed()];

    private static IEnumerable<PolicyCase> Good() =>
    [
        new("enforce") { Mode = "enforce" },
        new("testing") { Mode = "testing", Body = PolicyCase.GoodBody.Replace("enforce", "testing", StringComparison.Ordinal) },
        new("none") { Mode = "none", Body = "version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n" },
        new("line-feeds") { Mode = "enforce", Body = PolicyCase.GoodBody.Replace("\r", "", StringComparison.Ordinal) },
        new("no-last-line-end") { Mode = "enforce", Body = PolicyCase.GoodBody.TrimEnd() },
        new("wildcard") { Mode = "enforce", Body = PolicyCase.GoodBody.Replace("mx: mx", "mx: *.example.test\r\nmx: mx", StringComparison.Ordinal) },
        new("unknown-key") { Mode = "enforce", Body = PolicyCase.GoodBody + "x-note: 1\r\n" },
        new("longest-age") { Mode = "enforce", Body = PolicyCase.GoodBody.Replace("604800", "31557600", StringComparison.Ordinal) },
        new("charset") { Mode = "enforce", Directives = "default_type 'text/plain; charset=utf-8';" },
        new("wildcard-certificate") { Mode = "enforce", Leaf = new LeafPlan("*.wildcard-certificate.test") { Ecdsa = true } },
    ];

    private static IEnumerable<PolicyCase> Records() =>
    [
        new("split-strings") { Mode = "enforce", Texts = ["\"v=STSv1; \" \"id=2026\" \"1124;\""] },
        new("other-text-beside") { Mode = "enforce", Texts = ["\"v=spf1 -all\"", PolicyCase.GoodRecord] },
        new("record-extension") { Mode = "enforce", Texts = ["\"v=STSv1; id=1; x=y;\""] },
        new("record-by-alias") { Mode = "enforce", Texts = [], Zone = ["_mta-sts.record-by-alias.test. IN CNAME _mta-sts.enforce.test."] },
        new("no-record") { Texts = [] },
        new("two-records") { Texts = [PolicyCase.GoodRecord, "\"v=STSv1; id=2;\""] },
        new("no-id") { Texts = ["\"v=STSv1;\""] },
        new("record-of-another-version") { Texts = ["\"v=STSv10; id=1;\""] },
    ];

    private static IEnumerable<PolicyCase> Fetches() =>
    [
        new("not-found") { Directives = "return 404;" },
        new("server-error") { Directives = "return 500;" },
        new("redirect") { Directives = "return 301 https://mta-sts.enforce.test/.well-known/mta-sts.txt;" },
        new("html") { Directives = "default_type text/html;" },
        new("no-type") { Directives = "default_type '';" },
        new("too-large") { Body = PolicyCase.GoodBody + string.Concat(Enumerable.Repeat("x-filler: 0123456789012345678901234567890123456789\r\n", 1400)) },
        new("no-policy-host") { Zone = ["mta-sts.no-policy-host.test. IN TXT \"no address\""] },
    ];

    private static IEnumerable<PolicyCase> Certificates() =>
    [
        new("expired") { Leaf = new LeafPlan("mta-sts.expired.test") { Ecdsa = true, NotAfter = DateTimeOffset.UtcNow.AddDays(-1) } },
        new("wrong-name") { Leaf = new LeafPlan("www.wrong-name.test") { Ecdsa = true } },
        new("self-signed") { Leaf = new LeafPlan("mta-sts.self-signed.test") { Ecdsa = true, SelfSigned = true, Send = Sent.Leaf } },
        new("stranger") { Stranger = true },
        new("incomplete-chain") { Leaf = new LeafPlan("mta-sts.incomplete-chain.test") { Ecdsa = true, Send = Sent.Leaf } },
        new("client-certificate") { Leaf = new LeafPlan("mta-sts.client-certificate.test") { Ecdsa = true, Usage = LeafPlan.ClientAuth } },
    ];

    private static IEnumerable<PolicyCase> Bodies() =>
    [
        new("empty") { Body = "" },
        new("no-version") { Body = Without("version") },
        new("another-version") { Body = PolicyCase.GoodBody.Replace("STSv1", "STSv2", StringComparison.Ordinal) },
        new("no-mode") { Body = Without("mode") },
        new("unknown-mode") { Body = PolicyCase.GoodBody.Replace("enforce", "report", StringComparison.Ordinal) },
        new("mode-in-capitals") { Body = PolicyCase.GoodBody.Replace("enforce", "ENFORCE", StringComparison.Ordinal) },
        new("no-mx") { Body = Without("mx") },
        new("no-max-age") { Body = Without("max_age") },
        new("age-too-long") { Body = PolicyCase.GoodBody.Replace("604800", "31557601", StringComparison.Ordinal) },
        new("age-no-number") { Body = PolicyCase.GoodBody.Replace("604800", "a week", StringComparison.Ordinal) },
        new("byte-order-mark") { Body = "\ufeff" + PolicyCase.GoodBody },
    ];

    /// <summary>Where the resolver is known not to follow the standard to the letter. A case that no longer differs fails.</summary>
    private static IEnumerable<PolicyCase> Disputed() =>
    [
        new("common-name-only") { Leaf = new LeafPlan("mta-sts.common-name-only.test") { Ecdsa = true, CommonNameOnly = true }, Difference = "RFC 8461 §3.3: the certificate needs a DNS-ID; a common name is none (RFC 6125 §6.4.4)" },
        new("id-too-long") { Texts = ["\"v=STSv1; id=123456789012345678901234567890123;\""], Difference = "RFC 8461 §3.1: an id has 1 to 32 letters and digits" },
        new("id-with-hyphens") { Texts = ["\"v=STSv1; id=2026-11-24;\""], Difference = "RFC 8461 §3.1: an id has 1 to 32 letters and digits" },
        new("mode-twice") { Mode = "testing", Body = PolicyCase.GoodBody.Replace("mode: enforce", "mode: testing\r\nmode: enforce", StringComparison.Ordinal), Difference = "RFC 8461 §3.2: of a field that occurs twice the first counts" },
        new("age-with-underscore") { Body = PolicyCase.GoodBody.Replace("604800", "604_800", StringComparison.Ordinal), Difference = "RFC 8461 §3.2: max_age is 1 to 10 digits" },
        new("age-with-sign") { Body = PolicyCase.GoodBody.Replace("604800", "+604800", StringComparison.Ordinal), Difference = "RFC 8461 §3.2: max_age is 1 to 10 digits" },
        new("star-alone") { Body = PolicyCase.GoodBody.Replace("mx.example.test", "*", StringComparison.Ordinal), Difference = "RFC 8461 §3.2: an mx is a domain, or *. and a domain" },
        new("two-hosts-in-a-line") { Body = PolicyCase.GoodBody.Replace("mx.example.test", "mx.example.test, mx2.example.test", StringComparison.Ordinal), Difference = "RFC 8461 §3.2: an mx is one domain" },
        new("address-as-mx") { Body = PolicyCase.GoodBody.Replace("mx.example.test", "[192.0.2.1]", StringComparison.Ordinal), Difference = "RFC 8461 §3.2: an mx is a domain" },
        new("extension-in-utf8") { Mode = "enforce", Body = PolicyCase.GoodBody + "x-note: grün\r\n", Difference = "RFC 8461 §3.2: the value of an unknown field may hold UTF-8" },
    ];

    private static string Without(string key) =>
        string.Concat(PolicyCase.GoodBody.Split('\n').Where(line => line.Length > 0 && !line.StartsWith(key + ":", StringComparison.Ordinal)).Select(line => line + "\n"));
}
