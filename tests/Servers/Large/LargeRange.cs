using SmtpTls.Lab.Catalog;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Dns.Signing;

namespace SmtpTls.Servers.Large;

/// <summary>
/// A practice range of many domains over few mail hosts. A known part of the hosts, of the records and of the zones is broken, each in one known way and each
/// by a period of its own, so that the faults meet in every combination; for every domain it is known what an audit has to say.
/// </summary>
internal static class LargeRange
{
    public const int Hosts = 500, Policies = 200;
    private const string PrivateRoot = "CERT-NOT-IN-MICROSOFT-PROGRAM", NoDane = "DANE-NOT-PUBLISHED", NotDeliverable = "MTASTS-MX-NOT-DELIVERABLE", NoHostLeft = "MTASTS-NO-HOST-LEFT";
    private static readonly CertificateRecipe Good = new();

    /// <summary>How the mail hosts are, in turn: twelve of twenty are as they should be.</summary>
    private static readonly MailKind[] Kinds =
    [
        .. Enumerable.Repeat(Held(TlsaSource.Own, "Matched Authenticate Pass", "Enforced"), 10),
        .. Enumerable.Repeat(Shows(Good, "Pass", "Authenticatable", PrivateRoot, NoDane), 2),
        Shows(Good with { FromDay = -90, ToDay = -2 }, "Fail Expired", "Opportunistic", "CERT-EXPIRED", PrivateRoot, NoDane),
        Shows(Good with { Name = "mail.other.lab.test" }, "Fail NameMismatch", "Opportunistic", "CERT-NAME-MISMATCH", PrivateRoot, NoDane),
        Shows(Good with { Issuer = LabIssuer.Self }, "Fail SelfSigned", "Opportunistic", "CERT-SELF-SIGNED", NoDane),
        Shows(Good with { SendsIntermediate = false }, "Fail IncompleteChain", "Opportunistic", "CERT-INCOMPLETE-CHAIN", NoDane),
        Shows(Good with { Revocation = LabRevocation.Revoked }, "Fail Revoked", "Opportunistic", "CERT-REVOKED", PrivateRoot, NoDane),
        new MailKind(new LabServer("NotOffered", Scripts.Plain(Scripts.WithKeywords("PIPELINING", "8BITMIME"))), "NotPresent", "None") { Findings = ["STARTTLS-NOT-OFFERED", NoDane] },
        Held(TlsaSource.Nothing, "Failed SkipHost Fail", "Authenticatable") with { Findings = ["DANE-FAILED", "DANE-NO-HOST-LEFT", PrivateRoot] },
        new MailKind(new LabServer("ConnectionRefused", null), "Inconclusive", "none") { Findings = ["SMTP-CONNECTION-REFUSED", NoDane] },
    ];

    /// <summary>Every finding that some domain of two thousand must have.</summary>
    public static IEnumerable<string> Faults => Enumerable.Range(0, 2000).SelectMany(n => Expected(n).Findings.Split(' ')).Distinct();

    public static IReadOnlyList<LabCase> Cases(int domains)
    {
        LabCase[] hosts = [.. Enumerable.Range(0, Hosts).Select(n => new LabCase($"h{n}", "a mail host") { Servers = [KindOf(n).Server], Dane = KindOf(n).Dane })];
        return [.. hosts, .. Enumerable.Range(0, domains).Select(n => Domain(n, hosts[n % Hosts]))];
    }

    public static string Name(int number) => $"d{number}.lab.test";

    /// <summary>Whether the host's address has a server at all.</summary>
    public static bool Listens(int host) => KindOf(host).Server.Script is not null;

    public static string Host(int number) => $"mx.h{number}.lab.test";

