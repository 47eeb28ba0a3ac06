using System;
using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Compat;

/// <summary>The list of certificates a TLS server sent, out of what SslStream gives its callback: the platform leaves it in the chain's extra store.</summary>
internal static class SentCertificates
{
    /// <summary>
    /// The list, for a callback that will not look at the objects again, nor anybody after it. They are let go at once: left to the garbage collector, which does
    /// not see how much of OpenSSL's memory hangs on them, those of a sweep add up.
    /// </summary>
    public static List<byte[]> Take(X509Certificate? certificate, X509Chain? chain)
    {
        List<byte[]> sent = Of(certificate, chain);
#if !NETSTANDARD2_0
        foreach (X509Certificate2 item in chain?.ChainPolicy.ExtraStore ?? [])
        {
            item.Dispose();
        }

        for (int i = 0; i < (chain?.ChainElements.Count ?? 0); i++)
        {
            chain!.ChainElements[i].Certificate.Dispose();
        }

        certificate?.Dispose();
#endif
        return sent;
    }

    private static List<byte[]> Of(X509Certificate? certificate, X509Chain? chain)
    {
        List<byte[]> sent = [];
        if (chain is not null)
        {
            foreach (X509Certificate2 item in chain.ChainPolicy.ExtraStore)
            {
                sent.Add(item.RawData);
            }
        }

        // Where the platform lists only the others, or in another order, the leaf goes in front.
        if (certificate?.GetRawCertData() is { } leaf && (sent.Count == 0 || !leaf.AsSpan().SequenceEqual(sent[0])))
        {
            sent.RemoveAll(other => leaf.AsSpan().SequenceEqual(other));
            sent.Insert(0, leaf);
        }

        return sent;
    }
}
