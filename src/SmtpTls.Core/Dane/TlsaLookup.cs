using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Dane;

/// <summary>
/// Asks for the TLSA records of a mail host in the order of RFC 7672 §2.2: only below a secure address, because name servers of unsigned zones
/// that mishandle the question must do no harm; first at the name that the host is an alias of, then at the host's own.
/// </summary>
internal static class TlsaLookup
{
    /// <summary>The name to ask, <c>_25._tcp.mx1.example.com</c>; null where it would be longer than a name can be.</summary>
    public static DnsName? NameFor(DnsName host, int port) => host.WithPrefix("_" + port.ToString(CultureInfo.InvariantCulture) + "._tcp");

    /// <param name="resolver">Whose cache answers what was asked before.</param>
    /// <param name="host">As in the MX record.</param>
    /// <param name="addresses">The answers for its addresses.</param>
    /// <param name="port">The TCP port of the mail server.</param>
    /// <param name="stop">Ends the work.</param>
    public static async Task<DaneSeen> FindAsync(Resolver resolver, DnsName host, IReadOnlyList<DnsAnswer> addresses, int port, CancellationToken stop)
    {
        DnsAnswer? alias = addresses.FirstOrDefault(answer => answer.Aliases.Count > 0);
        if (!addresses.Any(answer => answer.Status == DnsStatus.Found))
        {
            return new DaneSeen();
        }

        DnsSecurity? security = AddressSecurity.Of(addresses);
        if (security == DnsSecurity.Secure)
        {
            return new DaneSeen { Lookups = await AskAsync(resolver, alias is null ? [host] : [alias.CanonicalName, host], port, stop).ConfigureAwait(false) };
        }

        if (security != DnsSecurity.Insecure || alias is null)
        {
            return new DaneSeen();
        }

        // RFC 7672 §2.2.2: the alias leads out of what is signed; where it is itself secure, its own name can still have TLSA records.
        DnsAnswer own = await resolver.AskAsync(host, DnsType.Cname, stop).ConfigureAwait(false);
        DaneSeen seen = new() { Alias = AnswerSeen.From(own) };
        return own.Status == DnsStatus.Found && own.Security == DnsSecurity.Secure
            ? seen with { Lookups = await AskAsync(resolver, [host], port, stop).ConfigureAwait(false) }
            : seen;
    }

    private static async Task<IReadOnlyList<TlsaSeen>> AskAsync(Resolver resolver, IReadOnlyList<DnsName> bases, int port, CancellationToken stop)
    {
        List<TlsaSeen> lookups = [];
        foreach (DnsName name in bases)
        {
            if (NameFor(name, port) is { } asked)
            {
                TlsaSeen seen = TlsaSeen.From(await resolver.AskAsync(asked, DnsType.Tlsa, stop).ConfigureAwait(false), name);
                lookups.Add(seen);
                if (seen.Counts || !seen.IsDecisive)
                {
                    break;
                }
            }
        }

        return lookups;
    }
}
