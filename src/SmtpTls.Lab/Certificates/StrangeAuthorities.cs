using System;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Lab.Certificates;

/// <summary>
/// Authorities that lead to no trusted root. They bear another organization than the lab's, for clients that guess from names whether
/// something is missing must not think them related.
/// </summary>
internal static class StrangeAuthorities
{
    private const string Organization = "O=Nobody in particular";

    /// <summary>A root that nobody trusts, sent along by its servers.</summary>
    public static LabAuthority CreateRoot(LabSetting setting)
    {
        ECDsa key = LabRequests.NewEcdsa();
        CertificateRequest request = LabRequests.NewAuthority($"CN=Nobody's Root, {Organization}", key);

        // .NET leaves out of what a server sends whatever it takes for a root. An authority key identifier that fits nobody makes it think
        // that there is more above; name and signature say that there is not.
        byte[] nobody = RandomNumberGenerator.GetBytes(20);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(nobody));
        (DateTimeOffset from, DateTimeOffset to) = setting.AuthorityDates;
        X509Certificate2 root = request.CreateSelfSigned(from, to);
        return new LabAuthority(root, key, [root]);
    }

    /// <summary>Two authorities that have each signed the other; servers send both.</summary>
    public static LabAuthority CreateLoop(LabSetting setting)
    {
        (DateTimeOffset from, DateTimeOffset to) = setting.AuthorityDates;
        ECDsa key = LabRequests.NewEcdsa();
        CertificateRequest request = LabRequests.NewAuthority($"CN=One Hand, {Organization}", key);
        using ECDsa otherKey = LabRequests.NewEcdsa();
        CertificateRequest otherRequest = LabRequests.NewAuthority($"CN=The Other Hand, {Organization}", otherKey);

        // The first exists twice: once to sign the second, and once signed by it.
        using X509Certificate2 first = request.CreateSelfSigned(from, to);
        X509Certificate2 other = otherRequest.Create(first, from, to, LabRequests.Serial());
        using X509Certificate2 otherWhole = LabRequests.WithKey(other, otherKey);
        using X509Certificate2 again = request.Create(otherWhole, from, to, LabRequests.Serial());
        X509Certificate2 whole = LabRequests.WithKey(again, key);
        return new LabAuthority(whole, key, [whole, other]);
    }
}
