using SmtpTls.Audit.Drift;
using static SmtpTls.Core.Tests.Audit.Drift.Audits;

namespace SmtpTls.Core.Tests.Audit.Drift;

/// <summary>Each kind of change, there and back.</summary>
public sealed class DriftTests
{
    public static TheoryData<string, string> Pairs => new()
    {
        { "StartTlsVanished", "StartTlsAppeared" }, { "HostLost", "HostBack" }, { "TlsVersionWeaker", "TlsVersionStronger" }, { "SuiteWeaker", "SuiteStronger" },
        { "SuiteChanged", "SuiteChanged" }, { "CertificateRenewed", "CertificateRenewed" }, { "KeyChanged", "KeyChanged" }, { "CertificateBroken", "CertificateRepaired" },
        { "PolicyIdChanged", "PolicyIdChanged" }, { "PolicyChanged", "PolicyChanged" }, { "PolicyChangedSameId", "PolicyChangedSameId" }, { "PolicyModeWeaker", "PolicyModeStronger" },
        { "PolicyLost", "PolicyAppeared" }, { "PolicyBroken", "PolicyRepaired" }, { "TlsaLost", "TlsaAppeared" }, { "TlsaChanged", "TlsaChanged" }, { "DaneWeaker", "DaneStronger" },
        { "DnssecLost", "DnssecGained" }, { "TlsRptLost", "TlsRptAppeared" }, { "TlsRptChanged", "TlsRptChanged" }, { "AssuranceDown", "AssuranceUp" }, { "GradeDown", "GradeUp" },
        { "MxAdded", "MxRemoved" }, { "MxStateChanged", "MxStateChanged" }, { "MxPreferenceChanged", "MxPreferenceChanged" }, { "FindingNew", "FindingFixed" }, { "FindingWorse", "FindingEased" },
    };

    [Theory, MemberData(nameof(Pairs))]
    public void A_change_is_told_there_and_back(string there, string back)
    {
        DomainAudit good = Good(), other = Bent(there, good) with { AssessedAt = Day.AddDays(1) };
        AssertHas(Compare(good, other), there);
        AssertHas(Compare(other, good with { AssessedAt = Day.AddDays(2) }), back);
    }

    [Fact]
    public void Nothing_changed_is_unchanged()
    {
        AuditDrift drift = Compare(Good(), Good(1));
        Assert.Equal("Unchanged", drift.Drift);
        Assert.Empty(drift.Changes);
        Assert.Empty(drift.Inconclusive);
    }

    [Fact]
    public void A_lost_STARTTLS_is_worse_and_does_not_repair_the_certificate()
    {
        DomainAudit old = Good() with { Findings = [Finding("CERT-EXPIRED"), Finding("TLS-OLD-VERSION", "Medium")] };
        AuditDrift drift = Compare(old, Good(1).With(Outcome("NotOffered", "Fail")) with { Findings = [Finding("STARTTLS-NOT-OFFERED", "Critical")], Assurance = "None", Grade = "F" });
        Assert.Equal("Worse", drift.Drift);
        Assert.DoesNotContain(drift.Changes, change => change.Direction == "Better");
        Assert.Equal(2, drift.Changes.Count(change => change.Kind == "FindingGone"));
        Assert.Equal("STARTTLS-NOT-OFFERED", drift.Changes[0].FindingId);
        Assert.Equal(("A", "F"), (drift.OldGrade, drift.NewGrade));
    }

