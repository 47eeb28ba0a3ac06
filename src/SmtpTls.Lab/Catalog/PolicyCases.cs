using System.Collections.Generic;
using SmtpTls.Lab.Web;

namespace SmtpTls.Lab.Catalog;

/// <summary>
/// MTA-STS records and policies (RFC 8461): what stands in DNS and in the policy file. Their web hosts do what they should; those that do
/// not are <see cref="PolicyHostCases"/>. Mail hosts are shared with other domains of the range.
/// </summary>
internal static class PolicyCases
{
    private const string Good = "good-ecdsa";
    private static readonly string[] GoodMx = ["mx.good-ecdsa.lab.test"];

    public static IEnumerable<LabCase> All(MailHosts hosts) => [.. Modes(hosts), .. Servers(hosts), .. Records(hosts), .. Files(hosts)];

    /// <summary>What a domain publishes that does it right.</summary>
    public static LabMtaSts Enforce(params string[] mx) => Valid("Pass", PolicyScript.Policy("enforce", mx));

    private static IEnumerable<LabCase> Modes(MailHosts hosts)
    {
        yield return new LabCase("sts-enforce", "an MTA-STS policy in mode enforce") { MailAt = hosts[Good], MtaSts = Enforce(GoodMx) };
        yield return File(hosts, "sts-testing", "an MTA-STS policy in mode testing: failures are reported, mail goes through", "Warn", PolicyScript.Policy("testing", GoodMx));
        yield return File(hosts, "sts-none", "an MTA-STS policy in mode none, as when leaving MTA-STS", "Warn", PolicyScript.Policy("none", [], "86400"));
        yield return File(hosts, "sts-wildcard", "a policy that covers its mail host by a wildcard", "Pass", PolicyScript.Policy("enforce", ["*.good-ecdsa.lab.test"]));
        yield return File(hosts, "sts-wildcard-deep", "a wildcard one label short: *.lab.test does not cover mx.good-ecdsa.lab.test (RFC 8461 §4.1)", "Fail", PolicyScript.Policy("enforce", ["*.lab.test"]));
        yield return File(hosts, "sts-mx-not-covered", "a policy that names last year's mail host", "Fail", PolicyScript.Policy("enforce", ["mail.old-provider.test"]));
        yield return File(hosts, "sts-mx-stale", "a policy that also names a mail host which no MX names any more", "Pass", PolicyScript.Policy("enforce", [.. GoodMx, "mail.old-provider.test"]));
        yield return File(hosts, "sts-short-max-age", "a policy that senders may keep for five minutes only", "Pass", PolicyScript.Policy("enforce", GoodMx, "300"));
    }

    private static IEnumerable<LabCase> Servers(MailHosts hosts)
    {
        yield return Behind(hosts, "sts-mx-expired", "an enforced policy before a mail host whose certificate ran out", "expired");
        yield return Behind(hosts, "sts-mx-wrong-name", "an enforced policy before a mail host with a certificate for another host", "wrong-name");
        yield return Behind(hosts, "sts-mx-self-signed", "an enforced policy before a mail host with a self-signed certificate", "self-signed");
        yield return Behind(hosts, "sts-mx-no-starttls", "an enforced policy before a mail host without STARTTLS", "no-starttls");
        yield return Behind(hosts, "sts-mx-tls10", "an enforced policy before a mail host that speaks nothing newer than TLS 1.0 (RFC 8461 §4.2 asks for TLS as RFC 9325 has it)", "tls10-only");
    }

    private static IEnumerable<LabCase> Records(MailHosts hosts)
    {
        yield return Record(hosts, "sts-two-records", "two MTA-STS records, so senders act as if there were none (RFC 8461 §3.1)", LabMtaSts.GoodRecord, "v=STSv1; id=20251101T000000;");
        LabCase comma = Record(hosts, "sts-record-syntax", "an MTA-STS record with a comma where a semicolon belongs, so that nobody takes it for one", "v=STSv1, id=20261101T000000");
        yield return comma with { MtaSts = comma.MtaSts with { State = "Absent", Verdict = "NotPresent" } };
        yield return Record(hosts, "sts-record-no-id", "an MTA-STS record without an id", "v=STSv1;");
        yield return Record(hosts, "sts-bad-id", "an MTA-STS record with hyphens in its id, where letters and digits alone are allowed", "v=STSv1; id=2026-11-01;");
        yield return new LabCase("sts-no-record", "an MTA-STS policy that no record leads to, so nobody reads it")
        {
            MailAt = hosts[Good],
            MtaSts = Enforce(GoodMx) with { State = "Absent", Verdict = "NotPresent", Records = [] },
        };
        yield return new LabCase("sts-cname", "an MTA-STS record by way of an alias to a provider's (RFC 8461 §8.2)")
        {
            MailAt = hosts[Good],
            MtaSts = Enforce(GoodMx) with { Records = [] },
            MoreRecords = static zone => zone.Alias("_mta-sts", SmtpTls.Dns.DnsName.Parse("_mta-sts.sts-enforce.lab.test")),
        };
    }

    private static IEnumerable<LabCase> Files(MailHosts hosts)
    {
        string good = PolicyScript.Policy("enforce", GoodMx);
        yield return File(hosts, "sts-lf", "a policy whose lines end in LF alone, which is allowed", "Pass", PolicyScript.Policy("enforce", GoodMx, lineEnd: "\n"));
        yield return File(hosts, "sts-unknown-keys", "a policy with keys that nobody knows, which is allowed", "Pass", good + "contact: postmaster@lab.test\r\nx-note: hello\r\n");
        yield return File(hosts, "sts-utf8", "a policy with an unknown key whose value is not ASCII, which is allowed", "Pass", good + "x-note: Grüße, 你好\r\n");
        yield return Bad(hosts, "sts-no-version", "a policy without its version", good.Replace("version: STSv1\r\n", "", System.StringComparison.Ordinal));
        yield return Bad(hosts, "sts-unknown-mode", "a policy in mode report, which was a draft's name for testing", PolicyScript.Policy("report", GoodMx));
        yield return Bad(hosts, "sts-no-mx", "an enforced policy that names no mail host", PolicyScript.Policy("enforce", []));
        yield return Bad(hosts, "sts-max-age-large", "a policy with a max_age of ten years, where one is the most", PolicyScript.Policy("enforce", GoodMx, "315576000"));
        yield return Bad(hosts, "sts-control", "a policy with terminal escapes in its mx", PolicyScript.Policy("enforce", ["mx.\u001b[31mgood-ecdsa\u0007.lab.test"]));
    }

    private static LabMtaSts Valid(string verdict, string body) => new("Valid", verdict) { Host = new PolicyScript(body) };

    private static LabCase File(MailHosts hosts, string name, string about, string verdict, string body) =>
        new(name, about) { MailAt = hosts[Good], MtaSts = Valid(verdict, body) };

    private static LabCase Bad(MailHosts hosts, string name, string about, string body) =>
        new(name, about) { MailAt = hosts[Good], MtaSts = Valid("Fail", body) with { State = "InvalidPolicy" } };

    private static LabCase Behind(MailHosts hosts, string name, string about, string mail) =>
        new(name, about) { MailAt = hosts[mail], MtaSts = Valid("Fail", PolicyScript.Policy("enforce", [$"mx.{mail}.lab.test"])) };

    private static LabCase Record(MailHosts hosts, string name, string about, params string[] records) =>
        new(name, about) { MailAt = hosts[Good], MtaSts = Enforce(GoodMx) with { State = "InvalidRecord", Verdict = "Fail", Records = records } };
}
