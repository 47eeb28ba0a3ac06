using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Smtp;

namespace SmtpTls.Audit;

/// <summary>Facts and findings of one address to the public result: text made fit to be shown, enumerations to their names.</summary>
internal static class StartTlsAssembly
{
    public static StartTlsResult Of(AddressCase seen, IReadOnlyList<Finding> findings)
    {
        SmtpProbe probe = seen.Probe;
        bool encrypted = probe.Outcome == ProbeOutcome.Encrypted;
        IReadOnlyList<CertificateInfo> chain = ChainOf(seen.Address);
        return new StartTlsResult
        {
            Domain = seen.Facts.Domain?.ToString(),
            Host = seen.Name,
            Preference = seen.Host.Preference,
            Address = probe.Target.Address.ToString(),
            Port = probe.Target.Port,
            Outcome = probe.Outcome.ToString(),
            Verdict = Judgements.OfStartTls(probe).ToString(),
            Encrypted = encrypted,
            TlsVersion = probe.Tls?.Version ?? probe.OldVersionSpoken,
            CipherSuite = encrypted ? probe.Tls?.Suite : null,
            KeyExchangeGroup = encrypted ? probe.Tls?.Group : null,
            Banner = probe.Banner is { Length: > 0 } banner ? VisibleText.Show(banner) : null,
            Capabilities = Lines(probe.Capabilities),
            CapabilitiesAfterTls = Lines(probe.CapabilitiesAfterTls),
            Certificate = chain.Count > 0 ? chain[0] : null,
            Chain = chain,
            CertificateVerdict = CertificateProblems.VerdictOf(seen).ToString(),
            CertificateProblems = [.. CertificateProblems.Of(seen).Select(problem => problem.ToString())],
            Timings = TimingsOf(probe.Timings),
            Transcript = [.. probe.Transcript.Select(entry =>
                new TranscriptLine(Math.Round(entry.AtMs, 3), entry.FromServer ? "Server" : "Client", VisibleText.Show(entry.Line)))],
            Findings = findings,
        };
    }

    /// <summary>A host that has no address, or whose addresses nobody could tell.</summary>
    public static StartTlsResult Unresolved(DomainFacts facts, HostFacts host, IReadOnlyList<Finding> findings) => new()
    {
        Domain = facts.Domain?.ToString(),
        Host = host.Host,
        Preference = host.Preference,
        Port = facts.Port,
        Outcome = nameof(ProbeOutcome.NameNotResolved),
        Verdict = Judgements.OfUnresolved(host.AddressState).ToString(),
        CertificateVerdict = nameof(CertificateVerdict.Unknown),
        Findings = findings,
    };

    public static StartTlsResult NullMx(DomainFacts facts, IReadOnlyList<Finding> findings) => new()
    {
        Domain = facts.Domain?.ToString(),
        Preference = 0,
        Port = facts.Port,
        Outcome = nameof(ProbeOutcome.NullMx),
        Verdict = nameof(Verdict.NotPresent),
        CertificateVerdict = nameof(CertificateVerdict.Unknown),
        Findings = findings,
    };

    private static List<CertificateInfo> ChainOf(AddressFacts address)
    {
        List<CertificateInfo> chain = [.. address.Certificates.Select(certificate => certificate.Info)];
        if (chain.Count > 0 && address.Chain is { TrustedBy: { Count: > 0 } trusted })
        {
            chain[0] = chain[0] with { TrustedBy = trusted };
        }

        return chain;
    }

    private static List<string> Lines(IReadOnlyList<string> lines) => [.. lines.Select(line => VisibleText.Show(line))];

    private static StartTlsTimings TimingsOf(ProbeTimings timings) => new()
    {
        ConnectMs = Rounded(timings.ConnectMs),
        GreetingMs = Rounded(timings.GreetingMs),
        EhloMs = Rounded(timings.EhloMs),
        StartTlsMs = Rounded(timings.StartTlsMs),
        HandshakeMs = Rounded(timings.HandshakeMs),
        TotalMs = Rounded(timings.TotalMs),
    };

    private static double? Rounded(double? milliseconds) => milliseconds is { } value ? Math.Round(value, 3) : null;
}
