using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dane;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Audit;

/// <summary>One certificate that an address showed, judged by the records that count and the names that fit.</summary>
internal sealed record DaneShown
{
    private DaneShown(ShownCertificates seen) => Seen = seen;

    public ShownCertificates Seen { get; }

    public CertificateFacts? Leaf => Seen.Leaf;

    /// <summary>True when a record that is tried holds; false when none does, or TLS is not to be had; null when nobody could say.</summary>
    public bool? Matched { get; private init; }

    /// <summary>Places of the records that fit, those that are not tried among them.</summary>
    public IReadOnlyList<int> Fitting { get; private init; } = [];

    /// <summary>A DANE-EE record holds, so that names, dates and issuers of the certificate do not count.</summary>
    public bool ByEndEntity { get; private init; }

    /// <summary>Why not, a clause; null where it matched.</summary>
    public string? Problem { get; private init; }

    /// <summary>The word of RFC 8460 §4.3 for it; null where it matched or could not be told.</summary>
    public string? ResultType { get; private init; }

    public string KeyType => Leaf?.Info.KeyType ?? Seen.AskedFor ?? "";

    /// <summary>"192.0.2.1 (RSA): why".</summary>
    public string Text => $"{Seen.Address}{(KeyType.Length > 0 ? $" ({KeyType})" : "")}: {Problem}";

    public static DaneShown Of(ShownCertificates seen, TlsaSet set, ReferenceNames names)
    {
        if (seen.State != OutcomeState.Found)
        {
            return seen.State == OutcomeState.Invalid ? WithoutTls(seen) : new DaneShown(seen) { Problem = seen.Fault?.Message.TrimEnd('.') ?? "it could not be determined" };
        }

        bool named = seen.Leaf is { } leaf && names.Fit(leaf);
        List<int> fitting = [.. Enumerable.Range(0, set.Records.Count).Where(place => FitOf(seen, place) == TlsaFit.Match && (named || set.Records[place].Usage == TlsaRecord.DaneEe))];
        List<int> holding = [.. fitting.Where(set.Tries)];
        if (holding.Count > 0)
        {
            return new DaneShown(seen) { Matched = true, Fitting = fitting, ByEndEntity = holding.Any(place => set.Records[place].Usage == TlsaRecord.DaneEe) };
        }

        TlsaFit best = set.Tried.Select(place => FitOf(seen, place)).DefaultIfEmpty(TlsaFit.NoMatch).Max();
        (string problem, string type) = best switch
        {
            TlsaFit.Match => ($"the authority that the record names issued the certificate, but it does not name {names}", "certificate-host-mismatch"),
            TlsaFit.Expired => ("the authority that the record names issued the certificate, but it or one above it has expired", "certificate-expired"),
            TlsaFit.NotYetValid => ("the authority that the record names issued the certificate, but it or one above it is not valid yet", "validation-failure"),
            TlsaFit.NotAuthority => ("the way from the certificate to the authority that the record names does not hold", "validation-failure"),
            _ => (fitting.Count > 0 ? "only a record of a weaker digest fits, which senders pass over where a stronger one stands" : "no record fits the certificate", "validation-failure"),
        };
        return new DaneShown(seen) { Matched = false, Fitting = fitting, Problem = problem, ResultType = type };
    }

    private static DaneShown WithoutTls(ShownCertificates seen) => new(seen)
    {
        Matched = false,
        Problem = Judgements.Describe(seen.Outcome ?? ProbeOutcome.HandshakeFailed),
        ResultType = seen.Outcome == ProbeOutcome.HandshakeFailed ? "validation-failure" : "starttls-not-supported",
    };

    // A facts file may hold fewer than there are records.
    private static TlsaFit FitOf(ShownCertificates seen, int place) => place < seen.Fits.Count ? seen.Fits[place] : TlsaFit.NoMatch;
}
