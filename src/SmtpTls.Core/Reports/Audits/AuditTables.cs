using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Audit;

namespace SmtpTls.Reports.Audits;

/// <summary>Everything that a page of audits counts and lists, each thing once. Memory is for tens of thousands of domains.</summary>
internal sealed class AuditTables
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal), _certificatePlaces = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Host, string? Address, int Port), int> _addressPlaces = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<DomainRow> _rows = [];
    private readonly List<AddressSeen> _addresses = [];
    private readonly List<CertificateSeen> _certificates = [];

    public IReadOnlyList<DomainRow> Rows => _rows;

    public Interned<FindingKind> Findings { get; } = new();

    public Interned<string> Providers { get; } = new();

    public Interned<string> Hosts { get; } = new();

    public IReadOnlyList<AddressSeen> Addresses => _addresses;

    public IReadOnlyList<CertificateSeen> Certificates => _certificates;

    /// <summary>Whether an audit says more than what is known: of a domain that comes twice the newer counts.</summary>
    public bool Wants(DomainAudit audit) => !_places.TryGetValue(audit.Domain, out int place) || audit.AssessedAt > _rows[place].AssessedAt;

    /// <param name="audit">What is wanted.</param>
    /// <param name="record">The place of its record.</param>
    public void Add(DomainAudit audit, int record)
    {
        DomainRow row = new(audit.Domain, audit.AssessedAt)
        {
            Record = record,
            Grade = Once(audit.Grade),
            Standing = StandingOf(audit),
            Verdicts = [Once(audit.StartTls.Verdict), Once(audit.Certificate.Verdict), Once(audit.MtaSts?.Verdict), Once(audit.Dane?.Verdict), Once(audit.TlsRpt?.Verdict)],
            Findings = [.. audit.Findings.Select(Place).Distinct()],
            Providers = [.. audit.StartTls.Hosts.Select(host => host.Host).OfType<string>().Select(host => Providers.Of(ProbeBudget.ProviderOf(host))).Distinct()],
            Addresses = [.. audit.StartTls.Hosts.Where(host => host.Host is not null).Select(Place).Distinct()],
            Certificates = [.. CertificatesOf(audit).Distinct()],
            PolicyHostEnd = audit.MtaSts?.Policy?.WebCertificateNotAfter,
        };
        if (_places.TryGetValue(audit.Domain, out int place))
        {
            _rows[place] = row;
        }
        else
        {
            _places.Add(audit.Domain, _rows.Count);
            _rows.Add(row);
        }
    }

    /// <summary>The place of a finding's kind.</summary>
    public int Place(Finding finding) => Findings.Of(new FindingKind(
        finding.Id, Enum.TryParse(finding.Severity, out Severity severity) ? severity : Severity.Info, finding.Title, finding.Remedy, finding.Reference));

    /// <summary>The worst severity of a domain's findings; null without any.</summary>
    public Severity? WorstOf(DomainRow row) => row.Findings.Count == 0 ? null : row.Findings.Max(place => Findings[place].Severity);

    /// <summary>The next end of a certificate that the domain's mail depends on; null where none was seen.</summary>
    public DateTime? NextEndOf(DomainRow row)
    {
        DateTime? next = row.PolicyHostEnd;
        foreach ((int certificate, _) in row.Certificates)
        {
            DateTime end = _certificates[certificate].NotAfter;
            next = next is null || end < next ? end : next;
        }

        return next;
    }

    private static Standing StandingOf(DomainAudit audit) => audit.Assurance is { } word && Enum.TryParse(word, out Standing standing) && standing <= Standing.None ? standing
        : audit.MxState == "Null" ? Standing.TakesNoMail
        : audit.MxState == "NotFound" ? Standing.NoMailHost
        : Standing.NotAssessed;

    /// <summary>The same text as before, where it came before: audits that are read from files have each their own.</summary>
    private string? Once(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!_texts.TryGetValue(text, out string? same))
        {
            _texts.Add(text, same = text);
        }

        return same;
    }

    private int Place(StartTlsResult seen)
    {
        AddressSeen address = new(Hosts.Of(seen.Host!), seen.Address, Once(seen.Outcome)!, Once(seen.TlsVersion), Once(seen.CipherSuite), Once(seen.KeyExchangeGroup));
        (string, string?, int) key = (seen.Host!, seen.Address, seen.Port);
        if (_addressPlaces.TryGetValue(key, out int place))
        {
            _addresses[place] = address;
            return place;
        }

        _addressPlaces.Add(key, _addresses.Count);
        _addresses.Add(address);
        return _addresses.Count - 1;
    }

    private IEnumerable<(int Certificate, int Host)> CertificatesOf(DomainAudit audit)
    {
        foreach (StartTlsResult host in audit.StartTls.Hosts.Where(host => host.Host is not null))
        {
            IReadOnlyList<CertificateInfo> chain = host.Chain.Count > 0 ? host.Chain : host.Certificate is { } alone ? [alone] : [];
            for (int i = 0; i < chain.Count; i++)
            {
                if (chain[i].NotAfter is { } end)
                {
                    yield return (Place(KeyOf(chain[i].Sha256, chain[i].Subject, end), new CertificateSeen(chain[i].Subject ?? "", Once(chain[i].Issuer), end, i > 0)), Hosts.Of(host.Host!));
                }
            }
        }

        // A server may have a second certificate, of another kind of key, which only DANE looks for.
        foreach (DaneResult host in audit.Dane?.Hosts ?? [])
        {
            foreach (DaneCertificate one in host.Certificates)
            {
                if (one.NotAfter is { } end)
                {
                    yield return (Place(KeyOf(one.Sha256, one.Subject, end), new CertificateSeen(one.Subject ?? "", null, end, false)), Hosts.Of(host.Host ?? ""));
                }
            }
        }
    }

    /// <summary>The fingerprint; audits that were kept as text may lack it.</summary>
    private static string KeyOf(string? hash, string? subject, DateTime end) => hash is { Length: > 0 } ? hash : FormattableString.Invariant($"{end:O} {subject}");

    private int Place(string hash, CertificateSeen certificate)
    {
        if (!_certificatePlaces.TryGetValue(hash, out int place))
        {
            _certificatePlaces.Add(hash, place = _certificates.Count);
            _certificates.Add(certificate);
        }

        return place;
    }
}
