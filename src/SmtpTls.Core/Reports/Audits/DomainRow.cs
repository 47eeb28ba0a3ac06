using System;
using System.Collections.Generic;

namespace SmtpTls.Reports.Audits;

/// <summary>What stands on the page's list, and is counted, of one domain. Numbers are places in the tables of <see cref="AuditTables"/>.</summary>
internal sealed record DomainRow(string Domain, DateTime AssessedAt)
{
    /// <summary>The place of the whole in the records.</summary>
    public int Record { get; init; }

    public string? Grade { get; init; }

    public Standing Standing { get; init; }

    /// <summary>In the order of <see cref="Mechanisms"/>; null for one that was not asked.</summary>
    public IReadOnlyList<string?> Verdicts { get; init; } = [];

    public IReadOnlyList<int> Findings { get; init; } = [];

    public IReadOnlyList<int> Providers { get; init; } = [];

    public IReadOnlyList<int> Addresses { get; init; } = [];

    /// <summary>Each certificate with the host that showed it.</summary>
    public IReadOnlyList<(int Certificate, int Host)> Certificates { get; init; } = [];

    /// <summary>The end of the certificate of the policy's web server.</summary>
    public DateTime? PolicyHostEnd { get; init; }

    /// <summary>What a domain is judged by, as headings.</summary>
    public static IReadOnlyList<string> Mechanisms { get; } = ["STARTTLS", "Certificate", "MTA-STS", "DANE", "TLS-RPT"];
}

/// <summary>The assurance of a domain, or why it has none. Best first.</summary>
internal enum Standing
{
    Enforced,
    Authenticatable,
    Opportunistic,
    None,

    /// <summary>Nothing could be seen: neither good nor bad.</summary>
    NotAssessed,

    /// <summary>There is no mail host to deliver to.</summary>
    NoMailHost,

    /// <summary>A null MX (RFC 7505).</summary>
    TakesNoMail,
}

/// <summary>A kind of finding that somebody mends in one way.</summary>
internal sealed record FindingKind(string Id, Severity Severity, string Title, string Remedy, string Reference);

/// <summary>One address of one host, as it was last seen.</summary>
internal sealed record AddressSeen(int Host, string? Address, string Outcome, string? Version, string? Suite, string? Group);

/// <summary>A certificate, of a mail host or of an authority above it.</summary>
internal sealed record CertificateSeen(string Subject, string? Issuer, DateTime NotAfter, bool IsIssuer);
