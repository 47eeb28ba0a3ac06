using SmtpTls.Headers;

namespace SmtpTls.Core.Tests.Headers;

public sealed class PathReaderTests
{
    private const string Clear = "from pc.sender.example (pc.sender.example [192.0.2.5])\n\tby mail.sender.example (Postfix) with ESMTP id 1;\n\tFri, 20 Nov 2026 05:09:00 +0000",
        Strong = "from mail.sender.example (mail.sender.example [192.0.2.10])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\n\tby mx.example.com (Postfix) with ESMTPS id 2;\n\tFri, 20 Nov 2026 05:09:07 +0000",
        Local = "from localhost (localhost [127.0.0.1]) by mx.example.com (Postfix) with ESMTP id 3; Fri, 20 Nov 2026 05:09:08 +0000",
        Unknown = "from a.example by b.example with SMTP id 4; Fri, 20 Nov 2026 05:09:08 +0000";

    [Fact]
    public void Hops_come_in_the_order_of_travel_with_delays()
    {
        MessagePath path = Read(new TrustBoundary(), Local, Strong, Clear);
        Assert.Equal([1, 2, 3], path.Hops.Select(hop => hop.Index));
        Assert.Equal([null, 7.0, 1.0], path.Hops.Select(hop => hop.DelaySec));
        Assert.Equal("X25519", path.Hops[1].KeyExchange);
        Assert.Equal("RSA-PSS", path.Hops[1].Signature);
        Assert.Equal(256, path.Hops[1].Bits);
        Assert.Equal("Strong", path.Hops[1].Strength);
        Assert.Null(path.Hops[0].Strength);
    }

    [Fact]
    public void One_hop_in_clear_is_the_weakest_and_fails() => Expect(Read(new TrustBoundary(), Local, Strong, Clear), "No", 1, "Warn");

    [Fact]
    public void In_clear_over_the_internet_fails() => Expect(Read(new TrustBoundary(), Strong, Clear.Replace("(pc.sender.example [", "(pc.other.example [", StringComparison.Ordinal)), "No", 1, "Fail");

    [Fact]
    public void Inside_one_machine_nothing_travels() => Expect(Read(new TrustBoundary(), Local, Strong), "Yes", 1, "Pass");

    [Fact]
    public void A_stamp_that_does_not_say_leaves_it_open() => Expect(Read(new TrustBoundary(), Strong, Unknown), "Unknown", 1, "Inconclusive");

    [Fact]
    public void Without_a_stamp_there_is_no_path()
    {
        MessagePath path = new PathReader(new TrustBoundary()).Read(HeaderText.Parse("Subject: x\n\nbody"), null);
        Assert.Equal(("Unknown", null, "NotPresent", "x"), (path.EncryptedThroughout, path.WeakestHop, path.Verdict, path.Subject));
    }

    [Fact]
    public void Below_the_first_stranger_nothing_proves_anything()
    {
        TrustBoundary boundary = new() { Trusted = HostSet.Parse(["example.com"]).Value! };
        string forged = Strong.Replace("[192.0.2.10]", "[198.51.100.7]", StringComparison.Ordinal);
        MessagePath path = Read(boundary, Strong, Strong.Replace("mx.example.com", "relay.sender.example", StringComparison.Ordinal), forged);
        Assert.Equal([false, false, true], path.Hops.Select(hop => hop.Trusted!.Value));
        Assert.Equal("Unknown", path.EncryptedThroughout);
        Assert.Equal("Inconclusive", path.Verdict);
    }

