using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns;

/// <summary>
/// Follows aliases from name to name: CNAME renames one name (RFC 1034 §3.6.2), DNAME a whole subtree (RFC 6672). A resolver sends the
/// chain with the answer, an authoritative server only the part it holds. The chain remembers where it has been: it never goes on forever.
/// </summary>
internal sealed class AliasChain(DnsName start, DnsType type, int most)
{
    private readonly HashSet<DnsName> _visited = [start];
    private readonly List<DnsRecord> _aliases = [];

    /// <summary>Where the chain stands.</summary>
    public DnsName Current { get; private set; } = start;

    public IReadOnlyList<DnsRecord> Aliases => _aliases;

    /// <summary>What is wrong with the chain, as the end of a sentence.</summary>
    public string? Problem { get; private set; }

    /// <summary>Follows what the message holds. The records of the type at its end; none when the chain leaves the message, or ends without.</summary>
    public IReadOnlyList<DnsRecord> Follow(DnsMessage message)
    {
        IReadOnlyList<DnsRecord> usable = [.. message.Answers.Where(record => record.Class == DnsClass.Internet)];
        while (Problem is null)
        {
            List<DnsRecord> found = Distinct(usable.Where(record => record.Type == type && record.Owner == Current));
            if (found.Count > 0 || FindAlias(usable) is not { } alias)
            {
                return found;
            }

            Step(alias);
        }

        return [];
    }

    private DnsRecord? FindAlias(IReadOnlyList<DnsRecord> records)
    {
        // RFC 6672 §3.1: the server adds the CNAME that its DNAME means; where it did not, the DNAME itself is followed.
        return records.FirstOrDefault(record => record.Type == DnsType.Cname && record.Owner == Current)
            ?? records.FirstOrDefault(record => record.Type == DnsType.Dname && record.Owner != Current && record.Owner.IsAtOrAbove(Current));
    }

    private void Step(DnsRecord alias)
    {
        DnsName target = ((NameData)alias.Data).Target;
        DnsName? next = alias.Type == DnsType.Cname ? target : Current.Moved(alias.Owner, target);
        if (next is null)
        {
            // RFC 6672 §2.2: YXDOMAIN.
            Problem = $"grow longer than a name can be below {target.ToShortString()}";
        }
        else if (!_visited.Add(next))
        {
            Problem = $"come back to {next.ToShortString()}";
        }
        else if (_aliases.Count >= most)
        {
            Problem = $"are more than {most}";
        }
        else
        {
            _aliases.Add(alias);
            Current = next;
        }
    }

    private static List<DnsRecord> Distinct(IEnumerable<DnsRecord> records)
    {
        // RFC 2181 §5: a set holds each record once, whatever the server repeats.
        HashSet<string> seen = [];
        return [.. records.Where(record => seen.Add(record.Data.ToString()))];
    }
}
