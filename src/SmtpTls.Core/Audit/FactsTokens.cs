using System.Collections.Generic;
using System.Linq;
using System.Net;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Smtp;

namespace SmtpTls.Audit;

/// <summary>
/// Names and tokens in facts from a file. A program that gathered facts wrote only host names and words of standards there, so they are shown as they
/// are; a file that somebody sent may hold anything, a terminal's escapes too. What servers said is free text and made visible where it is shown.
/// </summary>
internal static class FactsTokens
{
    private const int MostCharacters = 300;

    /// <summary>A clause about the first one that can be no such name or token; null when all can.</summary>
    public static string? FindBad(DomainFacts facts)
    {
        if (TokensOf(facts).FirstOrDefault(IsBad) is { } word)
        {
            return $"'{VisibleText.Show(word, 100)}' is none of the words that stand there";
        }

        foreach (HostFacts host in facts.Hosts)
        {
            if (!IsHost(host.Host) || host.Addresses.Any(address => !IsHost(address.Probe.Target.Host)))
            {
                return $"'{VisibleText.Show(host.Host, 100)}' is no host";
            }

            if (TokensOf(host.Dane).Concat(host.Addresses.SelectMany(TokensOf)).FirstOrDefault(IsBad) is { } token)
            {
                return $"'{VisibleText.Show(token, 100)}' is none of the words that stand there";
            }
        }

        return null;
    }

    private static IEnumerable<string?> TokensOf(DaneSeen? dane) => dane is null ? []
        : [.. dane.Lookups.SelectMany(lookup => (string?[])[lookup.Name, lookup.BaseDomain, lookup.AliasOf]), .. dane.Shown.Select(shown => shown.AskedFor)];

    private static bool IsHost(string text) => IPAddress.TryParse(text, out _) || DomainName.TryParse(text, out _, out _);

    private static IEnumerable<string?> TokensOf(AnswerSeen? answer) => answer is null ? [] : [answer.Name, answer.Type, .. answer.WeakZones];

    private static bool IsBad(string? token) => token is not null && (token.Length is 0 or > MostCharacters || VisibleText.Show(token) != token);

    private static IEnumerable<string?> TokensOf(DomainFacts facts) =>
        [facts.MxAliasOf, facts.MtaSts?.Txt.Name, facts.MtaSts?.Txt.AliasOf, facts.MtaSts?.Fetch?.Host, facts.MtaSts?.Fetch?.Url, facts.MtaSts?.Cached?.Id, facts.MtaSts?.Cached?.Failure,
            facts.MtaSts?.Fetch?.ChainFacts?.RootSha256, facts.MtaSts?.Fetch?.ChainFacts?.IssuerDateProblem, .. facts.MtaSts?.Fetch?.ChainFacts?.TrustedBy ?? [],
            facts.TlsRpt?.Txt.Name, facts.TlsRpt?.Txt.AliasOf, facts.TlsRpt?.OldTxt?.Name, .. SecurityAssembly.All(facts).SelectMany(TokensOf)];

    private static IEnumerable<string?> TokensOf(AddressFacts address)
    {
        SmtpProbe probe = address.Probe;
        return [probe.OldVersionSpoken, probe.Tls?.Version, probe.Tls?.Suite, probe.Tls?.Group, probe.Tls?.Failure?.AlertName,
            address.Chain?.RootSha256, address.Chain?.IssuerDateProblem, .. address.Chain?.TrustedBy ?? []];
    }
}
