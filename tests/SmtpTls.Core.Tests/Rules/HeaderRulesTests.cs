using SmtpTls.Headers;
using SmtpTls.Rules.Seen;

namespace SmtpTls.Core.Tests.Rules;

/// <summary>Which message broke which rule at which hop, by what its stamps say.</summary>
public sealed class HeaderRulesTests
{
    private const string Clear = "with ESMTP id 1", Tls13 = "(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)) with ESMTPS id 1",
        Tls10 = "(using TLSv1 with cipher ECDHE-RSA-AES256-SHA (256/256 bits)) with ESMTPS id 1", Silent = "id 1", NoVersion = "with ESMTPS id 1",
        Rc4 = "(using TLSv1.2 with cipher RC4-SHA (128/128 bits)) with ESMTPS id 1";

    [Theory]
    [InlineData("Encrypt", Clear, "in-clear", "")]
    [InlineData("Encrypt", Tls13, "", "")]
    [InlineData("Encrypt", Tls10, "tls-version", "")]
    [InlineData("Encrypt", Rc4, "broken-cipher", "")]
    [InlineData("Encrypt", Silent, "", "encryption-unknown")]
    [InlineData("Encrypt", NoVersion, "", "version-unknown")]
    [InlineData("Certificate", Tls13, "", "certificate-unknown")]
    [InlineData("Domain", Tls13, "", "certificate-unknown")]
    [InlineData("Dane", Tls13, "", "certificate-unknown")]
    [InlineData("Dane", Clear, "in-clear", "")]
    public void Outbound_a_stamp_proves_what_it_says_and_no_more(string level, string how, string breaches, string doubts) =>
        Expect(Judge([Sample.Rule(level, "contoso.test")], Message("To: bob@contoso.test", Hop(how))), breaches, doubts);

    [Theory]
    [InlineData("(No client certificate requested)", "certificate-not-verified", "")]
    [InlineData("(Client did not present a certificate)", "certificate-not-verified", "")]
    [InlineData("(Client CN \"mail.contoso.test\", Issuer \"CA\" (not verified))", "certificate-not-verified", "")]
    [InlineData("(Client CN \"mail.contoso.test\", Issuer \"CA\" (verified OK))", "", "")]
    [InlineData("(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=FAIL)", "certificate-not-verified", "")]
    [InlineData("(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=OK)", "", "")]
    [InlineData("", "", "certificate-unknown")]
    public void Inbound_the_receiver_may_say_whether_the_certificate_was_verified(string said, string breaches, string doubts) =>
        Expect(Judge([Sample.Rule("Certificate", "contoso.test") with { Direction = "Inbound" }], Message("From: Bob <bob@contoso.test>", Hop(Tls13.Replace(" with ESMTPS", $" {said} with ESMTPS", StringComparison.Ordinal)))), breaches, doubts);

    [Fact]
    public void A_breach_names_the_rule_the_hop_and_the_domain()
    {
        MessagePath path = Judge([Sample.Rule("Encrypt", "contoso.test") with { Name = "Contoso" }], Message("To: bob@contoso.test", Hop(Tls13), Hop(Clear)));
        RuleBreach breach = Assert.Single(path.RuleBreaches);
        Assert.Equal(("Contoso", "Encrypt", "Outbound", 1), (breach.Rule, breach.Level, breach.Direction, breach.Hop));
        Assert.Equal(["contoso.test"], breach.Domains);
        Assert.Equal("Rule 'Contoso' (Encrypt), hop 1: In clear from mail.sender.test to mx.example.net.", breach.ToString());
        Assert.Equal(["Contoso"], path.RulesApplied);
    }

    [Theory]
    [InlineData("To: bob@other.test", "")]
    [InlineData("To: \"bob@contoso.test\" <bob@other.test>", "")]
    [InlineData("To: bob@other.test (bob@contoso.test)", "")]
    [InlineData("To: bob@contoso.test <bob@other.test>", "")]
    [InlineData("To: Bob <bob@CONTOSO.test>", "in-clear")]
    [InlineData("Cc: friends: a@contoso.test, b@contoso.test;", "in-clear")]
    [InlineData("Delivered-To: bob@contoso.test", "in-clear")]
    [InlineData("Return-Path: <bob@contoso.test>", "")]
    [InlineData("To: undisclosed-recipients:;", "")]
    public void Only_addresses_count(string field, string breaches) => Expect(Judge([Sample.Rule("Encrypt", "contoso.test")], Message(field, Hop(Clear))), breaches, "");

