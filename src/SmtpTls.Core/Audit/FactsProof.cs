using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Audit;

/// <summary>
/// Proves the DNS answers in stored facts again, from the messages that are stored with them: whoever gets a facts file need not believe what
/// its writer said of them, only the trust anchors. They are judged for the moment at which they were taken.
/// </summary>
internal static class FactsProof
{
    public static async Task<DomainFacts> ReproveAsync(DomainFacts facts, TrustAnchors anchors, CancellationToken stop)
    {
        Prover prover = new(anchors, facts.TakenAt);
        List<HostFacts> hosts = [];
        foreach (HostFacts host in facts.Hosts)
        {
            List<AnswerSeen> answers = [];
            foreach (AnswerSeen answer in host.AddressAnswers)
            {
                answers.Add(await answer.ReproveAsync(anchors, facts.TakenAt, stop).ConfigureAwait(false));
            }

            hosts.Add(host with { AddressAnswers = answers, Dane = host.Dane is { } dane ? await prover.ProveAsync(dane, stop).ConfigureAwait(false) : null });
        }

        return facts with
        {
            MxAnswer = await prover.ProveAsync(facts.MxAnswer, stop).ConfigureAwait(false),
            Hosts = hosts,
            MtaSts = facts.MtaSts is { } sts ? sts with { Txt = await prover.ProveAsync(sts.Txt, stop).ConfigureAwait(false) } : null,
            TlsRpt = facts.TlsRpt is { } rpt ? rpt with { Txt = await prover.ProveAsync(rpt.Txt, stop).ConfigureAwait(false) } : null,
        };
    }

    private sealed class Prover(TrustAnchors anchors, DateTimeOffset at)
    {
        public async Task<AnswerSeen?> ProveAsync(AnswerSeen? answer, CancellationToken stop) =>
            answer is null ? null : await answer.ReproveAsync(anchors, at, stop).ConfigureAwait(false);

        public async Task<DaneSeen> ProveAsync(DaneSeen seen, CancellationToken stop)
        {
            List<TlsaSeen> lookups = [];
            foreach (TlsaSeen lookup in seen.Lookups)
            {
                lookups.Add(lookup with { Answer = await ProveAsync(lookup.Answer, stop).ConfigureAwait(false) });
            }

            return seen with { Alias = await ProveAsync(seen.Alias, stop).ConfigureAwait(false), Lookups = lookups };
        }

        public async Task<TxtSeen> ProveAsync(TxtSeen seen, CancellationToken stop) =>
            seen with { Answer = await ProveAsync(seen.Answer, stop).ConfigureAwait(false) };
    }
}
