using System;
using System.Collections.Generic;
using System.Globalization;

namespace SmtpTls.Tls;

/// <summary>Certificates in their textual encoding (RFC 7468 §5). Text between the blocks is explanation and is skipped.</summary>
internal static class PemFile
{
    private const string Begin = "-----BEGIN ", End = "-----END ", Dashes = "-----";
    private const int MostCertificates = 5000;

    /// <summary>All certificates of a text, DER. Absent when there is none, Invalid at the first block that cannot be read.</summary>
    public static Outcome<IReadOnlyList<byte[]>> Read(string text)
    {
        List<byte[]> found = [];
        int at = 0;
        while (found.Count < MostCertificates && (at = text.IndexOf(Begin, at, StringComparison.Ordinal)) >= 0)
        {
            int labelEnd = text.IndexOf(Dashes, at + Begin.Length, StringComparison.Ordinal);
            int end = labelEnd < 0 ? -1 : text.IndexOf(End, labelEnd, StringComparison.Ordinal);
            if (end < 0)
            {
                return Invalid(found.Count, "has no END line");
            }

            string label = text.Substring(at + Begin.Length, labelEnd - at - Begin.Length);
            if (label is "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE")
            {
                if (!TryDecode(text.Substring(labelEnd + Dashes.Length, end - labelEnd - Dashes.Length), out byte[] der))
                {
                    return Invalid(found.Count, "is not Base64");
                }

                found.Add(der);
            }

            at = end + End.Length;
        }

        return found.Count == 0
            ? Outcome<IReadOnlyList<byte[]>>.Absent(new Fault(FaultKind.Input, "it holds no PEM certificate"))
            : Outcome<IReadOnlyList<byte[]>>.Found(found);
    }

    private static Outcome<IReadOnlyList<byte[]>> Invalid(int before, string problem) => Outcome<IReadOnlyList<byte[]>>.Invalid(
        new Fault(FaultKind.Input, "PEM block " + (before + 1).ToString(CultureInfo.InvariantCulture) + " " + problem));

    private static bool TryDecode(string base64, out byte[] octets)
    {
        try
        {
            octets = Convert.FromBase64String(base64);
            return true;
        }
        catch (FormatException)
        {
            octets = [];
            return false;
        }
    }
}
