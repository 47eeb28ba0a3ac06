using System;
using System.Collections.Generic;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Compat;

/// <summary>The list of certificates a TLS server sent, out of what SslStream gives its callback: the platform leaves it in the chain's extra store.</summary>
internal static class SentCertificates
{
    public static List<byte[]> Of(X509Certificate? certificate, X509Chain? chain)
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
