using System;
using System.Collections.Generic;

namespace SmtpTls.Tls;

/// <summary>A way from the leaf to an anchor.</summary>
/// <param name="Places">Places in the sent list, leaf first; the anchor itself is the last of them only if it was sent.</param>
/// <param name="Anchor">Where it ends.</param>
/// <param name="Verified">Every signature on it was verified; false where an algorithm is beyond this framework.</param>
/// <param name="Dated">Every certificate on it is inside its dates.</param>
internal sealed record AnchoredPath(IReadOnlyList<int> Places, CertificateFacts Anchor, bool Verified, bool Dated)
{
    /// <summary>Its end is trusted by this machine or the user; false for one that only a public program knows.</summary>
    public bool Trusted { get; init; } = true;
}

/// <summary>
/// Finds ways from the leaf to a trusted root over the certificates that the server sent, and only those (RFC 4158 explains the art). An issuer is a
/// certificate whose subject is the issuer's name and whose key verifies the signature; several can fit (cross-signed authorities), so all ways
/// are tried, within limits that no hostile list can exceed.
/// </summary>
internal sealed class PathBuilder(IReadOnlyList<CertificateFacts> sent, TrustSet trust, DateTimeOffset now)
{
    /// <summary>Certificates on one way, the leaf among them.</summary>
    public const int MostDepth = 10;

    private const int MostSteps = 1000, MostSignatures = 200, MostPaths = 16;
    private readonly List<AnchoredPath> _paths = [];
    private readonly List<int> _current = [];
    private readonly Dictionary<(string Child, string Issuer), SignatureState> _signatures = [];
    private int _steps;

    /// <summary>The longest way found, leaf first, whether or not it ends in an anchor.</summary>
    public IReadOnlyList<int> Longest { get; private set; } = [];

    /// <summary>
    /// Every way to an anchor, the best first: inside its dates, verified, short. After them those to a root that was sent along, that nobody here
    /// trusts, and that a public program holds.
    /// </summary>
    public IReadOnlyList<AnchoredPath> Find()
    {
        if (trust.IsPinned(sent[0]) && trust.Find(sent[0]) is null)
        {
            // The user's file holds this very certificate: it needs nobody above it.
            _paths.Add(new AnchoredPath([0], sent[0], true, sent[0].IsValidAt(now)));
        }

        Walk(0, true);
        _paths.Sort(static (a, b) => Rank(a).CompareTo(Rank(b)));
        return _paths;
    }

    public SignatureState Check(CertificateFacts child, CertificateFacts issuer)
    {
        if (!_signatures.TryGetValue((child.Sha256, issuer.Sha256), out SignatureState state))
        {
            state = _signatures.Count < MostSignatures ? SignatureCheck.Verify(child.Signature, issuer) : SignatureState.Bad;
            _signatures.Add((child.Sha256, issuer.Sha256), state);
        }

        return state;
    }

    private static int Rank(AnchoredPath path) => (path.Trusted ? 0 : 10000) + (path.Dated ? 0 : 1000) + (path.Verified ? 0 : 100) + path.Places.Count;

    private void Walk(int place, bool verified)
    {
        _current.Add(place);
        _steps++;
        if (_current.Count > Longest.Count)
        {
            Longest = _current.ToArray();
        }

        CertificateFacts certificate = sent[place];
        if (trust.Find(certificate) is not null)
        {
            Keep(certificate, verified);
        }
        else if (_current.Count > 1 && certificate.SelfIssued && trust.IsListed(certificate))
        {
            Keep(certificate, verified, trusted: false);
        }

        foreach (Anchor anchor in trust.WithSubject(certificate.IssuerKey))
        {
            SignatureState state = Check(certificate, anchor.Certificate);
            if (state != SignatureState.Bad && anchor.Certificate.Sha256 != certificate.Sha256)
            {
                Keep(anchor.Certificate, verified && state == SignatureState.Good);
            }
        }

        if (_current.Count < MostDepth)
        {
            foreach (int issuer in IssuersOf(certificate))
            {
                SignatureState state = _steps < MostSteps && _paths.Count < MostPaths ? Check(certificate, sent[issuer]) : SignatureState.Bad;
                if (state != SignatureState.Bad)
                {
                    Walk(issuer, verified && state == SignatureState.Good);
                }
            }
        }

        _current.RemoveAt(_current.Count - 1);
    }

    private void Keep(CertificateFacts anchor, bool verified, bool trusted = true)
    {
        bool dated = anchor.IsValidAt(now);
        foreach (int place in _current)
        {
            dated &= sent[place].IsValidAt(now);
        }

        if (_paths.Count < MostPaths)
        {
            _paths.Add(new AnchoredPath(_current.ToArray(), anchor, verified, dated) { Trusted = trusted });
        }
    }

    /// <summary>Sent certificates with the issuer's name, the likeliest first; none that is already on the way.</summary>
    private List<int> IssuersOf(CertificateFacts child)
    {
        List<int> found = [];
        for (int i = 0; i < sent.Count; i++)
        {
            if (sent[i].Readable && sent[i].SubjectKey == child.IssuerKey && !_current.Contains(i) && !IsOnWay(sent[i]))
            {
                found.Add(i);
            }
        }

        found.Sort((a, b) => Unlikeliness(child, a).CompareTo(Unlikeliness(child, b)));
        return found;
    }

    // The same name and key twice on one way is a loop (RFC 4158 §5.2).
    private bool IsOnWay(CertificateFacts candidate) =>
        _current.Exists(place => sent[place].SubjectKey == candidate.SubjectKey && sent[place].Spki.AsSpan().SequenceEqual(candidate.Spki));

    // RFC 4158 §3.5: dates first, then key identifiers, which are hints and no more.
    private int Unlikeliness(CertificateFacts child, int place)
    {
        CertificateFacts issuer = sent[place];
        bool mismatch = child.AuthorityKeyId is { } wanted && issuer.SubjectKeyId is { } got && !wanted.AsSpan().SequenceEqual(got);
        return (issuer.IsValidAt(now) ? 0 : 10000) + (mismatch ? 1000 : 0) + place;
    }
}
