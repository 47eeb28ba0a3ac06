using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Audit;

/// <summary>One mail host as a sender sees it that honours DANE (RFC 7672 §2.2). Pure: from stored facts.</summary>
/// <param name="Host">As in the MX record; the domain where no host could be found.</param>
/// <param name="State">The word of the contract.</param>
/// <param name="Effect">What the sender does; null where nobody could say.</param>
/// <param name="Reason">One sentence.</param>
internal sealed record DaneHost(string Host, DaneState State, DaneEffect? Effect, string Reason)
{
    // By the facts themselves, which do not change, and for as long as somebody holds them.
    private static readonly ConditionalWeakTable<DomainFacts, IReadOnlyList<DaneHost>> Known = new();

    /// <summary>Null for a domain that nothing could be found of.</summary>
    public HostFacts? Facts { get; private init; }

    public DnsSecurity? MxSecurity { get; private init; }

    public DnsSecurity? AddressSecurity { get; private init; }

    /// <summary>The answer that decides; null where TLSA is not asked.</summary>
    public TlsaSeen? Answer { get; private init; }

    /// <summary>The records of a genuine answer.</summary>
    public TlsaSet? Set { get; private init; }

    /// <summary>What every address made of the records; none where no record can be used.</summary>
    public IReadOnlyList<DaneShown> Shown { get; private init; } = [];

    /// <summary>Every host; none where nobody asked, and none of a domain that takes no mail or does not exist. A dozen checks and the result ask: worked out once.</summary>
    public static IReadOnlyList<DaneHost> AllOf(DomainFacts facts) => Known.GetValue(facts, WorkOut);

    private static IReadOnlyList<DaneHost> WorkOut(DomainFacts facts)
    {
        if (!facts.DaneAsked || facts.MxState is MailRouteState.Null or MailRouteState.NotFound or MailRouteState.NotAsked)
        {
            return [];
        }

        return facts.MxState == MailRouteState.Unknown ? [Unrouted(facts)] : [.. facts.Hosts.Select(host => Of(facts, host))];
    }

    // RFC 7672 §2.2.1: without a genuine MX answer the message waits.
    private static DaneHost Unrouted(DomainFacts facts)
    {
        bool bogus = facts.MxAnswer?.Security == DnsSecurity.Bogus;
        string reason = bogus
            ? "The MX answer is not genuine by DNSSEC (bogus), so the message waits."
            : $"Where the domain's mail goes could not be looked up, so the message waits: {facts.MxFault?.Message ?? "DNS gave no answer"}";
        return new DaneHost(facts.Subject, bogus ? DaneState.Bogus : DaneState.Indeterminate, DaneEffect.Defer, reason) { MxSecurity = facts.MxAnswer?.Security };
    }

    private static DaneHost Of(DomainFacts facts, HostFacts host)
    {
        DnsSecurity? addresses = Dane.AddressSecurity.Of(host.AddressAnswers);
        return (Unaddressed(host, addresses) ?? Unasked(host, addresses) ?? OfAnswer(facts, host, host.Dane!.Deciding!)) with
        {
            Facts = host,
            MxSecurity = facts.MxAnswer?.Security,
            AddressSecurity = addresses,
            Answer = host.Dane?.Deciding,
        };
    }

    private static DaneHost? Unaddressed(HostFacts host, DnsSecurity? addresses)
    {
        if (host.AddressAnswers.Count == 0 && host.AddressState == OutcomeState.Found)
        {
            return new DaneHost(host.Host, DaneState.NotApplicable, DaneEffect.Opportunistic, "The host was named by its address, and DANE belongs to names.");
        }

        return host.AddressState switch
        {
            OutcomeState.Found => null,
            OutcomeState.Absent => new DaneHost(host.Host, DaneState.NotApplicable, DaneEffect.SkipHost, $"The host has no address: {host.AddressFault?.Message ?? "DNS says that there is none"}"),
            _ when addresses == DnsSecurity.Bogus => new DaneHost(host.Host, DaneState.Bogus, DaneEffect.SkipHost,
                "The answer for the host's addresses is not genuine by DNSSEC (bogus), so no mail may go there."),
            _ => new DaneHost(host.Host, DaneState.Indeterminate, DaneEffect.SkipHost, $"The host's addresses could not be looked up: {host.AddressFault?.Message ?? "DNS gave no answer"}"),
        };
    }

