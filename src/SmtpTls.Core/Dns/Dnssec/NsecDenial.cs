using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Dns.Dnssec;

/// <summary>Denial by NSEC: the names of a zone in order, each with the next (RFC 4035 §5.4).</summary>
internal sealed class NsecDenial : Denial
{
    private readonly List<(DnsName Owner, NsecData Data)> _records;

    public NsecDenial(IEnumerable<SignedSet> sets) => _records =
        [.. sets.SelectMany(set => set.Records).Where(record => record.Data is NsecData).Select(record => (record.Owner, (NsecData)record.Data))];

    public bool IsEmpty => _records.Count == 0;

    public override DenialResult DenyType(DnsName name, DnsType type)
    {
        if (FindAt(name) is { } here)
        {
            return Is(Lacks(here.Types, name, type));
        }

        if (FindOver(name) is not { } gap)
        {
            return DenialResult.Unproved;
        }

        // RFC 4592 §2.2.2: an empty non-terminal has no record of its own; the next name stands below it.
        bool empty = name.IsAtOrAbove(gap.Data.Next);
        return Is(empty || (WildcardFor(name, gap) is { } wildcard && FindAt(wildcard) is { } types && Lacks(types.Types, wildcard, type)));
    }

    public override DenialResult DenyName(DnsName name) => Is(
        FindOver(name) is { } gap
        && !name.IsAtOrAbove(gap.Data.Next)
        && WildcardFor(name, gap) is { } wildcard
        && FindOver(wildcard) is { } none
        && !wildcard.IsAtOrAbove(none.Data.Next));

    public override DenialResult DenyCloser(DnsName name, int labels) => Is(
        FindOver(name) is { } gap && !name.IsAtOrAbove(gap.Data.Next) && EncloserLabels(name, gap) == labels);

    public override CutResult JudgeCut(DnsName name) =>
        FindAt(name) is { } here ? JudgeCut(here.Types)
        : FindOver(name) is not null ? CutResult.NoCut
        : CutResult.Unproved;

    private static DenialResult Is(bool proved) => proved ? DenialResult.Proved : DenialResult.Unproved;

    /// <summary>RFC 4592 §3.3.1: the closest name that exists: owner and next do, and so does all above them.</summary>
    private static int EncloserLabels(DnsName name, (DnsName Owner, NsecData Data) gap) =>
        Math.Max(name.CommonLabels(gap.Owner), name.CommonLabels(gap.Data.Next));

    private static DnsName? WildcardFor(DnsName name, (DnsName Owner, NsecData Data) gap) =>
        name.Ancestor(EncloserLabels(name, gap)).WithPrefix("*");

    private NsecData? FindAt(DnsName name) => _records.Find(record => record.Owner == name).Data;

    /// <summary>The record in whose gap the name is.</summary>
    private (DnsName Owner, NsecData Data)? FindOver(DnsName name)
    {
        foreach ((DnsName owner, NsecData data) in _records)
        {
            // The last record of a zone points to its first name, which all others are below.
            bool last = data.Next.CompareTo(owner) <= 0;
            bool inside = owner.CompareTo(name) < 0 && (last ? data.Next.IsAtOrAbove(name) : name.CompareTo(data.Next) < 0);
            if (inside && !(owner.IsAtOrAbove(name) && IsSilentBelow(data.Types)))
            {
                return (owner, data);
            }
        }

        return null;
    }
}
