using System.Collections.Generic;

namespace SmtpTls.Dns.Dnssec;

/// <summary>What signed records say about something that is said not to be there.</summary>
internal enum DenialResult
{
    /// <summary>They do not prove it.</summary>
    Unproved,

    Proved,

    /// <summary>They prove it but for names that need not be signed: opt-out, or more iterations than count (RFC 5155 §9.2, RFC 9276 §3.2).</summary>
    ProvedInsecure,

    /// <summary>Checking it would take more hashes than are allowed.</summary>
    TooMuch,
}

/// <summary>What a name is to the zone above it.</summary>
internal enum CutResult
{
    Unproved,

    /// <summary>The zone goes on there, or the name does not exist.</summary>
    NoCut,

    /// <summary>Another zone begins there, and it is not signed.</summary>
    Unsigned,

    /// <summary>Nothing is said: unsigned zones may begin there (opt-out), or the proof counts for nothing.</summary>
    MayBeUnsigned,

    TooMuch,
}

/// <summary>
/// Proofs that something is not there. A zone is signed before anyone asks, so it cannot sign "there is no such name" for each. Instead it
/// signs the gaps: NSEC says which name follows which, with the types at the first (RFC 4034 §4); NSEC3 says the same of hashed names
/// (RFC 5155). The records given here are those of one zone whose signatures hold.
/// </summary>
internal abstract class Denial
{
    /// <summary>The name exists without the type, or a wildcard that would stand in has not the type.</summary>
    public abstract DenialResult DenyType(DnsName name, DnsType type);

    /// <summary>Neither the name nor a wildcard that would stand in for it exists.</summary>
    public abstract DenialResult DenyName(DnsName name);

    /// <summary>Nothing closer to the name exists than the wildcard with so many labels above its asterisk (RFC 4035 §5.3.4).</summary>
    public abstract DenialResult DenyCloser(DnsName name, int labels);

    /// <summary>What the name without DS is.</summary>
    public abstract CutResult JudgeCut(DnsName name);

    /// <summary>The kind that the sets are of; NSEC where they are of both.</summary>
    public static Denial Of(DnsName zone, IReadOnlyList<SignedSet> sets, DnssecWork work)
    {
        NsecDenial plain = new(sets);
        return plain.IsEmpty ? new Nsec3Denial(zone, sets, work) : plain;
    }

    /// <summary>The types at a name say that the type is not there.</summary>
    protected static bool Lacks(TypeBitmap types, DnsName name, DnsType type)
    {
        // RFC 6840 §4.3: a CNAME would have been the answer.
        if (types.Has(type) || types.Has(DnsType.Cname))
        {
            return false;
        }

        // RFC 6840 §4.1 and §4.4: at a cut the parent speaks only for DS, the child for all else. The root has no parent.
        return type == DnsType.DS
            ? name.IsRoot || !types.Has(DnsType.Soa)
            : !IsCut(types);
    }

    /// <summary>RFC 6840 §4.1: below a cut, or below a name whose subtree was moved, the record says nothing.</summary>
    protected static bool IsSilentBelow(TypeBitmap types) => IsCut(types) || types.Has(DnsType.Dname);

    /// <summary>The record at the very name decides.</summary>
    protected static CutResult JudgeCut(TypeBitmap types)
    {
        // RFC 6840 §4.4: the parent's side has NS without SOA. DS in the list contradicts an answer without it.
        return types.Has(DnsType.DS) || types.Has(DnsType.Soa) ? CutResult.Unproved
            : types.Has(DnsType.NS) ? CutResult.Unsigned
            : CutResult.NoCut;
    }

    private static bool IsCut(TypeBitmap types) => types.Has(DnsType.NS) && !types.Has(DnsType.Soa);
}
