using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using NSec.Cryptography;

namespace SmtpTls.Lab.Dns.Signing;

/// <summary>
/// Keeps the keys of a range's zones until it ends. The one RSA key is made when it is first needed, for that takes longer than all the
/// rest of a start, and is shared by every zone that signs with RSA: what is tested is how an answer is proved, not whose key it is.
/// </summary>
internal sealed class KeyRing : IDisposable
{
    private const int RsaBits = 2048;

    private readonly List<IDisposable> _keys = [];
    private readonly Lock _adding = new();
    private readonly Lazy<RSA> _rsa;

    public KeyRing()
    {
        _rsa = new Lazy<RSA>(() => Keep(RSA.Create(RsaBits)));
    }

    public RSA Rsa => _rsa.Value;

    public ECDsa NewEcdsa(ECCurve curve) => Keep(ECDsa.Create(curve));

    public Key NewEd25519() => Keep(Key.Create(SignatureAlgorithm.Ed25519));

    public void Dispose() => _keys.ForEach(static key => key.Dispose());

    private T Keep<T>(T key)
        where T : IDisposable
    {
        lock (_adding)
        {
            _keys.Add(key);
        }

        return key;
    }
}
