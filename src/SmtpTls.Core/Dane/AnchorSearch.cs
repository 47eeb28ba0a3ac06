using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Compat;
using SmtpTls.Tls;

namespace SmtpTls.Dane;

/// <summary>
/// Looks for ways from the server's certificate to the authorities that DANE-TA records name (RFC 7671 §5.2, RFC 7672 §3.1.2): over the certificates
/// that were sent, in any order, to one that a record names or to one that a record brings itself. A certificate that was sent and is not on
/// such a way proves nothing. No trust store is asked: the authority may be anybody's own. Bounded whatever the list holds.
/// </summary>
internal sealed class AnchorSearch(IReadOnlyList<CertificateFacts> sent, IReadOnlyList<PublishedAnchor> anchors, DateTimeOffset now)
{
    private const int MostDepth = 10, MostSteps = 1000, MostSignatures = 200, MostValidated = 20;

    private const X509ChainStatusFlags Ignored = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotTimeNested | X509ChainStatusFlags.CtlNotTimeValid
        | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation | X509ChainStatusFlags.HasWeakSignature
        | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;

    private readonly List<int> _way = [];
    private readonly Dictionary<(string Child, string Issuer), SignatureState> _signatures = [];
    private TlsaFit[] _fits = [];
    private int _steps, _validated;

    /// <summary>Raises what stands in <paramref name="fits"/> at the places of the records.</summary>
    public void Run(TlsaFit[] fits)
    {
        _fits = fits;
        Walk(0, certain: true);
    }

    private void Walk(int place, bool certain)
    {
        _way.Add(place);
        _steps++;
        CertificateFacts tip = sent[place];
        foreach (PublishedAnchor anchor in anchors.Where(anchor => _fits[anchor.Place] != TlsaFit.Match))
        {
            Try(anchor, tip, certain);
        }

        if (_way.Count < MostDepth)
        {
            for (int i = 1; i < sent.Count && _steps < MostSteps; i++)
            {
                if (sent[i].Readable && sent[i].SubjectKey == tip.IssuerKey && !_way.Contains(i) && !IsOnWay(sent[i]) && Check(tip, sent[i]) is not SignatureState.Bad and var state)
                {
                    Walk(i, certain && state == SignatureState.Good);
                }
            }
        }

        _way.RemoveAt(_way.Count - 1);
    }

    private void Try(PublishedAnchor anchor, CertificateFacts tip, bool certain)
    {
        // RFC 7671 §5.2: the authority issues the server's certificate, so the leaf itself is none.
        if (_way.Count > 1 && TlsaMatcher.Names(anchor.Record, tip))
        {
            Raise(anchor, [.. _way.Take(_way.Count - 1).Select(place => sent[place])], tip, certain);
        }

        if (anchor.IssuerOf(tip) is { } issuer && Check(tip, issuer) is not SignatureState.Bad and var state)
        {
            Raise(anchor, [.. _way.Select(place => sent[place])], issuer, certain && state == SignatureState.Good);
        }
    }

    private void Raise(PublishedAnchor anchor, IReadOnlyList<CertificateFacts> way, CertificateFacts authority, bool certain)
    {
        TlsaFit fit = Judge(way, authority, certain);
        _fits[anchor.Place] = fit > _fits[anchor.Place] ? fit : _fits[anchor.Place];
    }

    private TlsaFit Judge(IReadOnlyList<CertificateFacts> way, CertificateFacts authority, bool certain)
    {
        if (!MayIssue(way, authority) || !way.All(certificate => certificate.AllowsServers) || !Holds(way, authority, certain))
        {
            return TlsaFit.NotAuthority;
        }

        DateTime time = now.UtcDateTime;
        IEnumerable<CertificateInfo> all = way.Append(authority).Select(certificate => certificate.Info);
        return all.Any(info => info.NotAfter is not { } last || last < time) ? TlsaFit.Expired
            : all.Any(info => info.NotBefore is not { } first || first > time) ? TlsaFit.NotYetValid
            : TlsaFit.Match;
    }

    // RFC 5280 §6.1.4 (k) to (n).
    private static bool MayIssue(IReadOnlyList<CertificateFacts> way, CertificateFacts authority)
    {
        int below = 0;
        foreach (CertificateFacts issuer in way.Skip(1).Append(authority))
        {
            if (!issuer.IsCa || issuer.KeyUsage is { } usage && (usage & KeyUsages.KeyCertSign) == 0 || issuer.PathLength < below)
            {
                return false;
            }

            below += issuer.SelfIssued ? 0 : 1;
        }

        return true;
    }

    /// <summary>What only the platform can tell: name constraints, and signatures of kinds that are not verified here.</summary>
    private bool Holds(IReadOnlyList<CertificateFacts> way, CertificateFacts authority, bool certain)
    {
        if (certain && !way.Append(authority).Any(certificate => certificate.HasNameConstraints))
        {
            return true;
        }

        return _validated++ < MostValidated
            && PlatformPath.Validate([.. way.Select(certificate => certificate.Der)], authority.Der, now) is { } answer && (answer.Status & ~Ignored) == 0;
    }

    private SignatureState Check(CertificateFacts child, CertificateFacts issuer)
    {
        if (!_signatures.TryGetValue((child.Sha256, issuer.Sha256), out SignatureState state))
        {
            state = _signatures.Count < MostSignatures ? SignatureCheck.Verify(child.Signature, issuer) : SignatureState.Bad;
            _signatures.Add((child.Sha256, issuer.Sha256), state);
        }

        return state;
    }

    // The same name and key twice on one way is a loop (RFC 4158 §5.2).
    private bool IsOnWay(CertificateFacts candidate) =>
        _way.Exists(place => sent[place].SubjectKey == candidate.SubjectKey && sent[place].Spki.AsSpan().SequenceEqual(candidate.Spki));
}
