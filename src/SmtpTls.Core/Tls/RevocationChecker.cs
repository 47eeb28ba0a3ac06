using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Http;

namespace SmtpTls.Tls;

/// <summary>
/// Asks whether certificates were taken back before their time. An issuer answers by OCSP (a question per certificate, whose answer a server may also
/// staple to its handshake) or by a list of serial numbers (CRL). Only a chain that already ends in a trusted root is asked for, because the URLs
/// to ask stand in the certificates: a stranger's would make us fetch whatever a stranger likes. That nobody could say is an answer of its own.
/// </summary>
internal sealed class RevocationChecker(IWebSource web, TrustSet trust, IClock clock)
{
    private const int MostUrls = 2, MostIssuers = 3;
    private static readonly TimeSpan WholeLimit = TimeSpan.FromSeconds(8);
    private readonly RevocationFetcher _fetcher = new(web);

    /// <summary>The facts with <see cref="ChainFacts.Revocation"/> filled in; unchanged for a chain that is not anchored.</summary>
    /// <param name="sent">The certificates as sent.</param>
    /// <param name="facts">What building the chain came to.</param>
    /// <param name="stapled">The OCSP response of the handshake, when there was one.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<ChainFacts> CheckAsync(IReadOnlyList<byte[]> sent, ChainFacts facts, byte[]? stapled, CancellationToken stop)
    {
        if (!facts.Anchored || facts.Path.Count == 0)
        {
            return facts;
        }

        List<CertificateFacts> path = [];
        foreach (int place in facts.Path)
        {
            path.Add(CertificateReader.Read(sent[place]));
        }

        using Deadline deadline = new(clock, WholeLimit, stop);
        List<Task<RevocationAnswer>> asked = [CheckOneAsync(path, 0, stapled, deadline.Token)];
        for (int i = 1; i < path.Count && i <= MostIssuers; i++)
        {
            if (!path[i].SelfIssued && trust.Find(path[i]) is null)
            {
                asked.Add(CheckOneAsync(path, i, null, deadline.Token));
            }
        }

        RevocationAnswer answer;
        try
        {
            answer = Sum(await Task.WhenAll(asked).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            answer = RevocationAnswer.Unknown($"nobody answered within {WholeLimit.TotalSeconds:0} s");
        }

        return facts with { Revocation = answer.State, RevocationDetail = answer.Detail };
    }

    // The leaf decides; an issuer counts only when it is revoked for sure.
    private static RevocationAnswer Sum(RevocationAnswer[] answers)
    {
        for (int i = 1; i < answers.Length; i++)
        {
            if (answers[i].State == RevocationState.Revoked && answers[0].State != RevocationState.Revoked)
            {
                return answers[i] with { Detail = "an issuer's certificate: " + answers[i].Detail };
            }
        }

        return answers[0];
    }

    private async Task<RevocationAnswer> CheckOneAsync(List<CertificateFacts> path, int place, byte[]? stapled, CancellationToken stop)
    {
        CertificateFacts certificate = path[place];
        if (IssuerOf(path, place) is not { } issuer)
        {
            return RevocationAnswer.Unknown("the certificate is trusted by itself; nobody stands above it");
        }

        List<string> problems = [];
        if (stapled is not null)
        {
            RevocationAnswer answer = OcspResponse.Judge(stapled, certificate, issuer, clock.Now);
            if (answer.State != RevocationState.Unknown)
            {
                return answer with { Detail = "the stapled OCSP response: " + answer.Detail };
            }

            problems.Add("the stapled OCSP response: " + answer.Detail);
        }

        return await AskRespondersAsync(certificate, issuer, problems, stop).ConfigureAwait(false)
            ?? await AskListsAsync(certificate, issuer, problems, stop).ConfigureAwait(false)
            ?? RevocationAnswer.Unknown(problems.Count > 0 ? string.Join("; ", problems) : "the certificate names no OCSP responder and no CRL that can be asked by http");
    }

    private CertificateFacts? IssuerOf(List<CertificateFacts> path, int place)
    {
        if (place + 1 < path.Count)
        {
            return path[place + 1];
        }

        foreach (Anchor anchor in trust.WithSubject(path[place].IssuerKey))
        {
            if (anchor.Certificate.Sha256 != path[place].Sha256 && SignatureCheck.Verify(path[place].Signature, anchor.Certificate) == SignatureState.Good)
            {
                return anchor.Certificate;
            }
        }

        return null;
    }

    private async Task<RevocationAnswer?> AskRespondersAsync(CertificateFacts certificate, CertificateFacts issuer, List<string> problems, CancellationToken stop)
    {
        int asked = 0;
        foreach (string text in certificate.OcspUrls)
        {
            if (RevocationFetcher.UrlOf(text) is not { } url || asked++ >= MostUrls || Request(certificate, issuer) is not { } request)
            {
                continue;
            }

            WebAnswer web = await _fetcher.AskAsync(url, request, stop).ConfigureAwait(false);
            RevocationAnswer answer = RevocationFetcher.Problem(web) is { } problem
                ? RevocationAnswer.Unknown(problem)
                : OcspResponse.Judge(web.Body, certificate, issuer, clock.Now);
            string detail = $"the OCSP responder {VisibleText.Show(text, 300)}: {answer.Detail}";
            if (answer.State != RevocationState.Unknown)
            {
                return answer with { Detail = detail };
            }

            problems.Add(detail);
        }

        return null;
    }

    private async Task<RevocationAnswer?> AskListsAsync(CertificateFacts certificate, CertificateFacts issuer, List<string> problems, CancellationToken stop)
    {
        int asked = 0;
        foreach (string text in certificate.CrlUrls)
        {
            if (RevocationFetcher.UrlOf(text) is not { } url || asked++ >= MostUrls)
            {
                continue;
            }

            (CertificateList? list, string? problem) = await _fetcher.ListAsync(url, issuer, stop).ConfigureAwait(false);
            RevocationAnswer answer = list is null ? RevocationAnswer.Unknown(problem ?? "it cannot be read") : list.Judge(certificate, clock.Now);
            string detail = $"the CRL {VisibleText.Show(text, 300)}: {answer.Detail}";
            if (answer.State != RevocationState.Unknown)
            {
                return answer with { Detail = detail };
            }

            problems.Add(detail);
        }

        return null;
    }

    private static byte[]? Request(CertificateFacts certificate, CertificateFacts issuer)
    {
        try
        {
            return OcspQuery.Write(certificate, issuer);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            // A serial number or key that cannot be written back.
            return null;
        }
    }
}