    [Theory]
    [InlineData("Timeout")]
    [InlineData("ConnectionTimeout")]
    [InlineData("TemporaryFailure")]
    [InlineData("Unreachable")]
    public void What_could_not_be_determined_is_neither_fixed_nor_worse(string outcome)
    {
        DomainAudit sick = Good() with { Findings = [Finding("CERT-EXPIRED"), Finding("STARTTLS-STRIPPED")], Assurance = "Opportunistic", Grade = "D" };
        DomainAudit silent = Good(1).With(Outcome(outcome, "Inconclusive")) with { Findings = [Finding("STARTTLS-UNDETERMINED", "Medium")], Assurance = null, Grade = null };
        foreach (AuditDrift drift in (AuditDrift[])[Compare(sick, silent), Compare(silent, sick with { AssessedAt = Day.AddDays(2) }), Compare(Good(), silent), Compare(silent, Good(2))])
        {
            Assert.Equal("Inconclusive", drift.Drift);
            Assert.DoesNotContain(drift.Changes, change => change.Direction is "Better" or "Worse");
            Assert.Contains(outcome, Assert.Single(drift.Inconclusive), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("mtaSts")]
    [InlineData("dane")]
    [InlineData("tlsRpt")]
    [InlineData("mx")]
    public void Each_mechanism_that_could_not_be_determined_stays_out(string what)
    {
        DomainAudit dark = what switch
        {
            "mtaSts" => Good(1) with { MtaSts = Sts("Indeterminate", null, null, "Inconclusive"), Assurance = "Authenticatable", Grade = "C" },
            "dane" => Good(1) with { Dane = new DaneSummary { State = "Indeterminate", Verdict = "Inconclusive", Hosts = [Audits.Dane("Indeterminate", null, "Inconclusive")] }, Assurance = "Authenticatable", Grade = "C" },
            "tlsRpt" => Good(1) with { TlsRpt = new TlsRptRecord { Domain = Domain, State = "Indeterminate", Verdict = "Inconclusive" } },
            _ => Good(1) with { MxState = "Unknown", Mx = [], StartTls = new StartTlsSummary { Verdict = "Inconclusive" }, Dane = new DaneSummary { State = "Indeterminate", Verdict = "Inconclusive" }, Assurance = null, Grade = null },
        };
        foreach (AuditDrift drift in (AuditDrift[])[Compare(Good(), dark), Compare(dark, Good(2))])
        {
            Assert.Empty(drift.Changes);
            Assert.Equal("Inconclusive", drift.Drift);
        }
    }

    [Fact]
    public void A_first_audit_says_what_it_could_not_see()
    {
        AuditHistory history = new();
        history.BeginRun();
        history.Add(SlimAudit.Of(Good().With(Outcome("Timeout", "Inconclusive")) with { Assurance = null, Grade = null }));
        AuditDrift drift = Assert.Single(history.Compare());
        AssertHas(drift, "DomainAdded");
        Assert.Equal("Inconclusive", drift.Drift);
        Assert.Contains("In this first audit", Assert.Single(drift.Inconclusive), StringComparison.Ordinal);
    }

    [Fact]
    public void Over_a_row_of_audits_a_silent_night_hides_nothing()
    {
        DomainAudit silent = Good(1).With(Outcome("Timeout", "Inconclusive")) with { Assurance = null, Grade = null };
        DomainAudit broken = Good(2).With(Outcome("NotOffered", "Fail")) with { Assurance = "None", Grade = "F", Findings = [Finding("STARTTLS-NOT-OFFERED", "Critical")] };
        AuditDrift drift = Compare(Good(), silent, broken);
        AssertHas(drift, "StartTlsVanished");
        AssertHas(drift, "AssuranceDown");
        Assert.Equal("Worse", drift.Drift);
    }

    [Fact]
    public void A_finding_keeps_the_day_of_its_first_sight_over_a_silent_night_and_loses_it_when_it_was_fixed()
    {
        DomainAudit sick = Good() with { Findings = [Finding("CERT-EXPIRED")] };
        DomainAudit silent = Good(1).With(Outcome("Timeout", "Inconclusive"));
        AuditDrift drift = Compare(sick, silent, sick with { AssessedAt = Day.AddDays(2) });
        Assert.Equal(Day, Assert.Single(drift.Open).FirstSeenAt);
        Assert.Equal(Day, Assert.Single(Compare(sick, silent).Open).FirstSeenAt);
        Assert.False(Compare(sick, silent).Open[0].Seen);
        drift = Compare(sick, Good(1), sick with { AssessedAt = Day.AddDays(2) });
        Assert.Equal(Day.AddDays(2), Assert.Single(drift.Open).FirstSeenAt);
        Assert.Equal(Day, Compare(sick, Good(1)).Changes.Single(change => change.Kind == "FindingFixed").FirstSeenAt);
    }

    [Fact]
    public void Several_certificates_behind_one_name_are_no_change_until_a_new_one_shows()
    {
        DomainAudit two = Good() with { StartTls = new StartTlsSummary { Verdict = "Pass", Hosts = [Encrypted(sha256: "a"), Encrypted(sha256: "b", address: "192.0.2.2")] } };
        Assert.Empty(Compare(two, Good(1).With(Encrypted(sha256: "b"))).Changes);
        AssertHas(Compare(two, Good(1).With(Encrypted(sha256: "d"))), "CertificateRenewed");
    }

    [Fact]
    public void Certificates_that_come_near_their_end_are_told_once_a_horizon()
    {
        Assert.Equal("Days90", Compare(Good(), Good(1)).Expiries.Single(end => end.Use == "MailHost").Horizon);
        Assert.Equal(["PolicyHost", "MailHost"], Compare(Good(), Good(1)).Expiries.Select(end => end.Use));
        AuditChange near = Assert.Single(Compare(Good(49), Good(52)).Changes);
        Assert.Equal(("ExpiryNear", "Low"), (near.Kind, near.Severity));
        Assert.Empty(Compare(Good(50), Good(51)).Changes);
        Assert.Equal("Medium", Compare(Good(72), Good(74)).Changes.Single(change => change.Kind == "ExpiryNear").Severity);
    }

    [Fact]
    public void Domains_that_come_and_go_are_told()
    {
        AuditHistory history = new();
        history.BeginRun();
        history.Add(SlimAudit.Of(Good()));
        history.Add(SlimAudit.Of(Good() with { Domain = "old.example" }));
        history.BeginRun();
        history.Add(SlimAudit.Of(Good(1)));
        history.Add(SlimAudit.Of(Good(1) with { Domain = "new.example" }));
        IReadOnlyList<AuditDrift> drifts = history.Compare();
        Assert.Equal([("new.example", "DomainAdded"), ("old.example", "DomainRemoved")], drifts.Where(one => one.Changes.Count > 0).Select(one => (one.Domain, one.Changes[0].Kind)));
        history.BeginRun();
        history.Add(SlimAudit.Of(Good(2)));
        Assert.DoesNotContain(history.Compare(), one => one.Domain == "old.example");
    }

    [Fact]
    public void A_domain_twice_in_a_run_counts_once_with_its_newer_audit()
    {
        AuditHistory history = new();
        history.BeginRun();
        history.Add(SlimAudit.Of(Good()));
        history.BeginRun();
        history.Add(SlimAudit.Of(Good(1).With(Outcome("NotOffered", "Fail"))));
        history.Add(SlimAudit.Of(Good(2)));
        Assert.Equal("Unchanged", Assert.Single(history.Compare()).Drift);
    }

    [Fact]
    public void Every_kind_has_a_name_and_a_number_of_its_own()
    {
        Assert.Equal(DriftKind.All.Count, DriftKind.All.Select(kind => kind.Name).Distinct().Count());
        Assert.Equal(DriftKind.All.Count, DriftKind.All.Select(kind => kind.Number).Distinct().Count());
        Assert.All(DriftKind.All, kind => Assert.True(kind.Direction != DriftDirection.Worse || kind.Remedy is not null || kind.Name.StartsWith("Finding", StringComparison.Ordinal), kind.Name));
    }

    private static DomainAudit Bent(string kind, DomainAudit good) => kind switch
    {
        "StartTlsVanished" => good.With(Outcome("Stripped", "Fail")),
        "HostLost" => good.With(Outcome("ConnectionRefused", "Fail")),
        "TlsVersionWeaker" => good.With(Encrypted("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")),
        "SuiteWeaker" => good.With(Encrypted("TLSv1.3", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA")),
        "SuiteChanged" => good.With(Encrypted(suite: "TLS_AES_128_GCM_SHA256")),
        "CertificateRenewed" => good.With(Encrypted(sha256: "c2")),
        "KeyChanged" => good.With(Encrypted(sha256: "c2", spki: "k2")),
        "CertificateBroken" => good.With(Encrypted() with { CertificateVerdict = "Invalid", CertificateProblems = ["Expired"] }),
        "PolicyIdChanged" => good with { MtaSts = Sts("Valid", "enforce", "2") },
        "PolicyChanged" => good with { MtaSts = Sts("Valid", "enforce", "2", raw: "version: STSv1\nmode: enforce\n") },
        "PolicyChangedSameId" => good with { MtaSts = Sts("Valid", "testing", "1") },
        "PolicyModeWeaker" => good with { MtaSts = Sts("Valid", "testing", "2") },
        "PolicyLost" => good with { MtaSts = Sts("Absent", null, null, "NotPresent") },
        "PolicyBroken" => good with { MtaSts = Sts("FetchFailed", null, "1", "Fail") },
        "TlsaLost" => good with { Dane = new DaneSummary { State = "Absent", Verdict = "NotPresent", Hosts = [Audits.Dane("Absent", null, "NotPresent")] } },
        "TlsaChanged" => good with { Dane = good.Dane! with { Hosts = [Audits.Dane("Matched", "bb")] } },
        "DaneWeaker" => good with { Dane = new DaneSummary { State = "Failed", Verdict = "Fail", Hosts = [Audits.Dane("Failed", "aa", "Fail")] } },
        "DnssecLost" => good with { Mx = [good.Mx[0] with { Security = "Insecure" }] },
        "TlsRptLost" => good with { TlsRpt = new TlsRptRecord { Domain = Domain, State = "Absent", Verdict = "NotPresent" } },
        "TlsRptChanged" => good with { TlsRpt = good.TlsRpt! with { Rua = ["mailto:u@contoso.com"] } },
        "AssuranceDown" => good with { Assurance = "Authenticatable" },
        "GradeDown" => good with { Grade = "B" },
        "MxAdded" => good with { Mx = [.. good.Mx, new MxHostInfo("mx2.contoso.com", 20, [], null)] },
        "MxStateChanged" => good with { MxState = "Implicit" },
        "MxPreferenceChanged" => good with { Mx = [good.Mx[0] with { Preference = 20 }] },
        "FindingNew" => good with { Findings = [Finding("CERT-EXPIRED")] },
        "FindingWorse" => good with { Findings = [Finding("CERT-EXPIRES-SOON", "Medium")] },
        _ => throw new ArgumentException(kind),
    };

    /// <summary>The direction is that of the kind. A weight that changes needs the finding in both.</summary>
    private static void AssertHas(AuditDrift drift, string kind)
    {
        AuditChange? change = drift.Changes.FirstOrDefault(one => one.Kind == kind);
        if (kind is "FindingWorse" or "FindingEased")
        {
            DomainAudit light = Good() with { Findings = [Finding("CERT-EXPIRES-SOON", "Low")] }, heavy = Good(1) with { Findings = [Finding("CERT-EXPIRES-SOON", "Medium")] };
            change = Assert.Single((kind == "FindingWorse" ? Compare(light, heavy) : Compare(heavy, light with { AssessedAt = Day.AddDays(2) })).Changes);
        }

        Assert.True(change is not null, $"{kind} is not among {string.Join(", ", drift.Changes.Select(one => one.Kind))}");
        Assert.Equal(kind, change.Kind);
        Assert.Equal(DriftKind.All.Single(one => one.Name == kind).Direction.ToString(), change.Direction);
        Assert.NotEqual("", change.Detail);
    }
}
