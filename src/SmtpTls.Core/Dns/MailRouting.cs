using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns;

/// <summary>
/// Finds the hosts that take a domain's mail as a sender does (RFC 5321 §5.1): the MX records, least preference first; without any, the
/// domain's own address ("implicit MX"). A single "0 ." says that there is no mail at all (RFC 7505). Only "there is no MX" leads on to the
/// implicit one: when the MX question fails, where mail would go is not known.
/// </summary>
internal sealed class MailRouting(Resolver resolver)
{
    /// <summary>Never throws for what DNS says; throws <see cref="System.OperationCanceledException"/> when the caller stops.</summary>
    public async Task<MailRoute> FindAsync(DomainName domain, IPPreference preference, CancellationToken stop)
    {
        DnsAnswer mx = await resolver.AskAsync(DnsName.FromDomain(domain), DnsType.MX, stop).ConfigureAwait(false);
        MailTargets targets = MailTargets.Read(domain, mx);
        MailRoute route = new() { Domain = domain, State = MailRouteState.Found, Mx = mx, Remarks = targets.Remarks };
        return mx.Status switch
        {
            DnsStatus.Found when targets.IsNull => route with { State = MailRouteState.Null },
            DnsStatus.Found => await FindHostsAsync(route, targets.Hosts, preference, stop).ConfigureAwait(false),
            DnsStatus.NoData => await FindImplicitAsync(route, preference, stop).ConfigureAwait(false),
            DnsStatus.NameNotFound => route with { State = MailRouteState.NotFound, Fault = mx.Fault },
            _ => route with { State = MailRouteState.Unknown, Fault = mx.Fault },
        };
    }

    private static IEnumerable<MailRouteRemark> Remarks(MailTarget target, HostAddresses found)
    {
        string host = target.Host.ToString();
        if (found.AliasOf is { } canonical && target.Preference is not null)
        {
            string text = $"The MX {host} is an alias of {canonical.ToShortString()}; an MX must name a host that has addresses itself.";
            yield return new MailRouteRemark(MailRouteRemarkKind.TargetIsAlias, host, text);
        }

        if (found.Missing is { } missing)
        {
            yield return new MailRouteRemark(MailRouteRemarkKind.AddressesIncomplete, host, missing.Message);
        }
    }

    private async Task<MailRoute> FindImplicitAsync(MailRoute route, IPPreference preference, CancellationToken stop)
    {
        // Whether there is an implicit MX does not depend on which addresses the caller can use.
        MailTarget self = new(route.Domain, null);
        MailRoute found = await FindHostsAsync(route, [self], IPPreference.Any, stop).ConfigureAwait(false);
        switch (found.Hosts[0].Addresses.State)
        {
            case OutcomeState.Found when preference == IPPreference.Any:
                return found with { State = MailRouteState.Implicit };
            case OutcomeState.Found:
                found = await FindHostsAsync(route, [self], preference, stop).ConfigureAwait(false);
                return found with { State = MailRouteState.Implicit };
            case OutcomeState.Absent:
                string text = $"{route.Domain} has neither an MX nor an address record (answer of {route.Mx.Server}).";
                return route with { State = MailRouteState.NotFound, Fault = new Fault(FaultKind.NameNotFound, text) };
            default:
                return route with { State = MailRouteState.Unknown, Fault = found.Hosts[0].Addresses.Fault };
        }
    }

    private async Task<MailRoute> FindHostsAsync(
        MailRoute route, IReadOnlyList<MailTarget> targets, IPPreference preference, CancellationToken stop)
    {
        HostAddresses[] found = await Task.WhenAll(
            targets.Select(target => HostAddresses.FindAsync(resolver, DnsName.FromDomain(target.Host), preference, stop))).ConfigureAwait(false);
        return route with
        {
            Hosts = [.. targets.Zip(found, (target, addresses) => new MailHost
            {
                Host = target.Host,
                Preference = target.Preference,
                Addresses = addresses.Addresses,
                AliasOf = addresses.AliasOf,
                Answers = addresses.Answers,
            })],
            Remarks = [.. route.Remarks, .. targets.Zip(found, Remarks).SelectMany(remarks => remarks)],
        };
    }
}
