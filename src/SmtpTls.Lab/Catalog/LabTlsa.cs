using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Dns;

namespace SmtpTls.Lab.Catalog;

/// <summary>Which certificate a TLSA record is made from.</summary>
internal enum TlsaSource
{
    /// <summary>The server's own.</summary>
    Own,

    /// <summary>The authority right above it.</summary>
    Issuer,

    /// <summary>The range's root, which servers do not send.</summary>
    Root,

    /// <summary>None: a digest that fits nothing.</summary>
    Nothing,
}

/// <summary>A TLSA record, described (RFC 6698 §2.1); <c>3 1 1</c> of the server's own certificate unless said otherwise.</summary>
internal sealed record TlsaRecipe(TlsaSource From = TlsaSource.Own)
{
    public byte Usage { get; init; } = 3;

    public byte Selector { get; init; } = 1;

    public byte MatchingType { get; init; } = 1;

    /// <summary>Tells records apart that fit nothing.</summary>
    public int Number { get; init; }

    /// <summary>The data as they are, in place of what would be right.</summary>
    public byte[]? Data { get; init; }

    public TlsaData Make(SslStreamCertificateContext? shown, X509Certificate2 root)
    {
        X509Certificate2? from = From switch
        {
            TlsaSource.Own => shown?.TargetCertificate,
            TlsaSource.Issuer => shown?.IntermediateCertificates.First(),
            TlsaSource.Root => root,
            _ => null,
        };
        byte[] whole = from is null ? BitConverter.GetBytes(Number) : Selector == 0 ? from.RawData : from.PublicKey.ExportSubjectPublicKeyInfo();
        byte[] data = MatchingType switch { 1 => SHA256.HashData(whole), 2 => SHA512.HashData(whole), _ => whole };
        return new TlsaData(Usage, Selector, MatchingType, Data ?? data);
    }
}

/// <summary>What a domain's hosts publish for DANE, and what should come of it.</summary>
/// <param name="State">As <c>DaneSummary.State</c> names it.</param>
/// <param name="Effect">As <c>DaneResult.Effect</c> of the first host.</param>
/// <param name="Verdict">As <c>DaneSummary.Verdict</c> names it.</param>
internal sealed record LabDane(string State, string Effect, string Verdict)
{
    /// <summary>The records at <c>_PORT._tcp</c> of the host with this label, made from its first server's certificate.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TlsaRecipe>> Records { get; init; } = new Dictionary<string, IReadOnlyList<TlsaRecipe>>();

    /// <summary>The host with this label has an alias there instead.</summary>
    public (string Label, string Target)? Alias { get; init; }

    /// <summary>Name servers fail on all below <c>_tcp</c> of the host with this label.</summary>
    public string? Fails { get; init; }
}
