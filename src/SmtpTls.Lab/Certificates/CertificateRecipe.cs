using System.Security.Cryptography;

namespace SmtpTls.Lab.Certificates;

/// <summary>Who signs a server's certificate.</summary>
internal enum LabIssuer
{
    /// <summary>The lab's ECDSA intermediate, below the root in the CA file.</summary>
    Ecdsa,

    /// <summary>The lab's RSA intermediate, below the same root.</summary>
    Rsa,

    /// <summary>A root that no one trusts, which the server sends along.</summary>
    Stranger,

    /// <summary>Two authorities whose certificates were each signed by the other; both are sent.</summary>
    Loop,

    /// <summary>The certificate itself.</summary>
    Self,
}

internal enum LabKey
{
    EcdsaP256,
    Rsa2048,

    /// <summary>Below the 2048 bits of NIST SP 800-131A; Exchange Online and every current browser refuse it.</summary>
    Rsa1024,
}

/// <summary>What a certificate says about where to ask whether it is revoked.</summary>
internal enum LabRevocation
{
    /// <summary>A CRL on the lab's web server that does not list it.</summary>
    Good,

    /// <summary>A CRL that lists it.</summary>
    Revoked,

    /// <summary>Nothing.</summary>
    NotNamed,

    /// <summary>A URL that never answers.</summary>
    Silent,
}

/// <summary>A server certificate, described. What is not said is as it should be.</summary>
internal sealed record CertificateRecipe
{
    public LabIssuer Issuer { get; init; } = LabIssuer.Ecdsa;

    public LabKey Key { get; init; } = LabKey.EcdsaP256;

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>Days from now to the first moment of validity.</summary>
    public int FromDay { get; init; } = -30;

    /// <summary>Days from now to the last moment of validity.</summary>
    public int ToDay { get; init; } = 60;

    /// <summary>The dNSName; null for the host's own.</summary>
    public string? Name { get; init; }

    /// <summary>False puts the name into the subject's common name only.</summary>
    public bool HasSubjectAltName { get; init; } = true;

    /// <summary>The extended key usage: id-kp-serverAuth unless the fault is another.</summary>
    public string Usage { get; init; } = "1.3.6.1.5.5.7.3.1";

    public LabRevocation Revocation { get; init; } = LabRevocation.Good;

    /// <summary>False leaves the intermediate out of what the server sends.</summary>
    public bool SendsIntermediate { get; init; } = true;

    /// <summary>Certificate authorities put between the intermediate and the leaf.</summary>
    public int ExtraLevels { get; init; }
}
