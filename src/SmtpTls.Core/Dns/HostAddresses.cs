using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns;

/// <summary>Which addresses are asked for.</summary>
internal enum IPPreference
{
    Any,
    IPv4,
    IPv6,
}

/// <summary>The addresses of one host: A and AAAA put together, "there is none" kept apart from "could not find out".</summary>
internal sealed record HostAddresses
{
    /// <summary>A host with more addresses than this is no mail server, or wishes us to knock on many doors.</summary>
    public const int MostAddresses = 32;

    /// <summary>IPv4 first, each family in the order of its octets: servers turn their lists around, results should not.</summary>
    public required Outcome<IReadOnlyList<IPAddress>> Addresses { get; init; }

    /// <summary>What DNS said: of A, of AAAA, or both in this order.</summary>
    public required IReadOnlyList<DnsAnswer> Answers { get; init; }

    /// <summary>Why some addresses may be missing though others were found.</summary>
    public Fault? Missing { get; init; }

    /// <summary>Where the host's aliases end; null when it is no alias.</summary>
    public DnsName? AliasOf { get; init; }

    /// <summary>Asks both families at once, unless only one is wanted.</summary>
    public static async Task<HostAddresses> FindAsync(Resolver resolver, DnsName host, IPPreference preference, CancellationToken stop)
    {
        IEnumerable<DnsType> types = preference switch
        {
            IPPreference.IPv4 => [DnsType.A],
            IPPreference.IPv6 => [DnsType.Aaaa],
            _ => [DnsType.A, DnsType.Aaaa],
        };
        DnsAnswer[] answers = await Task.WhenAll(types.Select(type => resolver.AskAsync(host, type, stop))).ConfigureAwait(false);
        return From(host, answers);
    }

    private static HostAddresses From(DnsName host, DnsAnswer[] answers)
    {
        List<IPAddress> all = [.. answers.SelectMany(answer => answer.Data<AddressData>()).Select(data => data.Address)];
        List<IPAddress> kept = [.. all.Take(MostAddresses)];
        kept.Sort(Compare);
        DnsAnswer? failed = answers.FirstOrDefault(answer => !answer.IsDecisive);
        Fault? tooMany = all.Count <= MostAddresses ? null
            : new Fault(FaultKind.Protocol, $"{host.ToShortString()} has {all.Count} addresses; the first {MostAddresses} are used.");

        // RFC 8020: NXDOMAIN for one type holds for all.
        DnsAnswer? gone = answers.FirstOrDefault(answer => answer.Status == DnsStatus.NameNotFound);
        return new HostAddresses
        {
            Addresses = kept.Count > 0 ? Outcome<IReadOnlyList<IPAddress>>.Found(kept)
                : gone is not null ? Outcome<IReadOnlyList<IPAddress>>.Absent(gone.Fault)
                : failed is not null ? Outcome<IReadOnlyList<IPAddress>>.Unknown(failed.Fault!)
                : Outcome<IReadOnlyList<IPAddress>>.Absent(None(host, answers)),
            Answers = answers,
            Missing = kept.Count == 0 ? null : failed?.Fault ?? tooMany,
            AliasOf = answers.Where(answer => answer.Aliases.Count > 0).Select(answer => answer.CanonicalName).FirstOrDefault(),
        };
    }

    private static Fault None(DnsName host, DnsAnswer[] answers)
    {
        string types = string.Join(" or ", answers.Select(answer => answer.Type.Show()));
        return new Fault(FaultKind.NameNotFound, $"{host.ToShortString()} has no {types} record (answer of {answers[0].Server}).");
    }

    private static int Compare(IPAddress left, IPAddress right)
    {
        byte[] one = left.GetAddressBytes();
        byte[] other = right.GetAddressBytes();
        int order = one.Length.CompareTo(other.Length);
        for (int i = 0; order == 0 && i < one.Length; i++)
        {
            order = one[i].CompareTo(other[i]);
        }

        return order;
    }
}
