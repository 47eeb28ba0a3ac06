using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>
/// The texts of reports, safe to show. The same names and addresses stand in a report again and again, and in the next one too: each is made
/// once as long as it keeps its place. Not for several threads.
/// </summary>
internal sealed class TextPool
{
    private const int Places = 4096, LongestKept = 120, MostShown = 4096;
    private readonly Place[] _places = new Place[Places];
    private int _list;

    /// <summary>Printable ASCII as text.</summary>
    public string Plain(ReadOnlySpan<byte> octets) => octets.Length <= LongestKept ? Kept(octets).Text!
        : octets.Length <= MostShown ? PlainText.Read(octets) : VisibleText.Show(PlainText.Read(octets), MostShown);

    /// <summary>Begins another list of texts.</summary>
    public void BeginList() => _list++;

    /// <summary>The number of a text in the list that was begun last; it is added where it is not there yet or that was forgotten.</summary>
    /// <param name="octets">Printable ASCII.</param>
    /// <param name="list">The texts so far; the first has the number 1.</param>
    [MethodImpl(JitCompile.AtOnce)]
    public int Number(ReadOnlySpan<byte> octets, List<string> list)
    {
        if (octets.Length > LongestKept)
        {
            list.Add(Plain(octets));
            return list.Count;
        }

        ref Place place = ref Kept(octets);
        if (place.List != _list)
        {
            list.Add(place.Text!);
            place.List = _list;
            place.Number = list.Count;
        }

        return place.Number;
    }

    /// <summary>A JSON string of any kind; what is no UTF-8 becomes the replacement character.</summary>
    /// <param name="octets">As between the quotation marks.</param>
    /// <param name="escaped">True when there are escapes in it.</param>
    /// <param name="bad">True when it is no UTF-8.</param>
    public static string Unescape(ReadOnlySpan<byte> octets, bool escaped, out bool bad)
    {
        bad = false;
        StringBuilder text = new();
        int at = 0;
        while (at < octets.Length)
        {
            int slash = escaped ? octets.Slice(at).IndexOf((byte)'\\') : -1;
            int end = slash < 0 ? octets.Length : at + slash;
            text.Append(Decode(octets.Slice(at, end - at), ref bad));
            at = end;
            if (at + 1 < octets.Length)
            {
                at += Escape(octets.Slice(at), text);
            }
        }

        return text.ToString();
    }

    /// <summary>What such a string shows.</summary>
    public static string Show(string text) => VisibleText.Show(text, MostShown);

    // Two places for each: the one that a text was found at last, and its neighbour for another that falls there too.
    [MethodImpl(JitCompile.AtOnce)]
    private ref Place Kept(ReadOnlySpan<byte> octets)
    {
        int at = Hash(octets) & (Places - 1);
        ref Place place = ref _places[at];
        if (place.Text is not null && PlainText.Equal(octets, place.Text))
        {
            return ref place;
        }

        ref Place other = ref _places[at ^ 1];
        if (other.Text is not null && PlainText.Equal(octets, other.Text))
        {
            return ref other;
        }

        other = place;
        place = new Place { Text = PlainText.Read(octets), List = -1 };
        return ref place;
    }

    private static string Decode(ReadOnlySpan<byte> octets, ref bool bad)
    {
        string text = Encoding.UTF8.GetString(octets);

        // U+FFFD may also be meant; then it is no harm to say so.
        bad |= text.Contains('\ufffd');
        return text;
    }

    // The tokeniser has checked that escapes are well formed.
    private static int Escape(ReadOnlySpan<byte> escape, StringBuilder text)
    {
        if (escape[1] == 'u' && escape.Length >= 6)
        {
            int code = 0;
            for (int i = 2; i < 6; i++)
            {
                int digit = escape[i] <= '9' ? escape[i] - '0' : (escape[i] | 0x20) - 'a' + 10;
                code = (code << 4) | digit;
            }

            text.Append((char)code);
            return 6;
        }

        text.Append(escape[1] switch
        {
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            _ => (char)escape[1],
        });
        return 2;
    }

    // Eight octets at a time; the last eight may overlap those before, which tells texts apart as well. Only the highest bits depend on all of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(ReadOnlySpan<byte> octets)
    {
        ulong hash = (ulong)octets.Length * 0x9E3779B97F4A7C15;
        if (octets.Length >= 8)
        {
            for (ReadOnlySpan<byte> rest = octets; rest.Length > 8; rest = rest.Slice(8))
            {
                hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            }

            return (int)(Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(octets.Slice(octets.Length - 8))) >> 52);
        }

        foreach (byte octet in octets)
        {
            hash = Mix(hash, octet);
        }

        return (int)(hash >> 52);
    }

    private static ulong Mix(ulong hash, ulong more)
    {
        hash = (hash ^ more) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 29);
    }

    /// <summary>A text, and its number in the list that it was last asked for.</summary>
    private struct Place
    {
        public string? Text;
        public int List;
        public int Number;
    }
}