    [Theory]
    [InlineData("from evil.test (evil.test [203.0.113.5])", false)]
    [InlineData("from out.example.com (unknown [203.0.113.5])", false)]
    [InlineData("from out.example.com ([203.0.113.5])", false)]
    [InlineData("from x (out.example.com [203.0.113.5])", true)]
    [InlineData("from out.example.com ([10.1.2.3])", true)]
    [InlineData("from evil.test ([10.1.2.3])", false)]
    [InlineData("from out.example.com", true)]
    [InlineData("from evil.test ([198.51.100.7])", true)]
    [InlineData("from localhost (localhost [127.0.0.1])", true)]
    public void A_stamp_below_one_that_was_taken_from_a_stranger_is_his_whatever_name_it_holds(string peer, bool believed)
    {
        TrustBoundary boundary = new() { Trusted = HostSet.Parse(["example.com", "198.51.100.0/24"]).Value! };
        MessagePath path = Read(boundary, $"{peer} by mx.example.com (Postfix) with ESMTPS id 5; Fri, 20 Nov 2026 05:09:08 +0000", Strong);
        Assert.Equal([believed, true], path.Hops.Select(hop => hop.Trusted!.Value));
    }

    [Theory]
    [InlineData("from mail.a.example (mail.a.example [192.0.2.1]) by mx0a-1.pphosted.com (PPS) with ESMTPS id 1", "Filter")]
    [InlineData("from mx0a-1.pphosted.com (mx0a-1.pphosted.com [192.0.2.1]) by mx.b.example with ESMTPS id 1", "Filter")]
    [InlineData("from a.example (a.example [10.1.2.3]) by mx.b.example with ESMTPS id 1", "Internal")]
    [InlineData("from mx.b.example (evil.test [203.0.113.5]) by mx.b.example with ESMTPS id 1", "Internet")]
    [InlineData("from out.b.example (out.b.example [203.0.113.5]) by mx.b.example with ESMTPS id 1", "Internal")]
    [InlineData("from mail.partner.example (mail.partner.example [203.0.113.5]) by mx.b.example with ESMTPS id 1", "Partner")]
    [InlineData("from x.co.uk (x.co.uk [203.0.113.5]) by y.co.uk with ESMTPS id 1", "Internet")]
    [InlineData("by mx.b.example (Postfix, from userid 0) id 1", "Local")]
    public void A_hop_has_a_class(string field, string expected)
    {
        TrustBoundary boundary = new() { Partners = HostSet.Parse(["*.partner.example"]).Value! };
        Assert.Equal(expected, Read(boundary, field).Hops[0].Class);
    }

    [Fact]
    public void What_was_moved_or_forged_is_told()
    {
        MessagePath path = Read(new TrustBoundary(), Clear.Replace("05:09:00", "01:09:00", StringComparison.Ordinal), Strong);
        Assert.Contains(path.Problems, problem => problem is { Code: "times-out-of-order", Place: "hop 2" });
        Assert.Contains(Read(new TrustBoundary(), "garbage").Problems, problem => problem.Code == "stamp-not-understood");
    }

    [Fact]
    public void Thousands_of_hops_and_control_characters_do_no_harm()
    {
        MessagePath path = Read(new TrustBoundary(), [.. Enumerable.Repeat(Strong.Replace("mail.sender.example", "a\u001b[31m\u202eb", StringComparison.Ordinal), 5000)]);
        Assert.Equal(1000, path.Hops.Count);
        Assert.Contains(path.Problems, problem => problem.Code == "too-many-hops");
        Assert.Equal(@"a\u{1b}[31m\u{202e}b", path.Hops[0].From);
        Assert.DoesNotContain('\u001b', path.Hops[0].Raw);
    }

    [Theory]
    [InlineData("contoso.com", true)]
    [InlineData("*.contoso.com", true)]
    [InlineData("192.0.2.0/24", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("192.0.2.0/99", false)]
    [InlineData("bad..name", false)]
    public void A_host_set_is_checked(string text, bool good) => Assert.Equal(good, HostSet.Parse([text]).State == OutcomeState.Found);

    private static MessagePath Read(TrustBoundary boundary, params string[] newestFirst) =>
        new PathReader(boundary).Read(HeaderText.Parse(string.Concat(newestFirst.Select(field => $"Received: {field}\n")) + "\n"), null);

    private static void Expect(MessagePath path, string throughout, int? weakest, string verdict) =>
        Assert.Equal((throughout, weakest, verdict), (path.EncryptedThroughout, path.WeakestHop, path.Verdict));
}
