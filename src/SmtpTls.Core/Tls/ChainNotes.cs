using System.Collections.Generic;
using System.Globalization;

namespace SmtpTls.Tls;

/// <summary>What is worth saying of a chain beside whether it holds, and whether its certificates may be used for servers.</summary>
internal static class ChainNotes
{
    public static IReadOnlyList<string> Of(List<CertificateFacts> certificates, IReadOnlyList<int> path, int sent)
    {
        List<string> notes = [];
        if (sent > certificates.Count)
        {
            notes.Add(Text(sent) + " certificates were sent; only the first " + Text(certificates.Count) + " were looked at");
        }

        int unreadable = 0;
        certificates.ForEach(one => unreadable += one.Readable ? 0 : 1);
        if (unreadable > 0)
        {
            notes.Add(Text(unreadable) + " of the certificates cannot be read");
        }

        // RFC 5246 §7.4.2 demands the order; RFC 8446 §4.4.2 asks receivers to cope without it.
        for (int i = 1; i < path.Count; i++)
        {
            if (path[i] < path[i - 1])
            {
                notes.Add("the certificates were sent out of order");
                break;
            }
        }

        int superfluous = certificates.Count - path.Count - unreadable;
        if (superfluous > 0)
        {
            notes.Add(Text(superfluous) + (superfluous == 1 ? " certificate that was sent is not needed" : " certificates that were sent are not needed"));
        }

        CertificateFacts? last = path.Count > 1 ? certificates[path[path.Count - 1]] : null;
        if (last is { SelfIssued: true })
        {
            notes.Add("the root was sent along, which is needless");
        }

        return notes;
    }

    /// <summary>RFC 5280 §4.2.1.3, §4.2.1.9, §4.2.1.12: the leaf for servers, those above it for signing certificates.</summary>
    public static bool FindWrongUsage(List<CertificateFacts> certificates, IReadOnlyList<int> path, List<string> notes)
    {
        const KeyUsages Handshake = KeyUsages.DigitalSignature | KeyUsages.KeyEncipherment | KeyUsages.KeyAgreement;
        CertificateFacts leaf = certificates[path[0]];
        int before = notes.Count;
        if (!leaf.AllowsServers)
        {
            notes.Add("the certificate's extendedKeyUsage does not include serverAuth");
        }

        if (leaf.KeyUsage is { } usage && (usage & Handshake) == 0)
        {
            notes.Add("the certificate's keyUsage allows neither signing nor key exchange");
        }

        for (int i = 1; i < path.Count; i++)
        {
            CertificateFacts issuer = certificates[path[i]];
            string subject = issuer.Info.Subject;
            if (!issuer.IsCa && !issuer.SelfIssued)
            {
                notes.Add("the issuer " + subject + " is no certificate authority (basicConstraints)");
            }

            if (issuer.KeyUsage is { } signs && (signs & KeyUsages.KeyCertSign) == 0)
            {
                notes.Add("the issuer " + subject + " may not sign certificates (keyUsage)");
            }

            if (!issuer.AllowsServers)
            {
                notes.Add("the issuer " + subject + " may not issue for servers (extendedKeyUsage)");
            }
        }

        return notes.Count > before;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
