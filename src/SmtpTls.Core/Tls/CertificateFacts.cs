using System;
using System.Collections.Generic;

namespace SmtpTls.Tls;

/// <summary>The bits of the keyUsage extension (RFC 5280 §4.2.1.3) that matter here.</summary>
[Flags]
internal enum KeyUsages
{
    None = 0,
    DigitalSignature = 1,
    KeyEncipherment = 4,
    KeyAgreement = 16,
    KeyCertSign = 32,
    CrlSign = 64,
}

/// <summary>Everything the checks need of one certificate, read once. Text in it is as sent; what is shown goes through <see cref="Info"/>.</summary>
internal sealed record CertificateFacts
{
    public required byte[] Der { get; init; }

    /// <summary>The certificate as results show it.</summary>
    public required CertificateInfo Info { get; init; }

    /// <summary>False for octets that are no certificate: then everything but the hash is empty.</summary>
    public bool Readable { get; init; }

    /// <summary>What could not be read of an otherwise readable certificate, one clause each.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The subject in the form that names are compared in (RFC 5280 §7.1).</summary>
    public string SubjectKey { get; init; } = "";

    public string IssuerKey { get; init; } = "";

    /// <summary>The subject's distinguished name, DER.</summary>
    public byte[] SubjectDer { get; init; } = [];

    public byte[] IssuerDer { get; init; } = [];

    /// <summary>The most specific common name; null when there is none.</summary>
    public string? CommonName { get; init; }

    /// <summary>The organization (O) of the subject and of the issuer; null when there is none.</summary>
    public string? SubjectOrganization { get; init; }

    public string? IssuerOrganization { get; init; }

    public byte[] Serial { get; init; } = [];

    public bool HasSubjectAltName { get; init; }

    /// <summary>The dNSName entries as sent, at most 1,000.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>basicConstraints says CA; a version 1 certificate says nothing and is none.</summary>
    public bool IsCa { get; init; }

    public int? PathLength { get; init; }

    /// <summary>Null when the extension is absent: everything is allowed.</summary>
    public KeyUsages? KeyUsage { get; init; }

    /// <summary>OIDs; null when the extension is absent: everything is allowed.</summary>
    public IReadOnlyList<string>? ExtendedKeyUsage { get; init; }

    public bool HasNameConstraints { get; init; }

    public byte[]? SubjectKeyId { get; init; }

    public byte[]? AuthorityKeyId { get; init; }

    public IReadOnlyList<string> IssuerUrls { get; init; } = [];

    public IReadOnlyList<string> OcspUrls { get; init; } = [];

    public IReadOnlyList<string> CrlUrls { get; init; } = [];

    /// <summary>RFC 7633: the server promises a stapled OCSP response.</summary>
    public bool MustStaple { get; init; }

    /// <summary>The hash under the issuer's signature: <c>MD5, SHA1, SHA256</c> …; null when the algorithm is not known.</summary>
    public string? SignatureHash { get; init; }

    public SignatureParts? Signature { get; init; }

    /// <summary>The SubjectPublicKeyInfo, DER.</summary>
    public byte[] Spki { get; init; } = [];

    public string Sha256 => Info.Sha256;

    public bool SelfIssued => SubjectKey == IssuerKey && Readable;

    public bool IsValidAt(DateTimeOffset time) =>
        Info.NotBefore is { } from && Info.NotAfter is { } to && from <= time.UtcDateTime && time.UtcDateTime <= to;

    /// <summary>RFC 5280 §4.2.1.12: no extension, serverAuth, or any usage.</summary>
    public bool AllowsServers => ExtendedKeyUsage is null || Has("1.3.6.1.5.5.7.3.1") || Has("2.5.29.37.0");

    private bool Has(string usage)
    {
        foreach (string one in ExtendedKeyUsage!)
        {
            if (one == usage)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A signature with what it is over: the same three parts in certificates, CRLs and OCSP responses.</summary>
/// <param name="Signed">The octets that are signed.</param>
/// <param name="Algorithm">The OID of the algorithm.</param>
/// <param name="Hash">The name of its hash, null when not known.</param>
/// <param name="Value">The signature.</param>
/// <param name="Unusual">RSA-PSS with a salt or a mask that this framework does not verify (RFC 4055 §3.1 allows any).</param>
internal sealed record SignatureParts(byte[] Signed, string Algorithm, string? Hash, byte[] Value, bool Unusual);
