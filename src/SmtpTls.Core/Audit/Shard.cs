using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Compat;
using SmtpTls.Dns;

namespace SmtpTls.Audit;

/// <summary>
/// One of several parts of a list, for as many machines. Domains with the same mail hosts land in the same part, so that each host is still worked once;
/// every machine works the parts out by itself, from the MX records that it finds.
/// </summary>
/// <param name="Index">From 1.</param>
/// <param name="Count">How many parts there are.</param>
internal sealed record Shard(int Index, int Count)
{
    private const int MostShards = 10_000;

    /// <summary>Reads <c>2/4</c>.</summary>
    public static bool TryParse(string? text, out Shard? shard)
    {
        Match match = Regex.Match(text ?? "", @"^([0-9]{1,5})/([0-9]{1,5})\z");
        shard = match.Success ? new Shard(Number(match.Groups[1].Value), Number(match.Groups[2].Value)) : null;
        if (shard is not { Index: >= 1, Count: >= 1 and <= MostShards } || shard.Index > shard.Count)
        {
            shard = null;
        }

        return shard is not null;
    }

    /// <summary>Whether a domain with these mail hosts belongs here.</summary>
    /// <param name="key">The mail host that stands for them all, or the domain where there is none.</param>
    public bool Holds(string key)
    {
        byte[] hash = Hashes.Sha256(Encoding.UTF8.GetBytes(key));
        uint number = ((uint)hash[0] << 24) | ((uint)hash[1] << 16) | ((uint)hash[2] << 8) | hash[3];
        return number % (uint)Count == (uint)(Index - 1);
    }

    /// <summary>What decides about a domain: of its most preferred hosts the first by name; the domain itself where none could be found.</summary>
    public static async Task<string> KeyOfAsync(Resolver resolver, DomainName domain, CancellationToken stop)
    {
        // Nothing but the share of the work is concluded from it, so that no proof is asked for.
        DnsAnswer mx = await resolver.AskUnprovedAsync(DnsName.FromDomain(domain), DnsType.MX, stop).ConfigureAwait(false);
        IReadOnlyList<MailTarget> hosts = mx.Status == DnsStatus.Found ? MailTargets.Read(domain, mx).Hosts : [];
        return hosts.Count == 0 ? domain.ToString()
            : hosts.OrderBy(host => host.Preference).ThenBy(host => host.Host.ToString(), System.StringComparer.Ordinal).First().Host.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => System.FormattableString.Invariant($"{Index}/{Count}");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
