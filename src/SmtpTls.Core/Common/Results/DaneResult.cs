using System;
using System.Collections.Generic;

namespace SmtpTls;

/// <summary>DANE over all mail hosts of a domain.</summary>
public sealed record DaneSummary
{
    /// <summary>The hosts' common state; <c>Partial</c> where some hold; else the worst of them.</summary>
    public string State { get; init; } = "";

    /// <summary>The worst of the hosts'.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>In the order of the MX.</summary>
    public IReadOnlyList<DaneResult> Hosts { get; init => field = ValueList.Of(value); } = ValueList<DaneResult>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => State;
}

/// <summary>What a sender that honours DANE (RFC 7672) does with one mail host, and why.</summary>
public sealed record DaneResult
{
    /// <summary>The domain whose MX led here, as A-labels; null when a host was named directly.</summary>
    public string? Domain { get; init; }

    /// <summary>The mail host, as A-labels.</summary>
    public string Host { get; init; } = "";

    /// <summary><c>Absent, Matched, Partial, Failed, Unusable, NotSecure, Bogus, Indeterminate, NotApplicable</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>What the sender does: <c>Authenticate, Encrypt, Opportunistic, SkipHost, Defer</c>; null where it could not be determined.</summary>
    public string? Effect { get; init; }

    /// <summary><c>Pass, Warn, Fail, NotPresent, Inconclusive</c>.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>Whether the MX answer is genuine: <c>Secure, Insecure, Bogus, Indeterminate</c>; null where there was none to ask for, or DNSSEC is off.</summary>
    public string? MxSecurity { get; init; }

    /// <summary>Whether the host's addresses are.</summary>
    public string? AddressSecurity { get; init; }

    /// <summary>Whether the TLSA answer is; null where TLSA is not asked.</summary>
    public string? TlsaSecurity { get; init; }

    /// <summary>The host whose TLSA records count; null where there are none.</summary>
    public string? BaseDomain { get; init; }

    /// <summary>Every published record, accounted for, in the order of the answer.</summary>
    public IReadOnlyList<DaneRecord> Records { get; init => field = ValueList.Of(value); } = ValueList<DaneRecord>.Nothing;

    /// <summary>Why the state is what it is, one sentence.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What a sender would report (RFC 8460 §4.3), <c>validation-failure</c> for example; null where it would report nothing.</summary>
    public string? ResultType { get; init; }

    /// <summary>The certificates that the records were held against: one for each address and kind of key.</summary>
    public IReadOnlyList<DaneCertificate> Certificates { get; init => field = ValueList.Of(value); } = ValueList<DaneCertificate>.Nothing;

    /// <summary>Seconds that the TLSA records may be kept; null where there are none.</summary>
    public long? Ttl { get; init; }

    /// <summary>Whether the DNS answers that led here are genuine.</summary>
    public IReadOnlyList<DnsAnswerSecurity> DnsSecurity { get; init => field = ValueList.Of(value); } = ValueList<DnsAnswerSecurity>.Nothing;

    /// <summary>What is wrong or worth knowing, sorted by subject, then id.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = ValueList.Of(value); } = ValueList<Finding>.Nothing;
}

/// <summary>One published TLSA record.</summary>
public sealed record DaneRecord
{
    /// <summary>Certificate usage: 3 is DANE-EE, 2 is DANE-TA; others cannot be used for mail.</summary>
    public int Usage { get; init; }

    /// <summary>0 the whole certificate, 1 its public key.</summary>
    public int Selector { get; init; }

    /// <summary>0 in full, 1 SHA-256, 2 SHA-512.</summary>
    public int MatchingType { get; init; }

    /// <summary>Lower-case hex.</summary>
    public string Data { get; init; } = "";

    /// <summary>Mail can use it.</summary>
    public bool Usable { get; init; }

    /// <summary>A certificate that was seen fits it.</summary>
    public bool Matched { get; init; }

    /// <summary>What is to be said against it, a clause; null where nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary><c>Matched, Spare, Stale, NotMatched, PassedOver, NotTried, Unusable, Malformed</c>.</summary>
    public string Role { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Usage} {Selector} {MatchingType} {Data}";
}

/// <summary>A certificate that one address showed, held against the records.</summary>
public sealed record DaneCertificate
{
    /// <summary>The address.</summary>
    public string Address { get; init; } = "";

    /// <summary><c>RSA, ECDSA</c> or another kind of key; null where no certificate was seen.</summary>
    public string? KeyType { get; init; }

    /// <summary>True when a record holds; null where it could not be determined.</summary>
    public bool? Matched { get; init; }

    /// <summary>Why not, a clause.</summary>
    public string? Problem { get; init; }

    /// <summary>The subject's distinguished name.</summary>
    public string? Subject { get; init; }

    /// <summary>SHA-256 of the certificate, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>SHA-256 of its public key: the data of its 3 1 1 record.</summary>
    public string? SpkiSha256 { get; init; }

    /// <summary>Last moment of validity, UTC.</summary>
    public DateTime? NotAfter { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Address} {KeyType}".TrimEnd();
}

/// <summary>The TLSA records of one mail host as DNS gives them, without a look at the server.</summary>
public sealed record TlsaRecordSet
{
    /// <summary>The domain whose MX led here; null when a host was named directly.</summary>
    public string? Domain { get; init; }

    /// <summary>The mail host.</summary>
    public string Host { get; init; } = "";

    /// <summary>The name that was asked for, <c>_25._tcp.mx1.example.com</c>; null where TLSA is not asked.</summary>
    public string? Name { get; init; }

    /// <summary><c>Found, Absent, NotAsked, Unknown</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>Whether the answer is genuine: <c>Secure, Insecure, Bogus, Indeterminate</c>; null where TLSA is not asked.</summary>
    public string? Security { get; init; }

    /// <summary>Whether the MX answer is.</summary>
    public string? MxSecurity { get; init; }

    /// <summary>Whether the host's addresses are; below others TLSA is not asked.</summary>
    public string? AddressSecurity { get; init; }

    /// <summary>The host that the name was made from.</summary>
    public string? BaseDomain { get; init; }

    /// <summary>Seconds that the records may be kept.</summary>
    public long? Ttl { get; init; }

    /// <summary>In the order of the answer; none of them was held against a certificate.</summary>
    public IReadOnlyList<DaneRecord> Records { get; init => field = ValueList.Of(value); } = ValueList<DaneRecord>.Nothing;

    /// <summary>Why, where there are no records that count: one sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the DNS answers that led here are genuine.</summary>
    public IReadOnlyList<DnsAnswerSecurity> DnsSecurity { get; init => field = ValueList.Of(value); } = ValueList<DnsAnswerSecurity>.Nothing;
}
