using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns;

/// <summary>A host to look up, with the preference of its MX record; null for an implicit MX.</summary>
internal sealed record MailTarget(DomainName Host, int? Preference);

/// <summary>The MX records of a domain, ordered and rid of what cannot be used, with a remark for each thing that is not as it should be.</summary>
internal sealed record MailTargets
{
    /// <summary>More MX hosts than any provider has; each costs questions and probes.</summary>
    public const int MostHosts = 100;

    private const int MostRemarks = 100;

    public bool IsNull { get; private init; }

    public IReadOnlyList<MailTarget> Hosts { get; private init; } = [];

    public IReadOnlyList<MailRouteRemark> Remarks { get; private init; } = [];

    /// <summary>Pure. An answer that is not Found has no targets.</summary>
    public static MailTargets Read(DomainName domain, DnsAnswer answer)
    {
        List<MailRouteRemark> remarks = [];
        if (answer.Aliases.Count > 0)
        {
            string text = $"{domain} is an alias of {answer.CanonicalName.ToShortString()}, where its mail routing stands.";
            remarks.Add(new MailRouteRemark(MailRouteRemarkKind.DomainIsAlias, domain.ToString(), text));
        }

        // RFC 5321 §5.1 lets a sender shuffle equal ones; by name they come out the same in every run.
        List<MxData> records = [.. answer.Data<MxData>().OrderBy(mx => mx.Preference).ThenBy(mx => mx.Exchange)];
        bool isNull = records.Count > 0 && records.All(mx => mx.Exchange.IsRoot);
        NoteNull(domain, records, isNull, remarks);
        List<MailTarget> hosts = isNull ? [] : Keep(domain, records, remarks);
        return new MailTargets
        {
            IsNull = isNull,
            Hosts = hosts,
            Remarks = [.. remarks.Take(MostRemarks)],
        };
    }

    private static void NoteNull(DomainName domain, List<MxData> records, bool isNull, List<MailRouteRemark> remarks)
    {
        MxData? root = records.FirstOrDefault(mx => mx.Exchange.IsRoot);
        if (root is not null && !isNull)
        {
            string text = $"{domain} has the MX \"{root}\", which says that it takes no mail, beside others; it is ignored.";
            remarks.Add(new MailRouteRemark(MailRouteRemarkKind.NullMxBesideOthers, domain.ToString(), text));
        }
        else if (root is { Preference: not 0 })
        {
            string text = $"{domain} has the MX \"{root}\"; an MX that says \"no mail\" has preference 0.";
            remarks.Add(new MailRouteRemark(MailRouteRemarkKind.NullMxPreference, domain.ToString(), text));
        }
    }

    private static List<MailTarget> Keep(DomainName domain, List<MxData> records, List<MailRouteRemark> remarks)
    {
        List<MailTarget> hosts = [];
        HashSet<DomainName> seen = [];
        foreach (MxData mx in records.Where(mx => !mx.Exchange.IsRoot))
        {
            if (!mx.Exchange.TryToDomain(out DomainName? host, out string? problem))
            {
                remarks.Add(Invalid(domain, mx, problem));
            }
            else if (!seen.Add(host))
            {
                string text = $"{domain} names {host} in more than one MX record; the one with the least preference counts.";
                remarks.Add(new MailRouteRemark(MailRouteRemarkKind.TargetTwice, host.ToString(), text));
            }
            else
            {
                hosts.Add(new MailTarget(host, mx.Preference));
            }
        }

        if (hosts.Count > MostHosts)
        {
            string text = $"{domain} has {hosts.Count} MX hosts; the first {MostHosts} are looked at.";
            remarks.Add(new MailRouteRemark(MailRouteRemarkKind.TooManyTargets, domain.ToString(), text));
        }

        return [.. hosts.Take(MostHosts)];
    }

    private static MailRouteRemark Invalid(DomainName domain, MxData mx, string problem)
    {
        string shown = mx.Exchange.ToShortString();

        // RFC 1035 §3.3.9: a host name; senders do not read it as an address.
        return DnsServerName.TryParseAddress(shown, out _)
            ? new MailRouteRemark(MailRouteRemarkKind.TargetIsAddress, shown, $"{domain} has the MX \"{mx}\": an MX must name a host, not an address.")
            : new MailRouteRemark(MailRouteRemarkKind.TargetInvalid, shown, $"{domain} has the MX \"{mx}\", which no host can be called: {problem}.");
    }
}
