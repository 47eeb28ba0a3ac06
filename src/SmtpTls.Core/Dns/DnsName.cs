using System;
using System.Diagnostics.CodeAnalysis;

namespace SmtpTls.Dns;

/// <summary>
/// A name as DNS carries it: labels of 1 to 63 arbitrary octets, each behind its length, closed by an empty label, 255 octets at most
/// (RFC 1035 §3.1). It keeps the case it came in; two names are equal when they differ only in the case of ASCII letters (RFC 4343).
/// What a person types is a <see cref="DomainName"/>; a name from the wire may hold octets that no host name may.
/// </summary>
internal sealed class DnsName : IEquatable<DnsName>, IComparable<DnsName>
{
    public const int MostOctets = 255;
    public const int MostLabelOctets = 63;

    private readonly byte[] _wire;
    private readonly int _hash;

    /// <param name="wire">Checked wire form; the caller gives it away.</param>
    private DnsName(byte[] wire)
    {
        _wire = wire;
        uint hash = 2166136261;
        foreach (byte octet in wire)
        {
            hash = (hash ^ Lower(octet)) * 16777619;
        }

        _hash = unchecked((int)hash);
    }

    public static DnsName Root { get; } = new([0]);

    /// <summary>The wire form in the case it came in, with the empty label at the end.</summary>
    public ReadOnlySpan<byte> Wire => _wire;

    public bool IsRoot => _wire.Length == 1;

