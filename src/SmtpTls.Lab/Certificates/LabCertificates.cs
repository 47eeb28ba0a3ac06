using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;

namespace SmtpTls.Lab.Certificates;

/// <summary>
/// The range's own public key infrastructure, made new for every run and never written to disk except for the root's certificate. One
/// trusted root stands above an ECDSA and an RSA authority; a second root is nobody's. Keys are shared between servers, because making an
/// RSA key is the slowest part of a start, and what is tested is what a certificate says.
/// </summary>
internal sealed class LabCertificates : IDisposable
{
    private static readonly int[] RsaBits = [2048, 2048, 1024];

    private readonly LabSetting _setting;
    private readonly LabAuthority _ecdsa;
    private readonly LabAuthority _rsa;
    private readonly LabAuthority _stranger;
    private readonly LabAuthority _loop;
    private readonly Dictionary<LabKey, AsymmetricAlgorithm> _keys;
    private readonly List<IDisposable> _made = [];
    private readonly Lock _making = new();

    public LabCertificates(LabSetting setting)
    {
        _setting = setting;

        // Making RSA keys is the slowest part of a start, so they are made beside each other.
        RSA[] rsa = [.. RsaBits.AsParallel().AsOrdered().WithDegreeOfParallelism(3).Select(NewRsa)];
        Root = LabAuthority.Create("SmtpTls Lab Root", LabRequests.NewEcdsa(), null, setting);
        _ecdsa = LabAuthority.Create("SmtpTls Lab Issuer E1", LabRequests.NewEcdsa(), Root, setting);
        _rsa = LabAuthority.Create("SmtpTls Lab Issuer R1", rsa[0], Root, setting);
        _stranger = StrangeAuthorities.CreateRoot(setting);
        _loop = StrangeAuthorities.CreateLoop(setting);
        _keys = new Dictionary<LabKey, AsymmetricAlgorithm>
        {
            [LabKey.EcdsaP256] = LabRequests.NewEcdsa(),
            [LabKey.Rsa2048] = rsa[1],
            [LabKey.Rsa1024] = rsa[2],
        };
    }

    public LabAuthority Root { get; }

    /// <summary>Makes a certificate for a host, and the context that sends exactly the chain the recipe names. May be called beside itself.</summary>
    public SslStreamCertificateContext Make(CertificateRecipe recipe, string host)
    {
        X509Certificate2 leaf;
        X509Certificate2Collection sent;
        lock (_making)
        {
            LabAuthority? issuer = IssuerFor(recipe);
            leaf = MakeLeaf(recipe, host, issuer);
            sent = recipe.SendsIntermediate && issuer is not null ? [.. issuer.Sent] : [];
            _made.Add(leaf);
        }

        return SslStreamCertificateContext.Create(leaf, sent, offline: true);
    }

    /// <summary>What the lab's web server hands out: every authority's revocation list and certificate, by path.</summary>
    public IReadOnlyDictionary<string, byte[]> BuildWebFiles()
    {
        Dictionary<string, byte[]> files = [];
        foreach (LabAuthority authority in Authorities())
        {
            files[$"/{authority.Slug}.crl"] = authority.BuildRevocationList(_setting.Now);
            files[$"/{authority.Slug}.crt"] = authority.Certificate.RawData;
        }

        return files;
    }

    public void Dispose()
    {
        foreach (IDisposable made in _made.Concat(_keys.Values).Concat([Root, _ecdsa, _rsa, _stranger, _loop]))
        {
            made.Dispose();
        }
    }

    private static RSA NewRsa(int bits)
    {
        RSA key = RSA.Create(bits);

        // Until it is first used, there is no key.
        key.ExportParameters(includePrivateParameters: false);
        return key;
    }

    private LabAuthority? IssuerFor(CertificateRecipe recipe)
    {
        LabAuthority? issuer = recipe.Issuer switch
        {
            LabIssuer.Ecdsa => _ecdsa,
            LabIssuer.Rsa => _rsa,
            LabIssuer.Stranger => _stranger,
            LabIssuer.Loop => _loop,
            _ => null,
        };
        for (int i = 0; issuer is not null && i < recipe.ExtraLevels; i++)
        {
            issuer = LabAuthority.Create($"SmtpTls Lab Level {_made.Count}", LabRequests.NewEcdsa(), issuer, _setting);
            _made.Add(issuer);
        }

        return issuer;
    }

    private IEnumerable<LabAuthority> Authorities() => _made.OfType<LabAuthority>().Concat([Root, _ecdsa, _rsa, _stranger, _loop]);

    private X509Certificate2 MakeLeaf(CertificateRecipe recipe, string host, LabAuthority? issuer)
    {
        AsymmetricAlgorithm key = _keys[recipe.Key];
        CertificateRequest request = LabRequests.New($"CN={recipe.Name ?? host}", key, recipe.Hash);
        AddLeafExtensions(request, recipe, recipe.Name ?? host);
        DateTimeOffset from = _setting.Now.AddDays(recipe.FromDay);
        DateTimeOffset to = _setting.Now.AddDays(recipe.ToDay);
        if (issuer is null)
        {
            using X509Certificate2 own = request.CreateSelfSigned(from, to);
            using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(own.RawData);
            return LabRequests.WithKey(bare, key);
        }

        AddRevocation(request, recipe.Revocation, issuer);
        using X509Certificate2 signed = issuer.Sign(request, from, to);
        if (recipe.Revocation == LabRevocation.Revoked)
        {
            issuer.Revoke(signed, _setting.Now.AddDays(-2));
        }

        return LabRequests.WithKey(signed, key);
    }

    private static void AddLeafExtensions(CertificateRequest request, CertificateRecipe recipe, string name)
    {
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity());
        X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature | (recipe.Key == LabKey.EcdsaP256 ? 0 : X509KeyUsageFlags.KeyEncipherment);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(recipe.Usage)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (recipe.HasSubjectAltName)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }
    }

    private void AddRevocation(CertificateRequest request, LabRevocation revocation, LabAuthority issuer)
    {
        switch (revocation)
        {
            case LabRevocation.NotNamed:
                issuer.AddIssuer(request);
                break;
            case LabRevocation.Silent:
                issuer.AddIssuer(request);
                request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([_setting.SilentRoot + "silent.crl"]));
                break;
            default:
                issuer.AddPointers(request, _setting);
                break;
        }
    }
}
