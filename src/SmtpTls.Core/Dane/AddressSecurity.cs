using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Dane;

/// <summary>Whether the addresses of a host are genuine, which decides whether TLSA is asked for (RFC 7672 §2.2.2).</summary>
internal static class AddressSecurity
{
    /// <summary>The worst of the answers that gave addresses; of all where none did. Null when DNSSEC is off.</summary>
    public static DnsSecurity? Of(IReadOnlyList<AnswerSeen> answers)
    {
        List<AnswerSeen> counted = [.. answers.Where(answer => answer.Status == DnsStatus.Found)];
        return Worst(counted.Count > 0 ? counted : answers);
    }

    public static DnsSecurity? Of(IReadOnlyList<DnsAnswer> answers) => Of([.. answers.Select(AnswerSeen.From)]);

    private static DnsSecurity? Worst(IEnumerable<AnswerSeen> answers)
    {
        DnsSecurity? worst = null;
        foreach (AnswerSeen answer in answers)
        {
            worst = answer.Security is { } one && (worst is null || one > worst) ? one : worst;
        }

        return worst;
    }
}
