using SmtpTls.Audit;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Audit;

/// <summary>States, effects, assurance and grade with DANE.</summary>
public sealed class DaneJudgeTests
{
    private static readonly Judge Judge = new(new CheckCatalog());

    [Fact]
    public void A_host_that_holds_lifts_the_domain_to_Enforced()
    {
        DomainAudit audit = Judge.Assess(DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf)));
        DaneResult host = Assert.Single(audit.Dane!.Hosts);
        Assert.Equal(("Matched", "Pass", "Matched", "Authenticate", "Pass"), (audit.Dane.State, audit.Dane.Verdict, host.State, host.Effect, host.Verdict));
        Assert.Equal(("Enforced", "A"), (audit.Assurance, audit.Grade));
        Assert.Equal(("Secure", "Secure", "Secure", Seen.Host, 3600L), (host.MxSecurity, host.AddressSecurity, host.TlsaSecurity, host.BaseDomain, host.Ttl));
        Assert.Null(host.ResultType);
    }

    [Fact]
    public void Below_an_insecure_MX_the_host_is_judged_and_nothing_is_enforced()
    {
        DomainAudit audit = Judge.Assess(DaneCases.All["DANE-MX-NOT-SECURE"]());
        Assert.Equal(("Matched", "Authenticate", "Authenticatable"), (audit.Dane!.State, audit.Dane.Hosts[0].Effect, audit.Assurance));
    }

    [Fact]
    public void What_was_not_asked_is_null_and_proves_nothing()
    {
        DomainAudit audit = Judge.Assess(DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf)) with { DaneAsked = false });
        Assert.Null(audit.Dane);
        Assert.Equal("Authenticatable", audit.Assurance);
    }

    [Theory]
    [InlineData(DnsStatus.NoData, DnsSecurity.Secure, "Absent", "Opportunistic", "NotPresent")]
    [InlineData(DnsStatus.NameNotFound, DnsSecurity.Secure, "Absent", "Opportunistic", "NotPresent")]
    [InlineData(DnsStatus.NoData, DnsSecurity.Insecure, "NotSecure", "Opportunistic", "Warn")]
    [InlineData(DnsStatus.NoData, DnsSecurity.Indeterminate, "Indeterminate", "SkipHost", "Inconclusive")]
    [InlineData(DnsStatus.ServerFailure, DnsSecurity.Bogus, "Bogus", "SkipHost", "Fail")]
    [InlineData(DnsStatus.ServerFailure, DnsSecurity.Indeterminate, "Indeterminate", "SkipHost", "Inconclusive")]
    [InlineData(DnsStatus.Timeout, DnsSecurity.Indeterminate, "Indeterminate", "SkipHost", "Inconclusive")]
    internal void The_TLSA_answer_decides(DnsStatus status, DnsSecurity security, string state, string effect, string verdict)
    {
        DaneResult host = Judge.Assess(DaneFacts.With(DaneFacts.Ended(status, security))).Dane!.Hosts[0];
        Assert.Equal((state, effect, verdict), (host.State, host.Effect, host.Verdict));
    }

    [Theory]
    [InlineData(null, "NotSecure", "Opportunistic", "Warn")]
    [InlineData(DnsSecurity.Insecure, "Absent", "Opportunistic", "NotPresent")]
    [InlineData(DnsSecurity.Indeterminate, "Indeterminate", "Opportunistic", "Inconclusive")]
    internal void Below_an_address_that_is_not_secure_TLSA_is_not_asked(DnsSecurity? address, string state, string effect, string verdict)
    {
        DaneResult host = Judge.Assess(DaneFacts.Of(DaneFacts.Host(null, address))).Dane!.Hosts[0];
        Assert.Equal((state, effect, verdict), (host.State, host.Effect, host.Verdict));
        Assert.Null(host.TlsaSecurity);
    }

    [Fact]
    public void A_bogus_MX_answer_makes_the_message_wait()
    {
        DomainFacts facts = new()
        {
            Domain = DomainName.Parse("example.com"),
            TakenAt = Seen.Now,
            MxState = MailRouteState.Unknown,
            MxAnswer = DaneFacts.Answer("example.com", "MX", DnsSecurity.Bogus),
            DaneAsked = true,
        };
        DaneResult host = Judge.Assess(facts).Dane!.Hosts[0];
        Assert.Equal(("Bogus", "Defer", "Fail", "dnssec-invalid"), (host.State, host.Effect, host.Verdict, host.ResultType));
        Assert.Equal(("Indeterminate", "Defer"), Word(Judge.Assess(facts with { MxAnswer = facts.MxAnswer with { Security = DnsSecurity.Indeterminate } }).Dane!.Hosts[0]));
    }

    [Theory]
    [InlineData(MailRouteState.Null)]
    [InlineData(MailRouteState.NotFound)]
    internal void Where_no_mail_goes_DANE_does_not_apply(MailRouteState state)
    {
        DaneSummary dane = Judge.Assess(new DomainFacts { Domain = DomainName.Parse("example.com"), TakenAt = Seen.Now, MxState = state, DaneAsked = true }).Dane!;
        Assert.Equal(("NotApplicable", "NotPresent", 0), (dane.State, dane.Verdict, dane.Hosts.Count));
    }

    [Fact]
    public void Every_record_is_accounted_for()
    {
        DaneResult host = Judge.Assess(DaneFacts.Of(
            DaneFacts.Ee(DaneFacts.Leaf), DaneFacts.Unknown(), DaneFacts.Unknown(1), "2 1 1 " + new string('b', 64), "1 1 1 " + new string('c', 64), "3 1 1 abcd", "3 0 9 ab")).Dane!.Hosts[0];
        Assert.Equal(["Matched", "Spare", "Stale", "Stale", "Unusable", "Malformed", "Unusable"], host.Records.Select(record => record.Role));
        Assert.Equal([true, true, true, true, false, false, false], host.Records.Select(record => record.Usable));
        Assert.Equal([true, false, false, false, false, false, false], host.Records.Select(record => record.Matched));
        Assert.All(host.Records.Skip(1), record => Assert.NotNull(record.Problem));
    }

    [Fact]
    public void RSA_and_ECDSA_count_apart_for_spare_records()
    {
        DaneResult host = Judge.Assess(DaneFacts.Of(DaneFacts.Host(
            DaneFacts.Found(DaneFacts.Ee(DaneFacts.Leaf), DaneFacts.Ee(DaneFacts.Other), DaneFacts.Unknown(), DaneFacts.Unknown(1), DaneFacts.Unknown(2)),
            shown: [DaneFacts.Leaf, DaneFacts.Other]))).Dane!.Hosts[0];
        Assert.Equal("Matched", host.State);
        Assert.Equal(["Matched", "Matched", "Spare", "Spare", "Stale"], host.Records.Select(record => record.Role));
    }

    [Fact]
    public void Of_two_digests_the_stronger_decides()
    {
        DaneResult host = Judge.Assess(DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf), "3 1 2 " + new string('a', 128))).Dane!.Hosts[0];
        Assert.Equal(("Failed", "SkipHost"), Word(host));
        Assert.Contains("weaker digest", host.Reason, StringComparison.Ordinal);
        Assert.Equal(("Matched", "Authenticate"), Word(Judge.Assess(DaneFacts.Of(DaneFacts.Ee(DaneFacts.Leaf), DaneFacts.Ee(DaneFacts.Leaf, 2))).Dane!.Hosts[0]));
    }

    [Fact]
    public void Without_a_usable_record_TLS_is_a_must_and_where_there_is_none_the_host_is_skipped()
    {
        HostFacts host = DaneFacts.Host(DaneFacts.Found("1 1 1 " + new string('a', 64)));
        Assert.Equal(("Unusable", "Encrypt"), Word(Judge.Assess(DaneFacts.Of(host)).Dane!.Hosts[0]));
        HostFacts plain = host with { Addresses = [new AddressFacts(Seen.Probe(ProbeOutcome.NotOffered), null)] };
        Assert.Equal(("Unusable", "SkipHost"), Word(Judge.Assess(DaneFacts.Of(plain)).Dane!.Hosts[0]));
    }

    [Fact]
    public void Addresses_that_nobody_could_ask_are_left_out_and_alone_prove_nothing()
    {
        HostFacts host = DaneFacts.Host(DaneFacts.Found(DaneFacts.Ee(DaneFacts.Leaf)));
        ShownCertificates silent = new() { Address = System.Net.IPAddress.Loopback, State = OutcomeState.Unknown, Outcome = ProbeOutcome.ConnectionTimeout };
        Assert.Equal(("Matched", "Authenticate"), Word(Judge.Assess(DaneFacts.Of(host with { Dane = host.Dane! with { Shown = [.. host.Dane.Shown, silent] } })).Dane!.Hosts[0]));
        DomainAudit blind = Judge.Assess(DaneFacts.Of(host with { Dane = host.Dane! with { Shown = [silent] } }));
        Assert.Equal(("Indeterminate", "Authenticate"), Word(blind.Dane!.Hosts[0]));
        Assert.NotEqual("Enforced", blind.Assurance);
        Assert.Equal("NotTried", blind.Dane.Hosts[0].Records[0].Role);
    }

    [Fact]
    public void Over_several_hosts_the_state_is_common_or_partial_or_the_worst()
    {
        HostFacts good = DaneFacts.Host(DaneFacts.Found(DaneFacts.Ee(DaneFacts.Leaf))), absent = DaneFacts.Host(DaneFacts.Ended(DnsStatus.NoData, DnsSecurity.Secure), name: "mx2.example.com"),
            failed = DaneFacts.Host(DaneFacts.Found(DaneFacts.Unknown()), name: "mx3.example.com");
        Assert.Equal(("Matched", "Pass"), Summary(good, good));
        Assert.Equal(("Partial", "Warn"), Summary(good, absent));
        Assert.Equal(("Partial", "Fail"), Summary(good, failed));
        Assert.Equal(("Failed", "Fail"), Summary(absent, failed));
        Assert.Equal(("Absent", "NotPresent"), Summary(absent, absent));

        static (string, string) Summary(params HostFacts[] hosts)
        {
            DaneSummary dane = Judge.Assess(DaneFacts.Of(hosts)).Dane!;
            return (dane.State, dane.Verdict);
        }
    }

    [Fact]
    public void What_DANE_EE_makes_irrelevant_weighs_little()
    {
        byte[] expired = Seen.Certificate("other.example.com", days: -1);
        HostFacts host = DaneFacts.Host(DaneFacts.Found(DaneFacts.Ee(expired)), shown: [expired]) with { Addresses = [new AddressFacts(Seen.Encrypted(expired), new ChainFacts { SelfSigned = true, Path = [0] })] };
        DomainAudit audit = Judge.Assess(DaneFacts.Of(host));
        Assert.Equal(("Enforced", "A"), (audit.Assurance, audit.Grade));
        foreach (string id in (string[])["CERT-EXPIRED", "CERT-NAME-MISMATCH", "CERT-SELF-SIGNED"])
        {
            Finding finding = Assert.Single(audit.Findings, one => one.Id == id);
            Assert.Equal("Low", finding.Severity);
            Assert.Contains("DANE-EE", finding.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_weak_key_is_weak_whoever_vouches_for_it()
    {
        byte[] weak = Seen.RsaCertificate(1024);
        DomainAudit audit = Judge.Assess(DaneFacts.Of(DaneFacts.Host(DaneFacts.Found(DaneFacts.Ee(weak)), shown: [weak])));
        Assert.NotEqual("Low", audit.Findings.Single(one => one.Id == "CERT-WEAK-KEY").Severity);
    }

    [Fact]
    public void Which_of_DANE_and_MTA_STS_fails_is_said()
    {
        Assert.Contains("no policy may override", Disagreement(DaneFacts.Of(DaneFacts.Unknown()) with { MtaSts = Published.Policy() }), StringComparison.Ordinal);
        byte[] other = Seen.Certificate("other.example.net");
        DomainFacts holds = DaneFacts.Of(DaneFacts.Host(DaneFacts.Found(DaneFacts.Ee(other)), shown: [other])) with { MtaSts = Published.Policy() };
        Assert.Contains("DANE holds, MTA-STS does not", Disagreement(holds), StringComparison.Ordinal);

        static string Disagreement(DomainFacts facts) => Judge.Assess(facts).Findings.Single(one => one.Id == "DANE-MTASTS-DISAGREE").Detail;
    }

    [Fact]
    public void Stored_facts_give_the_same_result()
    {
        foreach (Func<DomainFacts> facts in DaneCases.All.Values)
        {
            DomainFacts original = facts();
            Outcome<DomainFacts> read = FactsFile.Read(FactsFile.Write(original));
            Assert.True(read.Value is not null, read.Fault?.Message);
            Assert.Equal(System.Text.Json.JsonSerializer.Serialize(Judge.Assess(original)), System.Text.Json.JsonSerializer.Serialize(Judge.Assess(read.Value)));
        }
    }

    private static (string, string?) Word(DaneResult host) => (host.State, host.Effect);
}
