using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Dane.Publish;

/// <summary>A server's certificate with the issuers that came with it, leaf first.</summary>
internal sealed record CertificateChain(IReadOnlyList<CertificateFacts> Certificates)
{
    public CertificateFacts Leaf => Certificates[0];

    public string KeyType => Leaf.Info.KeyType ?? "";

    /// <summary>What a host shows, each certificate once.</summary>
    public static IReadOnlyList<CertificateChain> DistinctOf(DaneSeen seen)
    {
        HashSet<string> known = [];
        return [.. seen.Shown.Where(one => one.Leaf is { Readable: true } leaf && known.Add(leaf.Sha256)).Select(one => new CertificateChain([.. one.Chain.Select(CertificateReader.Read)]))];
    }
}

/// <summary>What records are to be made from.</summary>
internal sealed record TlsaWish
{
    public required DomainName Host { get; init; }

    public int Port { get; init; } = 25;

    public long Ttl { get; init; } = 3600;

    public byte Usage { get; init; } = 3;

    public byte Selector { get; init; } = 1;

    public byte MatchingType { get; init; } = 1;

    /// <summary>In use today; one for each kind of key.</summary>
    public required IReadOnlyList<CertificateChain> Current { get; init; }

    /// <summary>To be used soon: each takes the place of those of its kind of key.</summary>
    public IReadOnlyList<CertificateChain> Next { get; init; } = [];

    /// <summary>When both are, or were, published.</summary>
    public DateTimeOffset StartAt { get; init; }

    public string Name => $"_{Port.ToString(CultureInfo.InvariantCulture)}._tcp.{Host}";

    /// <summary>The record of a certificate; for DANE-TA that of the issuer next above it, null where none came with it.</summary>
    public TlsaRecord? RecordOf(CertificateChain chain) => Usage == TlsaRecord.DaneTa
        ? chain.Certificates.Count > 1 ? TlsaRecord.Of(Usage, Selector, MatchingType, chain.Certificates[1]) : null
        : TlsaRecord.Of(Usage, Selector, MatchingType, chain.Leaf);
}
