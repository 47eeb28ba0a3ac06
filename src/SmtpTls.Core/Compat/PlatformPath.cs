using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Compat;

/// <summary>What the platform said of one path: its status flags over all elements, their texts, and the certificates it built with, DER.</summary>
internal sealed record PlatformPathAnswer(X509ChainStatusFlags Status, IReadOnlyList<string> Texts, IReadOnlyList<byte[]> Elements);

/// <summary>
/// Lets the platform validate one path that was already found (RFC 5280 §6): name constraints, path lengths, policies, signatures of kinds that .NET
/// itself does not verify. It is given the path and its one anchor, and may ask nobody.
/// </summary>
internal static class PlatformPath
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <param name="path">Leaf first, the anchor's own certificate not among them unless it was sent.</param>
    /// <param name="anchor">The certificate that is trusted.</param>
    /// <param name="time">The moment of validation.</param>
    /// <returns>Null when the platform cannot read one of the certificates.</returns>
    public static PlatformPathAnswer? Validate(IReadOnlyList<byte[]> path, byte[] anchor, DateTimeOffset time)
    {
        List<X509Certificate2> owned = [];
        using X509Chain chain = new();
        try
        {
            X509Certificate2 root = new(anchor);
            owned.Add(root);
            foreach (byte[] der in path)
            {
                owned.Add(new X509Certificate2(der));
            }

            X509ChainPolicy policy = chain.ChainPolicy;
            policy.RevocationMode = X509RevocationMode.NoCheck;
            policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
            policy.VerificationTime = time.LocalDateTime;
            for (int i = 2; i < owned.Count; i++)
            {
                policy.ExtraStore.Add(owned[i]);
            }

            Trust(policy, root);
            chain.Build(owned[1]);
            return Read(chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }

            owned.ForEach(static certificate => certificate.Dispose());
        }
    }

    private static PlatformPathAnswer Read(X509Chain chain)
    {
        X509ChainStatusFlags status = X509ChainStatusFlags.NoError;
        List<string> texts = [];
        foreach (X509ChainStatus one in chain.ChainStatus)
        {
            status |= one.Status;
            texts.Add(one.Status.ToString());
        }

        List<byte[]> elements = [];
        foreach (X509ChainElement element in chain.ChainElements)
        {
            elements.Add(element.Certificate.RawData);
        }

#if NETSTANDARD2_0
        // There is no custom trust here: that the path ends in our anchor is compared by the caller, so the platform's own view of the root is moot.
        status &= ~X509ChainStatusFlags.UntrustedRoot;
        texts.Remove(nameof(X509ChainStatusFlags.UntrustedRoot));
#endif
        return new PlatformPathAnswer(status, texts, elements);
    }

#if NETSTANDARD2_0
    private static void Trust(X509ChainPolicy policy, X509Certificate2 root)
    {
        policy.ExtraStore.Add(root);
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
    }
#else
    private static void Trust(X509ChainPolicy policy, X509Certificate2 root)
    {
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(root);
        policy.DisableCertificateDownloads = true;
    }
#endif
}
