using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dns;

namespace SmtpTls.Audit;

/// <summary>The DNS servers of a run: those that the user named, or the system's.</summary>
internal sealed record DnsServerList(IReadOnlyList<DnsServer> Servers)
{
    /// <summary>Invalid, with a message that begins with the value, when one cannot be used.</summary>
    public static async Task<Outcome<DnsServerList>> FindAsync(IReadOnlyList<string> texts, CancellationToken stop)
    {
        if (texts.Count == 0)
        {
            Outcome<IReadOnlyList<DnsServer>> system = SystemResolvers.Find();
            return system.Value is { } found ? Outcome<DnsServerList>.Found(new DnsServerList(found)) : Outcome<DnsServerList>.Invalid(system.Fault!);
        }

        List<DnsServer> servers = [];
        foreach (string text in texts)
        {
            Outcome<IReadOnlyList<DnsServer>> one = await FindAsync(text, stop).ConfigureAwait(false);
            if (one.Value is null)
            {
                return Outcome<DnsServerList>.Invalid(one.Fault!);
            }

            servers.AddRange(one.Value);
        }

        return Outcome<DnsServerList>.Found(new DnsServerList(servers));
    }

    private static async Task<Outcome<IReadOnlyList<DnsServer>>> FindAsync(string text, CancellationToken stop)
    {
        string shown = VisibleText.Show(text, 300);
        if (!DnsServerName.TryParse(text, out DnsServerName? name, out string? problem))
        {
            return Invalid($"'{shown}' is no DNS server: {problem}.");
        }

        if (name.Address is { } address)
        {
            return Outcome<IReadOnlyList<DnsServer>>.Found([new DnsServer(address, name.Port)]);
        }

        Outcome<IReadOnlyList<DnsServer>> system = SystemResolvers.Find();
        if (system.Value is null)
        {
            return Invalid($"'{shown}' cannot be looked up: {system.Fault}");
        }

        Resolver resolver = new(new SocketDnsTransport(), system.Value, SystemClock.Instance, new ResolverOptions());
        Outcome<IReadOnlyList<DnsServer>> resolved = await name.ResolveAsync(resolver, stop).ConfigureAwait(false);
        return resolved.State == OutcomeState.Found ? resolved : Invalid($"'{shown}' cannot be looked up: {resolved.Fault}");
    }

    private static Outcome<IReadOnlyList<DnsServer>> Invalid(string message) =>
        Outcome<IReadOnlyList<DnsServer>>.Invalid(new Fault(FaultKind.Input, message));
}
