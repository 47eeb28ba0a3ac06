using System;
using System.Runtime.CompilerServices;
using SmtpTls.Compat;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>
/// Reads failures that are written as nearly all are: known members, once each, plain text and whole numbers. It goes over the octets once
/// and accepts less than JSON does: at anything else it stops before that failure, which the tokeniser then reads and judges. Not for several threads.
/// </summary>
/// <param name="rows">Gets the failures.</param>
internal sealed class FailureScanner(FailureRows rows)
{
    /// <summary>A whole number of so many digits is below RFC 7493's limit.</summary>
    private const int MostDigits = 15;

    /// <summary>The members in the order of the failure before: a sender writes all alike.</summary>
    private readonly Member[] _order = new Member[8];

    /// <summary>Reads further failures of a list of which one was read.</summary>
    /// <param name="text">What stands behind that one.</param>
    /// <returns>The octets of the failures read.</returns>
    [MethodImpl(JitCompile.AtOnce)]
    public int Scan(ReadOnlySpan<byte> text)
    {
        int passed = 0, used;
        while ((used = Failure(text.Slice(passed))) > 0)
        {
            passed += used;
        }

        return passed;
    }

    [MethodImpl(JitCompile.AtOnce)]
    private int Failure(ReadOnlySpan<byte> text)
    {
        int at = 0;
        if (Next(text, ref at) != ',' || Next(text, ref at) != '{')
        {
            return 0;
        }

        FailureRow row = default;
        uint seen = 0;
        for (int place = 0; place < _order.Length; place++)
        {
            Member member = Name(text, ref at, place);
            uint bit = 1u << (int)member;
            if ((seen & bit) != 0 || !Value(text, ref at, member, ref row))
            {
                return 0;
            }

            seen |= bit;
            int next = Next(text, ref at);
            if (next == '}')
            {
                const uint Needed = (1u << (int)Member.ResultType) | (1u << (int)Member.FailedSessionCount);
                if ((seen & Needed) != Needed || row.Type == 0)
                {
                    return 0;
                }

                rows.Add(row);
                return at;
            }

            if (next != ',')
            {
                return 0;
            }
        }

        return 0;
    }

    /// <summary>The next octet that is no blank, and goes behind it; -1 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ReadOnlySpan<byte> text, ref int at) => (uint)at < (uint)text.Length && text[at] > ' ' ? text[at++] : NextBehindBlanks(text, ref at);

    private static int NextBehindBlanks(ReadOnlySpan<byte> text, ref int at)
    {
        while ((uint)at < (uint)text.Length)
        {
            byte octet = text[at++];
            if (octet is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return octet;
            }
        }

        return -1;
    }

    /// <summary>The member whose name stands here, and goes behind its colon; Other for one that belongs elsewhere.</summary>
    [MethodImpl(JitCompile.AtOnce)]
    private Member Name(ReadOnlySpan<byte> text, ref int at, int place)
    {
        Member usual = _order[place];
        ReadOnlySpan<byte> name = MemberNames.Beginning(usual);
        if (usual != Member.Other && text.Slice(at).StartsWith(name))
        {
            at += name.Length;
            return usual;
        }

        if (Next(text, ref at) != '"')
        {
            return Member.Other;
        }

        name = text.Slice(at, PlainText.LengthInJson(text.Slice(at)));
        at += name.Length;
        if (Next(text, ref at) != '"' || Next(text, ref at) != ':')
        {
            return Member.Other;
        }

        return _order[place] = MemberNames.Of(name);
    }

    [MethodImpl(JitCompile.AtOnce)]
    private bool Value(ReadOnlySpan<byte> text, ref int at, Member member, ref FailureRow row)
    {
        switch (member)
        {
            case Member.ResultType: return Text(text, ref at, out row.Type) && row.Type != 0 && ReportWords.IsResultType(rows.Text(row.Type));
            case Member.SendingMtaIp: return Text(text, ref at, out row.Sender);
            case Member.ReceivingMxHostname: return Text(text, ref at, out row.Host);
            case Member.ReceivingMxHelo: return Text(text, ref at, out row.Helo);
            case Member.ReceivingIp: return Text(text, ref at, out row.Address);
            case Member.AdditionalInformation: return Text(text, ref at, out row.More);
            case Member.FailureReasonCode: return Text(text, ref at, out row.Reason);
            case Member.FailedSessionCount: return Count(text, ref at, out row.Count);
            default: return false;
        }
    }

    [MethodImpl(JitCompile.AtOnce)]
    private bool Text(ReadOnlySpan<byte> text, ref int at, out int number)
    {
        number = 0;
        int first = Next(text, ref at);
        if (first == 'n')
        {
            bool none = text.Slice(at).StartsWith("ull"u8);
            at += none ? 3 : 0;
            return none;
        }

        int length = PlainText.LengthInJson(text.Slice(at));
        int end = at + length;
        if (first != '"' || end >= text.Length || text[end] != '"' || (length > 0 && text[at] == ' '))
        {
            return false;
        }

        // An empty text says nothing, as null does.
        number = length == 0 ? 0 : rows.Number(text.Slice(at, length));
        at = end + 1;
        return true;
    }

    /// <summary>Digits. What follows them tells whether that was all, so something must.</summary>
    [MethodImpl(JitCompile.AtOnce)]
    private static bool Count(ReadOnlySpan<byte> text, ref int at, out long count)
    {
        int first = Next(text, ref at), digits = 0;
        count = 0;
        for (int digit = first; digit is >= '0' and <= '9' && digits < MostDigits && at < text.Length; digits++)
        {
            count = (count * 10) + digit - '0';
            digit = text[at++];
        }

        at--;
        return digits > 0 && (digits == 1 || first != '0');
    }
}