    [Theory]
    [InlineData("From: bob@contoso.test")]
    [InlineData("Return-Path: <bounce@contoso.test>\nFrom: news@other.test")]
    public void Inbound_the_sender_counts(string fields) =>
        Expect(Judge([Sample.Rule("Encrypt", "contoso.test") with { Direction = "Inbound" }], Message(fields, Hop(Clear))), "in-clear", "");

    [Fact]
    public void Whose_copy_it_was_the_stamp_must_say_when_others_got_one()
    {
        ForcedTlsRule rule = Sample.Rule("Encrypt", "contoso.test");
        Expect(Judge([rule], Message("To: a@contoso.test, b@other.test", Hop(Clear))), "", "recipient-unknown");
        Expect(Judge([rule], Message("To: a@contoso.test, b@other.test", Hop(Clear + " for <b@other.test>"))), "", "");
        Expect(Judge([rule], Message("To: a@contoso.test, b@other.test", Hop(Clear + " for <a@contoso.test>"))), "in-clear", "");
        Expect(Judge([rule], Message("To: a@contoso.test, b@other.test", Hop(Clear).Replace("mx.example.net", "mx.contoso.test", StringComparison.Ordinal))), "in-clear", "");
    }

    [Fact]
    public void Inside_a_site_no_rule_holds()
    {
        string inside = Hop(Clear).Replace("192.0.2.10", "10.0.0.1", StringComparison.Ordinal);
        Expect(Judge([Sample.Rule("Encrypt", "contoso.test")], Message("To: a@contoso.test", inside)), "", "no-hop");
        Expect(Judge([Sample.Rule("Encrypt", "contoso.test")], Message("To: a@contoso.test", Hop(Tls13), inside)), "", "");
    }

    [Fact]
    public void Beyond_the_trust_boundary_a_claim_of_tls_is_a_doubt_and_clear_text_a_breach()
    {
        TrustBoundary boundary = new() { Trusted = HostSet.Parse(["example.com"]).Value! };
        Expect(Judge([Sample.Rule("Encrypt", "contoso.test")], Message("To: a@contoso.test", Hop(Tls13)), boundary), "", "stamp-not-trusted");
        Expect(Judge([Sample.Rule("Encrypt", "contoso.test")], Message("To: a@contoso.test", Hop(Clear)), boundary), "in-clear", "");
    }

    [Fact]
    public void The_rule_that_decides_is_the_one_that_was_broken()
    {
        ForcedTlsRule weak = Sample.Rule("Encrypt", "*"), strict = Sample.Rule("Dane", "contoso.test"), off = Sample.Rule("Dane", "other.test") with { Enabled = false };
        Assert.Equal([strict.Name], Judge([weak, strict, off], Message("To: a@contoso.test", Hop(Clear))).RulesApplied);
        Assert.Equal([weak.Name], Judge([weak, strict, off], Message("To: a@other.test", Hop(Clear))).RulesApplied);
    }

    [Fact]
    public void Hostile_headers_stay_bounded_and_are_made_visible()
    {
        string to = "To: " + string.Concat(Enumerable.Range(0, 20000).Select(i => $"a@d{i}.contoso.test, ")) + "\"" + new string('(', 50000);
        string hop = Hop(Clear).Replace("mail.sender.test", "a\u001b[31mb", StringComparison.Ordinal);
        MessagePath path = Judge([Sample.Rule("Encrypt", "*.contoso.test")], Message(to, [.. Enumerable.Repeat(hop, 1500)]));
        Assert.Equal(1000, path.RuleBreaches.Count);
        Assert.True(path.RuleBreaches[0].Domains.Count <= 200);
        Assert.DoesNotContain('\u001b', path.RuleBreaches[0].Text);
    }

    private static string Hop(string how) => $"Received: from mail.sender.test (mail.sender.test [192.0.2.10]) by mx.example.net{(how == Silent ? "" : " (Postfix)")} {how}; Fri, 20 Nov 2026 05:09:07 +0000";

    private static string Message(string fields, params string[] newestFirst) => string.Join("\n", newestFirst) + "\n" + fields + "\n\nbody";

    private static MessagePath Judge(ForcedTlsRule[] rules, string message, TrustBoundary? boundary = null) =>
        new PathReader(boundary ?? new TrustBoundary(), new HeaderRules(Sample.Set(rules)).Judge).Read(HeaderText.Parse(message), null);

    private static void Expect(MessagePath path, string breaches, string doubts) =>
        Assert.Equal((breaches, doubts), (string.Join(" ", path.RuleBreaches.Select(one => one.Code)), string.Join(" ", path.RuleDoubts.Select(one => one.Code))));
}
