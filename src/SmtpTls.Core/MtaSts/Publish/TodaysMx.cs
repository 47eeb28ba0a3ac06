using System.Collections.Generic;
using System.Linq;
using SmtpTls.Dns;

namespace SmtpTls.MtaSts.Publish;

/// <summary>The mail hosts that a domain has today, as a policy would name them.</summary>
internal sealed record TodaysMx
{
    /// <summary>In the order of the MX records, each once.</summary>
    public IReadOnlyList<MxPattern> Patterns { get; private init; } = [];

    /// <summary>The names in the MX records.</summary>
    public IReadOnlyList<string> Hosts { get; private init; } = [];

    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <summary>Pure. Absent when the domain takes no mail, Unknown or Absent with DNS's reason when there is no host to name.</summary>
    /// <param name="route">Where the domain's mail goes.</param>
    /// <param name="exchangeOnline">Whether hosts of Exchange Online are named by the pattern that Microsoft documents instead of exactly.</param>
    public static Outcome<TodaysMx> Read(MailRoute route, bool exchangeOnline)
    {
        switch (route.State)
        {
            case MailRouteState.Null:
                // RFC 7505 §3: nobody delivers to it, so there is nothing that a policy could protect.
                return Outcome<TodaysMx>.Absent(new Fault(FaultKind.Input, $"{route.Domain} says in its MX record that it takes no mail (RFC 7505), so it needs no policy."));
            case MailRouteState.NotFound:
                return Outcome<TodaysMx>.Absent(route.Fault);
            case MailRouteState.Unknown:
                return Outcome<TodaysMx>.Unknown(route.Fault ?? new Fault(FaultKind.ServerFailure, $"The MX records of {route.Domain} could not be looked up."));
            default:
                return Read(route.Domain, [.. route.Hosts.Select(one => one.Host.ToString())], route.State == MailRouteState.Implicit, exchangeOnline);
        }
    }

    private static Outcome<TodaysMx> Read(DomainName domain, IReadOnlyList<string> hosts, bool isImplicit, bool exchangeOnline)
    {
        List<MxPattern> patterns = [];
        List<string> remarks = [];
        if (isImplicit)
        {
            remarks.Add($"{domain} has no MX record: mail goes to the domain's own address, and the policy names {domain} itself.");
        }

        foreach (string host in hosts)
        {
            if (PlannedMx.TryRead(exchangeOnline ? ExchangeOnlineMx.PatternText(host) : host, out MxPattern? pattern, out string? problem))
            {
                patterns.Add(pattern);
            }
            else
            {
                remarks.Add($"The MX {host} cannot stand in a policy: {problem}. Rename it before you enforce one.");
            }

            if (exchangeOnline && !ExchangeOnlineMx.Is(host))
            {
                remarks.Add($"{host} is no host of Exchange Online; it is named as it stands in DNS.");
            }
        }

        return patterns.Count > 0
            ? Outcome<TodaysMx>.Found(new TodaysMx { Patterns = ExchangeOnlineMx.Distinct(patterns), Hosts = hosts, Remarks = remarks })
            : Outcome<TodaysMx>.Absent(new Fault(FaultKind.Input, $"No MX of {domain} can stand in a policy: {string.Join(", ", hosts)}."));
    }
}
