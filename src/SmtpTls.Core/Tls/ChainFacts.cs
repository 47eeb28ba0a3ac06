using System.Collections.Generic;

namespace SmtpTls.Tls;

internal enum RevocationState
{
    /// <summary>Not asked: switched off, or the chain ends in no trusted root (design: anchored first).</summary>
    NotChecked,
    Good,
    Revoked,

    /// <summary>Asked, and nobody could say, or the certificate names nobody to ask.</summary>
    Unknown,
}

/// <summary>
/// What building a chain from the certificates exactly as sent, and asking for revocation, came to. It is I/O, so it is done once while facts
/// are gathered; dates, names, key sizes and hashes are left to the pure checks.
/// </summary>
internal sealed record ChainFacts
{
    /// <summary>A path of sent certificates leads from the leaf to a trusted root, every signature and constraint on it good, dates aside.</summary>
    public bool Anchored { get; init; }

    /// <summary>A needed certificate was not sent, whatever this machine could find elsewhere.</summary>
    public bool Incomplete { get; init; }

    /// <summary>The leaf is its own issuer.</summary>
    public bool SelfSigned { get; init; }

    /// <summary>A sent path ends in a self-issued certificate that nobody trusts, or in nothing that could be found.</summary>
    public bool UntrustedRoot { get; init; }

    /// <summary>The leaf, or an issuer on the path, may not be used for TLS servers (extendedKeyUsage, keyUsage, basicConstraints).</summary>
    public bool WrongUsage { get; init; }

    /// <summary>A certificate above the leaf on the path is outside its dates: <c>Expired</c> or <c>NotYetValid</c>; null when none is.</summary>
    public string? IssuerDateProblem { get; init; }

    /// <summary>
    /// <c>System, CaFile, Microsoft, Mozilla</c>: the trust sets that some path of sent certificates ends in (a cross-signed authority has several).
    /// A root that was sent along, is in a program and is not trusted here gives its program and leaves <see cref="Anchored"/> false.
    /// </summary>
    public IReadOnlyList<string> TrustedBy { get; init; } = [];

    /// <summary>Places in the sent list of the certificates on the path, leaf first.</summary>
    public IReadOnlyList<int> Path { get; init; } = [];

    /// <summary>The distinguished name of the issuer that is missing, or of the root at the path's end.</summary>
    public string? RootSubject { get; init; }

    /// <summary>SHA-256 of the trusted root at the path's end; null where it ends in none, or in a certificate of the user's that is no root.</summary>
    public string? RootSha256 { get; init; }

    public RevocationState Revocation { get; init; }

    /// <summary>One clause: who was asked and what they said ("the CRL at http://… lists it since 2026-03-01"); null when not checked.</summary>
    public string? RevocationDetail { get; init; }

    /// <summary>What else the platform said of the path, one clause each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A list of certificates as sent, each of them read, and what the list is worth: one object for all hosts that send the same.</summary>
/// <param name="Sent">DER, leaf first.</param>
/// <param name="Certificates">The same, read.</param>
/// <param name="Facts">What it came to.</param>
internal sealed record AssessedChain(IReadOnlyList<byte[]> Sent, IReadOnlyList<CertificateFacts> Certificates, ChainFacts Facts);