    /// <summary>Labels without the root's.</summary>
    public int LabelCount
    {
        get
        {
            int count = 0;
            for (int at = 0; _wire[at] != 0; at += _wire[at] + 1)
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>The name without its first label; the root's is the root.</summary>
    public DnsName Parent => IsRoot ? this : new DnsName(_wire.AsSpan(_wire[0] + 1).ToArray());

    /// <summary>The first label's octets; none for the root.</summary>
    public ReadOnlySpan<byte> FirstLabel => _wire.AsSpan(1, IsRoot ? 0 : _wire[0]);

    public static bool operator ==(DnsName? left, DnsName? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(DnsName? left, DnsName? right) => !(left == right);

    /// <summary>A name from its wire form without compression; null when that is not well formed.</summary>
    public static DnsName? FromWire(ReadOnlySpan<byte> wire)
    {
        if (wire.Length is 0 or > MostOctets)
        {
            return null;
        }

        int at = 0;
        while (at < wire.Length && wire[at] != 0)
        {
            if (wire[at] > MostLabelOctets)
            {
                return null;
            }

            at += wire[at] + 1;
        }

        return at == wire.Length - 1 ? new DnsName(wire.ToArray()) : null;
    }

    /// <summary>Every domain name fits: it has at most 253 characters.</summary>
    public static DnsName FromDomain(DomainName domain) => Parse(domain.ToString());

    /// <summary>Reads the presentation form, with or without the last dot: <c>\.</c> and <c>\032</c> are escapes (RFC 1035 §5.1).</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DnsName? name)
    {
        name = DnsNameText.ToWire(text) is { } wire ? new DnsName(wire) : null;
        return name is not null;
    }

    /// <exception cref="FormatException">The text is no DNS name.</exception>
    public static DnsName Parse(string text) =>
        TryParse(text, out DnsName? name) ? name : throw new FormatException($"'{VisibleText.Show(text)}' is not a DNS name.");

    /// <summary>The same name as a domain name, when every label is one that a domain name may hold.</summary>
    public bool TryToDomain([NotNullWhen(true)] out DomainName? domain, [NotNullWhen(false)] out string? problem)
    {
        for (int at = 0; _wire[at] != 0; at += _wire[at] + 1)
        {
            foreach (byte octet in _wire.AsSpan(at + 1, _wire[at]))
            {
                // RFC 2181 §11: DNS carries any octet; a dot inside a label would otherwise read as two labels.
                if (octet is <= (byte)' ' or (byte)'.' or >= 127)
                {
                    domain = null;
                    problem = "a label holds an octet that no host name may hold";
                    return false;
                }
            }
        }

        if (IsRoot)
        {
            domain = null;
            problem = "it is the root of DNS";
            return false;
        }

        return DomainName.TryParse(ToString(), out domain, out problem);
    }

    /// <summary>Labels in presentation form put before this name (<c>_25._tcp</c>); null when the whole is longer than a name can be.</summary>
    public DnsName? WithPrefix(string labels)
    {
        byte[]? first = DnsNameText.ToWire(labels);
        return first is null ? null : Join(first.AsSpan(0, first.Length - 1), _wire);
    }

    /// <summary>True for this name itself and for every name below it.</summary>
    public bool IsAtOrAbove(DnsName other)
    {
        int start = other._wire.Length - _wire.Length;
        int at = 0;
        while (at < start)
        {
            at += other._wire[at] + 1;
        }

        return at == start && SameOctets(other._wire.AsSpan(start), _wire);
    }

    /// <summary>RFC 6672 §2.2: a name below <paramref name="from"/> moved below <paramref name="to"/>; null when it is not below, or grows too long.</summary>
    public DnsName? Moved(DnsName from, DnsName to) =>
        from.IsAtOrAbove(this) && !from.Equals(this) ? Join(_wire.AsSpan(0, _wire.Length - from._wire.Length), to._wire) : null;

    /// <summary>The name's last labels, so many of them; the name itself where it has no more.</summary>
    public DnsName Ancestor(int labels)
    {
        int at = 0;
        for (int above = LabelCount - labels; above > 0; above--)
        {
            at += _wire[at] + 1;
        }

        return at == 0 ? this : new DnsName(_wire.AsSpan(at).ToArray());
    }

    /// <summary>How many last labels two names have in common.</summary>
    public int CommonLabels(DnsName other)
    {
        int[] mine = LabelOffsets();
        int[] theirs = other.LabelOffsets();
        int common = 0;
        while (common < mine.Length && common < theirs.Length
            && CompareLabels(_wire, mine[mine.Length - common - 1], other._wire, theirs[theirs.Length - common - 1]) == 0)
        {
            common++;
        }

        return common;
    }

    /// <summary>The wire form in lower case (RFC 4034 §6.2).</summary>
    public byte[] ToCanonical()
    {
        // A length octet is at most 63, so it is never taken for a letter.
        byte[] lower = new byte[_wire.Length];
        for (int i = 0; i < lower.Length; i++)
        {
            lower[i] = Lower(_wire[i]);
        }

        return lower;
    }

    /// <summary>RFC 4034 §6.1: by labels from the right, each as lower-case octets, a missing label first.</summary>
    public int CompareTo(DnsName? other)
    {
        if (other is null)
        {
            return 1;
        }

        int[] mine = LabelOffsets();
        int[] theirs = other.LabelOffsets();
        for (int i = 1; i <= mine.Length && i <= theirs.Length; i++)
        {
            int order = CompareLabels(_wire, mine[mine.Length - i], other._wire, theirs[theirs.Length - i]);
            if (order != 0)
            {
                return order;
            }
        }

        return mine.Length.CompareTo(theirs.Length);
    }

    public bool Equals(DnsName? other) => other is not null && other._hash == _hash && SameOctets(_wire, other._wire);

    public override bool Equals(object? obj) => Equals(obj as DnsName);

    public override int GetHashCode() => _hash;

    /// <summary>The presentation form: lower case, with the last dot, escapes where a master file needs them.</summary>
    public override string ToString() => DnsNameText.Show(_wire);

    /// <summary><see cref="ToString"/> without the last dot, as messages for people write names.</summary>
    public string ToShortString() => IsRoot ? "." : DnsNameText.Show(_wire).TrimEnd('.') is { Length: > 0 } text ? text : ".";

    internal static byte Lower(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;

    private static DnsName? Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        if (first.Length + rest.Length > MostOctets)
        {
            return null;
        }

        byte[] wire = new byte[first.Length + rest.Length];
        first.CopyTo(wire);
        rest.CopyTo(wire.AsSpan(first.Length));
        return new DnsName(wire);
    }

    private static bool SameOctets(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (Lower(left[i]) != Lower(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static int CompareLabels(byte[] left, int leftAt, byte[] right, int rightAt)
    {
        int most = Math.Min(left[leftAt], right[rightAt]);
        for (int i = 1; i <= most; i++)
        {
            int order = Lower(left[leftAt + i]).CompareTo(Lower(right[rightAt + i]));
            if (order != 0)
            {
                return order;
            }
        }

        return left[leftAt].CompareTo(right[rightAt]);
    }

    private int[] LabelOffsets()
    {
        int[] offsets = new int[LabelCount];
        int at = 0;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = at;
            at += _wire[at] + 1;
        }

        return offsets;
    }
}
