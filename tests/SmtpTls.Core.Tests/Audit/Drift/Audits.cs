using System.Text.Json;
using SmtpTls.Audit.Drift;

namespace SmtpTls.Core.Tests.Audit.Drift;

/// <summary>Audits as literals: one domain with one host that does everything right, unless a test says otherwise.</summary>
internal static class Audits
{
    public const string Domain = "contoso.com", Host = "mx1.contoso.com";

    public static readonly DateTime Day = new(2026, 11, 1, 3, 0, 0, DateTimeKind.Utc);

    public static DomainAudit Good(int day = 0) => new()
    {
        Domain = Domain,
        MxState = "Found",
        AssessedAt = Day.AddDays(day),
        Mx = [new MxHostInfo(Host, 10, ["192.0.2.1"], "Secure")],
        StartTls = new StartTlsSummary { Verdict = "Pass", Hosts = [Encrypted()] },
        Certificate = new CertificateSummary { Verdict = "Pass" },
        MtaSts = Sts("Valid", "enforce", "1"),
        Dane = new DaneSummary { State = "Matched", Verdict = "Pass", Hosts = [Dane("Matched", "aa")] },
        TlsRpt = new TlsRptRecord { Domain = Domain, State = "Valid", Verdict = "Pass", Raw = "v=TLSRPTv1; rua=mailto:t@contoso.com", Rua = ["mailto:t@contoso.com"] },
        Assurance = "Enforced",
        Grade = "A",
        DnsSecurity = [new DnsAnswerSecurity { Name = Domain, Type = "MX", Security = "Secure" }],
    };

    public static StartTlsResult Encrypted(string version = "TLSv1.3", string suite = "TLS_AES_256_GCM_SHA384", string sha256 = "c1", string? spki = "k1", string address = "192.0.2.1") => new()
    {
        Domain = Domain,
        Host = Host,
        Preference = 10,
        Address = address,
        Port = 25,
        Outcome = "Encrypted",
        Verdict = "Pass",
        Encrypted = true,
        TlsVersion = version,
        CipherSuite = suite,
        CertificateVerdict = "Valid",
        Certificate = new CertificateInfo { Subject = "CN=" + Host, Issuer = "CN=I", Sha256 = sha256, SpkiSha256 = spki, KeyType = "RSA", NotAfter = Day.AddDays(80) },
        Chain = [new CertificateInfo { Subject = "CN=" + Host, Sha256 = sha256, NotAfter = Day.AddDays(80) }, new CertificateInfo { Subject = "CN=I", Sha256 = "i", NotAfter = Day.AddDays(400) }],
        Transcript = [new TranscriptLine(1, "Server", "220 hello")],
    };

    public static StartTlsResult Outcome(string outcome, string verdict) => new()
    {
        Domain = Domain, Host = Host, Preference = 10, Address = "192.0.2.1", Port = 25, Outcome = outcome, Verdict = verdict, CertificateVerdict = "Unknown",
    };

    public static MtaStsResult Sts(string state, string? mode, string? id, string verdict = "Pass", string? raw = null) => new()
    {
        Domain = Domain,
        State = state,
        Verdict = verdict,
        Record = id is null ? null : new MtaStsRecord { Raw = "v=STSv1; id=" + id, Id = id },
        Policy = mode is null ? null : new MtaStsPolicyFile { Mode = mode, Mx = [Host], MaxAgeSec = 86400, Raw = raw ?? $"version: STSv1\r\nmode: {mode}\r\n", WebCertificateNotAfter = Day.AddDays(60) },
    };

    public static DaneResult Dane(string state, string? data, string verdict = "Pass") => new()
    {
        Domain = Domain, Host = Host, State = state, Verdict = verdict, Effect = "Authenticate", MxSecurity = "Secure", BaseDomain = data is null ? null : Host,
        Records = data is null ? [] : [new DaneRecord { Usage = 3, Selector = 1, MatchingType = 1, Data = data, Usable = true, Matched = true, Role = "Matched" }],
        Reason = "Because.",
    };

    public static Finding Finding(string id, string severity = "High", string subject = Host) => new(id, severity, subject, "Title", $"{subject} has {id}.", "Do it.", "RFC 1 §1");

    public static DomainAudit With(this DomainAudit audit, StartTlsResult host) => audit with { StartTls = audit.StartTls with { Verdict = host.Verdict, Hosts = [host] } };

    /// <summary>The way that audits take: out as JSON, in again, one run each.</summary>
    public static AuditDrift Compare(params DomainAudit[] audits)
    {
        AuditHistory history = new();
        foreach (DomainAudit audit in audits)
        {
            history.BeginRun();
            Outcome<DomainAudit> read = AuditText.Read(audit.ToJson());
            Assert.True(read.Value is not null, read.Fault?.Message);
            history.Add(read.Value!);
        }

        return Assert.Single(history.Compare());
    }

    public static string Edit(DomainAudit audit, string part, string instead)
    {
        string text = audit.ToJson();
        Assert.Contains(part, text, StringComparison.Ordinal);
        string edited = text.Replace(part, instead, StringComparison.Ordinal);
        using JsonDocument good = JsonDocument.Parse(edited);
        return edited;
    }
}
