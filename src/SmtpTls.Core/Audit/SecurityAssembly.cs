using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Audit;

/// <summary>What DNSSEC says of the answers behind a result, for its reader.</summary>
/// <param name="steps">With the steps of each proof.</param>
internal sealed class SecurityAssembly(bool steps)
{
    public IReadOnlyList<DnsAnswerSecurity> Of(IEnumerable<AnswerSeen?> answers) => [.. answers.OfType<AnswerSeen>().Select(Of)];

    /// <summary>Those that led to a host: the MX records, and the host's addresses.</summary>
    public IReadOnlyList<DnsAnswerSecurity> OfHost(DomainFacts facts, HostFacts host) => Of([facts.MxAnswer, .. host.AddressAnswers]);

    /// <summary>Those that led to a host, and those for its TLSA records; of a domain without hosts only the first.</summary>
    public IReadOnlyList<DnsAnswerSecurity> OfDane(DomainFacts facts, HostFacts? host) =>
        Of(host is null ? [facts.MxAnswer] : [facts.MxAnswer, .. host.AddressAnswers, .. DaneOf(host)]);

    /// <summary>Those for a host's TLSA records.</summary>
    public static IEnumerable<AnswerSeen?> DaneOf(HostFacts host) =>
        host.Dane is { } dane ? [dane.Alias, .. dane.Lookups.Select(lookup => lookup.Answer)] : [];

    /// <summary>Every answer, in the order of the questions.</summary>
    public static IEnumerable<AnswerSeen> All(DomainFacts facts) =>
        ((IEnumerable<AnswerSeen?>)[facts.MxAnswer, .. facts.Hosts.SelectMany(host => host.AddressAnswers),
            .. facts.Hosts.SelectMany(DaneOf), facts.MtaSts?.Txt.Answer, facts.TlsRpt?.Txt.Answer]).OfType<AnswerSeen>();

    /// <summary>The worst word; null where none was said.</summary>
    public static string? Worst(IEnumerable<AnswerSeen?> answers)
    {
        DnsSecurity? worst = null;
        foreach (AnswerSeen answer in answers.OfType<AnswerSeen>())
        {
            worst = answer.Security is { } one && (worst is null || one > worst) ? one : worst;
        }

        return worst?.ToString();
    }

    private DnsAnswerSecurity Of(AnswerSeen answer) => new()
    {
        Name = VisibleText.Show(answer.Name, 300),
        Type = answer.Type,
        Security = answer.Security?.ToString(),
        Reason = answer.Reason is null ? null : VisibleText.Show(answer.Reason, 1000),
        Steps = steps ? [.. answer.Steps.Select(step => VisibleText.Show(step, 500))] : [],
    };
}