    /// <summary>What an audit of the domain has to say, and nothing besides.</summary>
    public static AuditLine Expected(int number)
    {
        MailKind mail = KindOf(number % Hosts);
        (string tlsRpt, string? tlsRptFinding) = ReportsOf(number);
        (string mtaSts, string[] mtaStsFindings) = PolicyOf(number, mail);
        string tail = $"MTA-STS {mtaSts}; TLS-RPT {tlsRpt}";
        string?[] records = [.. mtaStsFindings, tlsRptFinding];
        if (ZoneOf(number) is { Fault: ZoneFault.BadSignature })
        {
            // Nobody may use a forged MX: the domain stands for the host that nobody could find.
            return Line($"none none; {Name(number)} NameNotResolved; certificate Inconclusive; DANE Bogus Defer Fail; {tail}", ["DANE-BOGUS", "DNSSEC-BOGUS", "MX-UNDETERMINED", .. records]);
        }

        // RFC 7672 §2.2.1: behind an MX that is not secure, DANE makes a sender check the host, but not that it is the right one.
        bool isSigned = ZoneOf(number) is null;
        string assurance = number < Policies && mail.CertificateText == "Pass" ? "Enforced" : !isSigned && mail.Assurance == "Enforced" ? "Authenticatable" : mail.Assurance;
        string grade = assurance switch { "Enforced" => "B", "Authenticatable" => "C", "Opportunistic" => "D", "None" => "F", _ => "none" };
        string[] zone = isSigned ? [] : mail.Dane is null ? ["DNSSEC-NOT-SIGNED"] : ["DNSSEC-NOT-SIGNED", "DANE-MX-NOT-SECURE"];
        return Line($"{assurance} {grade}; {Host(number % Hosts)} {mail.Server.Outcome}; certificate {mail.CertificateText}; DANE {mail.DaneText}; {tail}",
            [.. mail.Findings, .. records, .. zone, "MX-PRIVATE-ADDRESS"]);

        AuditLine Line(string verdicts, string?[] findings) => new(Name(number), verdicts, string.Join(' ', findings.OfType<string>().Order(StringComparer.Ordinal)));
    }

    private static MailKind KindOf(int host) => Kinds[host % Kinds.Length];

    private static (string State, string? Finding) ReportsOf(int number) => (number % 13, ZoneOf(number)?.Fault) switch
    {
        // That there is no record is proved, and that proof is whole in a zone whose records are forged.
        (1, _) => ("Absent", "TLSRPT-NOT-PUBLISHED"),
        (_, ZoneFault.BadSignature) => ("Indeterminate", "TLSRPT-UNDETERMINED"),
        (2, _) => ("Invalid", "TLSRPT-RECORD-INVALID"),
        _ => ("Valid", null),
    };

    private static (string Text, string[] Findings) PolicyOf(int number, MailKind mail) => (number % 13, ZoneOf(number)?.Fault) switch
    {
        _ when number < Policies => mail.CertificateText != "Pass" ? ("Valid Fail", [NotDeliverable, NoHostLeft])
            : ("Valid Pass", mail.Dane is null ? [] : [mail.Assurance == "Enforced" ? "DANE-MTASTS-AGREE" : "DANE-MTASTS-DISAGREE"]),
        (3, ZoneFault.BadSignature) => ("Indeterminate Inconclusive", ["MTASTS-UNDETERMINED"]),
        (3, _) => ("InvalidRecord Fail", ["MTASTS-RECORD-INVALID"]),
        _ => ("Absent NotPresent", ["MTASTS-NOT-PUBLISHED"]),
    };

    /// <summary>Null for a domain in the range's own zone.</summary>
    private static ZonePlan? ZoneOf(int number) => (number % 397) switch
    {
        301 => new ZonePlan { Fault = ZoneFault.BadSignature },
        102 => new ZonePlan { Signed = false },
        _ => null,
    };

    private static LabCase Domain(int number, LabCase host)
    {
        LabCase item = new($"d{number}", "a domain") { MailAt = host, Zone = ZoneOf(number) };
        string[] reports = (number % 13) switch { 1 => [], 2 => ["v=TLSRPTv1; ruf=mailto:tls-reports@lab.test"], _ => [ReportingCases.GoodRecord] };
        return item with
        {
            TlsRpt = reports,
            MtaSts = number < Policies ? PolicyCases.Enforce(Host(number % Hosts)) : number % 13 == 3 ? item.MtaSts with { Records = ["v=STSv1;"] } : item.MtaSts,
        };
    }

    private static MailKind Shows(CertificateRecipe certificate, string text, string assurance, params string[] findings) =>
        new(new LabServer("Encrypted", Scripts.Good()) { Certificate = certificate }, text, assurance) { Findings = findings };

    private static MailKind Held(TlsaSource from, string text, string assurance) => Shows(Good, "Pass", assurance, PrivateRoot) with
    {
        DaneText = text,
        Dane = new LabDane("", "", "") { Records = new Dictionary<string, IReadOnlyList<TlsaRecipe>> { ["mx"] = [new TlsaRecipe(from)] } },
    };
}

/// <summary>A kind of mail host, and what it means for a domain whose own records are in order.</summary>
/// <param name="Server">As the range plays it.</param>
/// <param name="CertificateText">The verdict and the problem.</param>
/// <param name="Assurance">As <c>DomainAudit.Assurance</c> names it, without a policy.</param>
internal sealed record MailKind(LabServer Server, string CertificateText, string Assurance)
{
    public LabDane? Dane { get; init; }

    /// <summary>State, effect and verdict.</summary>
    public string DaneText { get; init; } = "Absent Opportunistic NotPresent";

    /// <summary>Ids.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];
}