    /// <summary>TLSA is asked only below a secure address.</summary>
    private static DaneHost? Unasked(HostFacts host, DnsSecurity? addresses)
    {
        if (host.Dane?.Deciding is not null)
        {
            return null;
        }

        return addresses switch
        {
            null => new DaneHost(host.Host, DaneState.NotSecure, DaneEffect.Opportunistic, "DNSSEC is off, so no TLSA record could be believed and none was asked for."),
            DnsSecurity.Insecure => new DaneHost(host.Host, DaneState.Absent, DaneEffect.Opportunistic,
                "The zone of the host's addresses is not signed, so there is no DANE and senders ask for no TLSA record."),
            DnsSecurity.Secure => new DaneHost(host.Host, DaneState.Absent, DaneEffect.Opportunistic, "The host's name is too long to have TLSA records."),
            _ => new DaneHost(host.Host, DaneState.Indeterminate, DaneEffect.Opportunistic,
                "It could not be found out whether the host's addresses are genuine by DNSSEC, so TLSA was not asked for."),
        };
    }

    private static DaneHost OfAnswer(DomainFacts facts, HostFacts host, TlsaSeen seen)
    {
        if (!seen.IsDecisive)
        {
            // RFC 7672 §2.2: a failure here may be an attack, so the host is not used.
            bool bogus = seen.Security == DnsSecurity.Bogus;
            return new DaneHost(host.Host, bogus ? DaneState.Bogus : DaneState.Indeterminate, DaneEffect.SkipHost, bogus
                ? $"The TLSA answer for {seen.Name} is not genuine by DNSSEC (bogus), so senders that honour DANE do not use the host."
                : $"TLSA of {seen.Name} could not be looked up, so senders that honour DANE do not use the host: {seen.Fault?.Message ?? "DNS gave no answer"}");
        }

        return seen.Security switch
        {
            DnsSecurity.Secure when seen.Status != DnsStatus.Found => new DaneHost(host.Host, DaneState.Absent, DaneEffect.Opportunistic,
                $"{seen.Name} has no TLSA record, as DNS proves."),
            DnsSecurity.Secure => OfRecords(facts, host, seen),
            DnsSecurity.Indeterminate => new DaneHost(host.Host, DaneState.Indeterminate, DaneEffect.SkipHost,
                $"It could not be found out whether the TLSA answer for {seen.Name} is genuine by DNSSEC."),
            _ => new DaneHost(host.Host, DaneState.NotSecure, DaneEffect.Opportunistic,
                $"The TLSA answer for {seen.Name} is not secure by DNSSEC although the host's address is, so senders act as if there were none."),
        };
    }

    private static DaneHost OfRecords(DomainFacts facts, HostFacts host, TlsaSeen seen)
    {
        TlsaSet set = TlsaSet.Of(seen.Records);
        if (!set.HasUsable)
        {
            bool never = host.Addresses.Count > 0 && host.Addresses.All(address => address.Probe.Outcome != Smtp.ProbeOutcome.Encrypted
                && !Judgements.IsUndetermined(address.Probe.Outcome) && Judgements.TellsOfTls(address.Probe.Outcome));
            return new DaneHost(host.Host, DaneState.Unusable, never ? DaneEffect.SkipHost : DaneEffect.Encrypt, never
                ? $"No TLSA record of {seen.Name} can be used, which makes TLS a must, and the host sets up none."
                : $"No TLSA record of {seen.Name} can be used, so senders encrypt and do not check who answers.")
            {
                Set = set,
            };
        }

        ReferenceNames names = ReferenceNames.For(seen.BaseDomain, facts.Domain?.ToString(), facts.MxAliasOf, facts.MxAnswer?.Security == DnsSecurity.Secure);
        List<DaneShown> shown = [.. (host.Dane?.Shown ?? []).Where(one => one.State != OutcomeState.Absent).Select(one => DaneShown.Of(one, set, names))];
        List<DaneShown> told = [.. shown.Where(one => one.Matched is not null)];
        int good = told.Count(one => one.Matched == true);
        (DaneState state, DaneEffect effect, string reason) = (told.Count, good) switch
        {
            (0, _) => (DaneState.Indeterminate, DaneEffect.Authenticate, $"Senders hold the host to the TLSA records of {seen.Name}, and no address showed a certificate that could be held against them."),
            (_, 0) => (DaneState.Failed, DaneEffect.SkipHost, $"No certificate of the host fits the TLSA records of {seen.Name}, so senders that honour DANE do not deliver there: {told[0].Text}."),
            _ when good == told.Count => (DaneState.Matched, DaneEffect.Authenticate, $"Every certificate that was seen fits the TLSA records of {seen.Name}."),
            _ => (DaneState.Partial, DaneEffect.Authenticate, $"Not every certificate fits the TLSA records of {seen.Name}: {told.First(one => one.Matched == false).Text}."),
        };
        return new DaneHost(host.Host, state, effect, reason) { Set = set, Shown = shown };
    }
}
