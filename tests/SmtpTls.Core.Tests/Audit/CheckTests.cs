using SmtpTls.Audit;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Http;
using SmtpTls.MtaSts;
using SmtpTls.Smtp;
using SmtpTls.Tls;
using SmtpTls.TlsRpt;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>For each finding: facts that show it, and what its sentence must hold.</summary>
public sealed class CheckTests
{
    private static readonly Judge Judge = new(new CheckCatalog());

    private static readonly byte[] Good = Seen.Certificate();

    private static readonly Dictionary<string, Func<DomainFacts>> Cases = new(DaneCases.All)
    {
        ["DNSSEC-BOGUS"] = () => Answered(DnsSecurity.Bogus),
        ["DNSSEC-UNDETERMINED"] = () => Answered(DnsSecurity.Indeterminate),
        ["DNSSEC-NOT-SIGNED"] = () => Answered(DnsSecurity.Insecure),
        ["DNSSEC-WEAK-ALGORITHM"] = () => Answered(DnsSecurity.Insecure, "example.com"),
        ["MTASTS-NOT-PUBLISHED"] = () => Published.None,
        ["MTASTS-UNDETERMINED"] = () => Published.Facts(Published.Unanswered),
        ["MTASTS-RECORD-INVALID"] = () => Published.Facts(Published.Record("v=STSv1; id=a;", "v=STSv1; id=b;")),
        ["MTASTS-RECORD-UNUSUAL"] = () => Published.Facts(Published.Record("v=STSv1; id=a; id=b;")),
        ["MTASTS-FETCH-FAILED"] = () => Published.Facts(Published.Record() with { Fetch = Published.Answer("") with { HttpStatus = 404, Body = null } }),
        ["MTASTS-WEB-CERTIFICATE-INVALID"] = () => Published.Facts(Published.Record() with
        {
            Fetch = Published.Answer("") with { State = WebState.CertificateInvalid, HttpStatus = null, Body = null, Fault = new Fault(FaultKind.Tls, "it expired.") },
        }),
        ["MTASTS-WEB-CERTIFICATE-EXPIRES-SOON"] = () => Published.Facts(Published.Policy() with
        {
            Fetch = Published.Answer(Published.Text()) with { Chain = [Seen.Certificate("mta-sts.example.com", days: 5)] },
        }),
        ["MTASTS-POLICY-INVALID"] = () => Published.Facts(Published.Policy("version: STSv1\nmode: strict\nmax_age: 1\n")),
        ["MTASTS-POLICY-UNUSUAL"] = () => Published.Facts(Published.Policy(Published.Text() + "mode: none\n")),
        ["MTASTS-NOT-ENFORCED"] = () => Published.Facts(Published.Policy(Published.Text(mode: "testing"))),
        ["MTASTS-MX-NOT-COVERED"] = () => Published.Facts(Published.Policy(Published.Text(mx: "other.example.com"))),
        ["MTASTS-MX-NOT-DELIVERABLE"] = () => Published.Facts(Published.Policy(), Seen.OneHost(Seen.Probe(ProbeOutcome.NotOffered))),
        ["MTASTS-NO-HOST-LEFT"] = () => Published.Facts(Published.Policy(), Seen.OneHost(Seen.Probe(ProbeOutcome.NotOffered))),
        ["MTASTS-PATTERN-UNUSED"] = () => Published.Facts(Published.Policy(Published.Text(mx: "*.example.com\nmx: gone.example.net"))),
        ["MTASTS-MAX-AGE-SHORT"] = () => Published.Facts(Published.Policy(Published.Text(maxAge: 3600))),
        ["MTASTS-ID-UNCHANGED"] = () => Published.Facts(Published.Policy() with { Cached = Published.Held("a", Published.Text(mode: "testing")) }),
        ["MTASTS-OLD-POLICY-HELD"] = () => Published.Facts(Published.Policy() with { Cached = Published.Held("before", Published.Text()) }),
        ["TLSRPT-NOT-PUBLISHED"] = () => Published.Reports(null),
        ["TLSRPT-UNDETERMINED"] = () => Published.None with { TlsRpt = new ReportRecordSeen { Txt = Published.Silent } },
        ["TLSRPT-RECORD-INVALID"] = () => Published.Reports("v=TLSRPTv1; rua=ftp://example.com/"),
        ["TLSRPT-RECORD-UNUSUAL"] = () => Published.Reports("v=TLSRPTv1; rua=mailto:a@example.com,ftp://example.com/"),
        ["TLSRPT-OLD-NAME"] = () => Published.None with
        {
            TlsRpt = new ReportRecordSeen { Txt = Published.Txt("_smtp._tls.example.com"), OldTxt = Published.Txt("_smtp-tlsrpt.example.com", "v=TLSRPTv1; rua=mailto:a@example.com") },
        },
        ["STARTTLS-NOT-OFFERED"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.NotOffered) with { Capabilities = ["PIPELINING", "SIZE 1000"] }),
        ["STARTTLS-STRIPPED"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.Stripped) with { Capabilities = ["XXXXXXXA"], Remarks = [ProbeRemark.MaskedKeyword] }),
        ["STARTTLS-REFUSED"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.Refused) with { StartTlsOffered = true, ReplyCode = 454, ReplyText = "4.7.0 TLS not available" }),
        ["STARTTLS-INJECTION"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.InjectionDetected) with { Fault = new Fault(FaultKind.Protocol, "250 injected") }),
        ["STARTTLS-UNDETERMINED"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.TemporaryFailure) with { ReplyCode = 421, ReplyText = "4.3.2 later" }),
        ["STARTTLS-INSIDE-TLS"] = () => Encrypted(probe => probe with { Remarks = [ProbeRemark.StartTlsInsideTls] }),
        ["TLS-HANDSHAKE-FAILED"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.HandshakeFailed) with
        {
            Tls = new TlsHandshake { Failure = new TlsFailure(TlsFailureCause.Alert, 40, "handshake_failure", "The server sent the alert handshake_failure.") },
        }),
        ["TLS-OLD-VERSION-ONLY"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.HandshakeFailed) with { OldVersionSpoken = "TLSv1.0" }),
        ["TLS-OLD-VERSION"] = () => Encrypted(probe => probe with { Tls = probe.Tls! with { Version = "TLSv1.1" } }),
        ["TLS-WEAK-SUITE"] = () => Encrypted(probe => probe with { Tls = probe.Tls! with { Version = "TLSv1.2", Suite = "TLS_RSA_WITH_3DES_EDE_CBC_SHA" } }),
        ["TLS-NO-FORWARD-SECRECY"] = () => Encrypted(probe => probe with { Tls = probe.Tls! with { Version = "TLSv1.2", Suite = "TLS_RSA_WITH_AES_128_GCM_SHA256" } }),
        ["SMTP-GREETING-REJECTED"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.GreetingRejected) with { ReplyCode = 554, ReplyText = "5.7.1 no service" }),
        ["SMTP-PROTOCOL-ERROR"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.ProtocolError) with { Fault = new Fault(FaultKind.Protocol, "SSH answered.") }),
        ["SMTP-CONNECTION-REFUSED"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.ConnectionRefused)),
        ["SMTP-BARE-LINE-FEED"] = () => Encrypted(probe => probe with { Remarks = [ProbeRemark.BareLineFeed] }),
        ["SMTP-EARLY-TEXT"] = () => Encrypted(probe => probe with { Remarks = [ProbeRemark.EarlyText] }),
        ["SMTP-LONG-LINE"] = () => Encrypted(probe => probe with { Remarks = [ProbeRemark.LongLine] }),
        ["SMTP-SILENT-INSIDE-TLS"] = () => Encrypted(probe => probe with { Remarks = [ProbeRemark.SilentInsideTls], StoppedInside = "It answered '530 5.7.0 no'." }),
        ["MX-PRIVATE-ADDRESS"] = () => Seen.Facts(Seen.Probe(ProbeOutcome.ConnectionRefused, "10.0.0.25")),
        ["MX-NULL"] = () => Seen.Facts() with { MxState = MailRouteState.Null },
        ["MX-NOT-FOUND"] = () => Seen.Facts() with { MxState = MailRouteState.NotFound, MxFault = new Fault(FaultKind.NameNotFound, "example.com does not exist.") },
        ["MX-UNDETERMINED"] = () => Seen.Facts() with { MxState = MailRouteState.Unknown, MxFault = new Fault(FaultKind.ServerFailure, "SERVFAIL for example.com MX.") },
        ["MX-IMPLICIT"] = () => Seen.Facts(Seen.Encrypted(Good), Seen.Anchored) with { MxState = MailRouteState.Implicit },
        ["MX-HOST-NOT-FOUND"] = () => Seen.Facts(Unresolved(OutcomeState.Absent)),
        ["MX-HOST-UNDETERMINED"] = () => Seen.Facts(Unresolved(OutcomeState.Unknown)),
        ["MX-NULL-BESIDE-OTHERS"] = () => Remarked(MailRouteRemarkKind.NullMxBesideOthers),
        ["MX-NULL-PREFERENCE"] = () => Remarked(MailRouteRemarkKind.NullMxPreference),
        ["MX-DUPLICATE"] = () => Remarked(MailRouteRemarkKind.TargetTwice),
        ["MX-DOMAIN-ALIAS"] = () => Remarked(MailRouteRemarkKind.DomainIsAlias),
        ["MX-ALIAS"] = () => Remarked(MailRouteRemarkKind.TargetIsAlias),
        ["MX-INVALID-NAME"] = () => Remarked(MailRouteRemarkKind.TargetInvalid),
        ["MX-ADDRESSES-INCOMPLETE"] = () => Remarked(MailRouteRemarkKind.AddressesIncomplete),
        ["MX-TOO-MANY"] = () => Remarked(MailRouteRemarkKind.TooManyTargets),
        ["CERT-EXPIRED"] = () => Seen.Facts(Seen.Encrypted(Seen.Certificate(days: -1)), Seen.Anchored),
        ["CERT-EXPIRES-SOON"] = () => Seen.Facts(Seen.Encrypted(Seen.Certificate(days: 5)), Seen.Anchored),
        ["CERT-NOT-YET-VALID"] = () => Seen.Facts(Seen.Encrypted(Seen.Certificate(startDays: 1)), Seen.Anchored),
        ["CERT-NAME-MISMATCH"] = () => Seen.Facts(Seen.Encrypted(Seen.Certificate("other.example.com")), Seen.Anchored),
        ["CERT-NO-SUBJECT-ALT-NAME"] = () => Seen.Facts(Seen.Encrypted(Seen.Certificate(name: null)), Seen.Anchored),
        ["CERT-SELF-SIGNED"] = () => Seen.Facts(Seen.Encrypted(Good), new ChainFacts { SelfSigned = true, Path = [0] }),
        ["CERT-UNTRUSTED-ROOT"] = () => Seen.Facts(Seen.Encrypted(Good), new ChainFacts { UntrustedRoot = true, Path = [0], RootSubject = "CN=Private Root" }),
        ["CERT-NOT-IN-MICROSOFT-PROGRAM"] = () => Seen.Facts(Seen.Encrypted(Good), Seen.Anchored with { RootSubject = "CN=Private Root", RootSha256 = new string('a', 64) }),
        ["CERT-INCOMPLETE-CHAIN"] = () => Seen.Facts(Seen.Encrypted(Good), new ChainFacts { Incomplete = true, Path = [0], RootSubject = "CN=Missing CA" }),
        ["CERT-REVOKED"] = () => Seen.Facts(Seen.Encrypted(Good), Seen.Anchored with { Revocation = RevocationState.Revoked, RevocationDetail = "the CRL lists it" }),
        ["CERT-REVOCATION-UNKNOWN"] = () => Seen.Facts(Seen.Encrypted(Good), Seen.Anchored with { Revocation = RevocationState.Unknown, RevocationDetail = "no answer" }),
        ["CERT-WRONG-USAGE"] = () => Seen.Facts(Seen.Encrypted(Good), new ChainFacts { WrongUsage = true, Path = [0] }),
        ["CERT-WEAK-KEY"] = () => Seen.Facts(Seen.Encrypted(Seen.RsaCertificate(1024)), Seen.Anchored),
        ["CERT-WEAK-SIGNATURE"] = () => Seen.Facts(Seen.Encrypted(Seen.Sha1Certificate()), Seen.Anchored),
        ["CERT-UNREADABLE"] = () => Seen.Facts(Seen.Encrypted([0x30, 0x03, 0x02, 0x01]), new ChainFacts { UntrustedRoot = true }),
    };

    public static TheoryData<string> Ids => [.. Cases.Keys];

    [Theory, MemberData(nameof(Ids))]
    public void A_finding_is_made_from_the_facts_that_show_it(string id)
    {
        DomainAudit audit = Judge.Assess(Cases[id]());
        Finding finding = Assert.Single(audit.Findings, one => one.Id == id);
        Assert.EndsWith(".", finding.Detail, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
        Assert.True(finding.Subject is "example.com" or Seen.Host or "contoso-com.mail.protection.outlook.com", finding.Subject);
    }

    [Fact]
    public void Every_check_has_a_case_here() => Assert.Empty(new CheckCatalog().Checks.Select(check => check.Info.Id).Except(Cases.Keys));

    [Fact]
    public void A_good_server_has_no_finding()
    {
        DomainAudit audit = Judge.Assess(Seen.Facts(Seen.Encrypted(Good), Seen.Anchored));
        Assert.Empty(audit.Findings);
        Assert.Equal(("Pass", "Pass", "Authenticatable", "C"), (audit.StartTls.Verdict, audit.Certificate.Verdict, audit.Assurance, audit.Grade));
    }

    [Theory]
    [InlineData("STARTTLS-NOT-OFFERED", "SIZE 1000")]
    [InlineData("STARTTLS-STRIPPED", "XXXXXXXA")]
    [InlineData("STARTTLS-REFUSED", "454 4.7.0 TLS not available")]
    [InlineData("STARTTLS-UNDETERMINED", "421 4.3.2 later")]
    [InlineData("TLS-HANDSHAKE-FAILED", "handshake_failure")]
    [InlineData("TLS-OLD-VERSION-ONLY", "TLSv1.0")]
    [InlineData("CERT-EXPIRED", "2026-11-21")]
    [InlineData("CERT-EXPIRES-SOON", "in 5 days")]
    [InlineData("CERT-NAME-MISMATCH", "other.example.com")]
    [InlineData("CERT-INCOMPLETE-CHAIN", "CN=Missing CA")]
    [InlineData("CERT-WEAK-KEY", "1024 bits")]
    public void The_detail_holds_what_was_seen(string id, string part) =>
        Assert.Contains(part, Judge.Assess(Cases[id]()).Findings.Single(one => one.Id == id).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("Medium", "trusted here by this machine and the CA file", "System", "CaFile")]
    [InlineData("Medium", "trusted here by the CA file", "CaFile")]
    [InlineData("Low", "though it is in that of Mozilla (list of November 2025)", "System", "Mozilla")]
    [InlineData(null, null, "System", "Microsoft")]
    [InlineData(null, null, "CaFile", "Microsoft", "Mozilla")]
    public void A_root_outside_Microsofts_program_is_said_and_does_not_spoil_the_certificate(string? severity, string? part, params string[] trustedBy)
    {
        DomainAudit audit = Judge.Assess(Seen.Facts(Seen.Encrypted(Good), Seen.Anchored with { TrustedBy = trustedBy, RootSubject = "CN=Some Root", RootSha256 = new string('a', 64) }));
        Finding? finding = audit.Findings.SingleOrDefault(one => one.Id == "CERT-NOT-IN-MICROSOFT-PROGRAM");
        Assert.Equal(severity, finding?.Severity);
        Assert.Contains(part ?? "", finding?.Detail ?? "", StringComparison.Ordinal);
        Assert.Equal(("Valid", "Pass"), (audit.StartTls.Hosts[0].CertificateVerdict, audit.Certificate.Verdict));
        Assert.Equal(trustedBy, audit.StartTls.Hosts[0].Certificate!.TrustedBy);
    }

    [Theory]
    [InlineData(nameof(WebState.NameNotFound), "In DNS, give the policy host")]
    [InlineData(nameof(WebState.ConnectFailed), "TCP port 443")]
    [InlineData(nameof(WebState.TooLarge), "Have the web host answer")]
    public void The_remedy_of_a_failed_fetch_is_for_whoever_can_act(string state, string part)
    {
        StsFetchSeen fetch = Published.Answer("") with { State = Enum.Parse<WebState>(state), HttpStatus = null, Body = null, Fault = new Fault(FaultKind.Refused, "It failed.") };
        Finding finding = Judge.Assess(Published.Facts(Published.Record() with { Fetch = fetch })).Findings.Single(one => one.Id == "MTASTS-FETCH-FAILED");
        Assert.Contains(part, finding.Remedy, StringComparison.Ordinal);
        Assert.NotEqual(finding.Remedy, FindingTranslator.For("pt-BR")!.Translate(finding).Remedy);
    }

    [Fact]
    public void An_issuer_that_was_sent_is_not_called_missing()
    {
        Tls.Certificates.Node root = Tls.Certificates.Root(), middle = root.Intermediate(), impostor = Tls.Certificates.Root("CN=Other").Intermediate(), leaf = middle.Leaf(Seen.Host);
        Assert.Contains("that of the issuer CN=Test Intermediate is missing", Detail([leaf], [0]), StringComparison.Ordinal);
        Assert.Contains("bears the name of the issuer CN=Test Intermediate, but its key did not sign", Detail([leaf, impostor], [0]), StringComparison.Ordinal);
        Assert.Contains("in a circle", Detail([leaf, middle, root], [0, 1, 2]), StringComparison.Ordinal);

        static string Detail(Tls.Certificates.Node[] sent, int[] path)
        {
            ChainFacts chain = new() { Incomplete = true, Path = path, RootSubject = sent[path[^1]].Certificate.Issuer };
            return Judge.Assess(Seen.Facts(Seen.Encrypted([.. sent.Select(one => one.Der)]), chain)).Findings.Single(one => one.Id == "CERT-INCOMPLETE-CHAIN").Detail;
        }
    }

    [Fact]
    public void A_probe_that_gave_up_says_after_how_long()
    {
        SmtpProbe silent = Seen.Probe(ProbeOutcome.GreetingTimeout) with { Fault = new Fault(FaultKind.Timeout, "No greeting came."), Timings = new ProbeTimings(1, 9000, null, null, null, 9001) };
        Assert.EndsWith("No greeting came. The probe waited 9.0 s in all.", Judge.Assess(Seen.Facts(silent)).Findings.Single(one => one.Id == "STARTTLS-UNDETERMINED").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_said_of_a_program_where_the_root_was_not_seen() =>
        Assert.Empty(Judge.Assess(Seen.Facts(Seen.Encrypted(Good), Seen.Anchored with { TrustedBy = ["CaFile"] })).Findings);

    [Fact]
    public void A_public_root_that_this_machine_lacks_is_no_fault_of_the_server()
    {
        ChainFacts chain = new() { UntrustedRoot = true, TrustedBy = ["Microsoft"], Path = [0], RootSubject = "CN=Public Root" };
        Finding finding = Judge.Assess(Seen.Facts(Seen.Encrypted(Good), chain)).Findings.Single(one => one.Id == "CERT-UNTRUSTED-ROOT");
        Assert.Contains("in the root program of Microsoft (list of April 2025)", finding.Detail, StringComparison.Ordinal);
        Assert.StartsWith("Update the root certificates of this machine", finding.Remedy, StringComparison.Ordinal);
    }

    private static DomainFacts Encrypted(Func<SmtpProbe, SmtpProbe> change) => Seen.Facts(change(Seen.Encrypted(Good)), Seen.Anchored);

    private static DomainFacts Remarked(MailRouteRemarkKind kind) =>
        Seen.Facts(Seen.Encrypted(Good), Seen.Anchored) with { MxRemarks = [new MailRouteRemark(kind, Seen.Host, "Something odd.")] };

    private static DomainFacts Answered(DnsSecurity security, params string[] weak) => Seen.Facts(Seen.Encrypted(Good), Seen.Anchored) with
    {
        MxAnswer = new AnswerSeen { Name = "example.com", Type = "MX", Security = security, Reason = "because", WeakZones = weak },
    };

    private static HostFacts Unresolved(OutcomeState state) =>
        new() { Host = Seen.Host, Preference = 10, AddressState = state, AddressFault = new Fault(FaultKind.NameNotFound, "No address.") };
}
