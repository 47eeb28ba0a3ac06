using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmtpTls.Dane.Publish;
using SmtpTls.Tls;

namespace SmtpTls.Pipeline;

/// <summary>Certificates that a user gave: files in PEM or DER, or objects of a certificate store. Private keys are never looked at.</summary>
internal static class CertificateInput
{
    private const int MostOctets = 1024 * 1024;

    /// <summary>One chain for each file; each that gives none becomes an error.</summary>
    public static IEnumerable<CertificateChain> FromFiles(PSCmdlet cmdlet, string[] paths)
    {
        foreach (string file in InputFiles.Find(cmdlet, paths, wildcards: true, Errors.CertificateUnreadable))
        {
            if (!InputFiles.TryRead(file, MostOctets, out byte[] octets, out string? problem) || !TryRead(octets, out CertificateChain? chain, out problem))
            {
                cmdlet.WriteError(Errors.CertificateUnreadable(file, problem!));
            }
            else
            {
                yield return chain!;
            }
        }
    }

    public static CertificateChain From(X509Certificate2 certificate) => new([CertificateReader.Read(certificate.RawData)]);

    /// <summary>Paths and certificates mixed, as <c>-NextCertificate</c> takes them.</summary>
    public static IEnumerable<CertificateChain> FromEither(PSCmdlet cmdlet, object[] given)
    {
        foreach (object item in given)
        {
            object value = item is PSObject wrapped ? wrapped.BaseObject : item;
            if (value is X509Certificate2 certificate)
            {
                yield return From(certificate);
                continue;
            }

            string path = value is System.IO.FileSystemInfo file ? file.FullName : value?.ToString() ?? "";
            foreach (CertificateChain chain in FromFiles(cmdlet, [path]))
            {
                yield return chain;
            }
        }
    }

    private static bool TryRead(byte[] octets, out CertificateChain? chain, out string? problem)
    {
        (chain, problem) = (null, null);
        CertificateFacts whole = CertificateReader.Read(octets);
        if (whole.Readable)
        {
            chain = new CertificateChain([whole]);
            return true;
        }

        Outcome<IReadOnlyList<byte[]>> pem = PemFile.Read(Encoding.ASCII.GetString(octets));
        List<CertificateFacts> certificates = [.. (pem.Value ?? []).Take(20).Select(CertificateReader.Read)];
        if (certificates.Count == 0 || !certificates.TrueForAll(certificate => certificate.Readable))
        {
            problem = pem.Fault?.Message + "." is { Length: > 1 } why ? why : "a certificate in it cannot be read.";
            return false;
        }

        chain = new CertificateChain(certificates);
        return true;
    }
}
