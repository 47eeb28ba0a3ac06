using System;
using System.Buffers;
using System.Collections;
using System.Collections.Generic;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>A failure as the numbers of its texts; 0 stands for none.</summary>
internal struct FailureRow
{
    public long Count;
    public int Type;
    public int Sender;
    public int Host;
    public int Helo;
    public int Address;
    public int More;
    public int Reason;
}

/// <summary>
/// Gathers the failures of a policy. There may be a hundred thousand, of a few hundred texts: as rows of numbers they take a third of the
/// memory, and the garbage collector has nothing to follow in them. Keeps its buffers; not for several threads.
/// </summary>
/// <param name="texts">Numbers the texts.</param>
internal sealed class FailureRows(TextPool texts)
{
    /// <summary>Larger buffers are not kept.</summary>
    private const int MostKept = 4096, Least = 16;

    private List<string> _list = [];
    private FailureRow[] _rows = ArrayPool<FailureRow>.Shared.Rent(Least);
    private ulong _sum;
    private decimal _carried;

    public int Count { get; private set; }

    /// <summary>The failed sessions of all.</summary>
    public decimal Sum => _carried + _sum;

    public void Begin()
    {
        Count = 0;
        _sum = 0;
        _carried = 0;
        if (_list.Count > MostKept)
        {
            _list = [];
        }

        _list.Clear();
        texts.BeginList();
    }

    /// <summary>The number of a text; 0 for null.</summary>
    public int Number(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        _list.Add(text);
        return _list.Count;
    }

    /// <summary>The number of printable ASCII.</summary>
    public int Number(ReadOnlySpan<byte> plain) => texts.Number(plain, _list);

    public string Text(int number) => _list[number - 1];

    /// <param name="row">A count below zero is none.</param>
    public void Add(in FailureRow row)
    {
        if (Count == _rows.Length)
        {
            FailureRow[] larger = ArrayPool<FailureRow>.Shared.Rent(Count * 2);
            Array.Copy(_rows, larger, Count);
            ArrayPool<FailureRow>.Shared.Return(_rows);
            _rows = larger;
        }

        _rows[Count++] = row;
        _sum += row.Count > 0 ? (ulong)row.Count : 0;
        if (_sum > long.MaxValue)
        {
            _carried += _sum;
            _sum = 0;
        }
    }

    /// <summary>The failures as they are shown.</summary>
    public IList<TlsRptFailureDetail> ToList(Explanations explanations)
    {
        FailureList list = new(_rows.AsSpan(0, Count).ToArray(), [.. _list], explanations);
        if (_rows.Length > MostKept)
        {
            ArrayPool<FailureRow>.Shared.Return(_rows);
            _rows = ArrayPool<FailureRow>.Shared.Rent(Least);
        }

        return list;
    }
}

/// <summary>Failures that become objects when they are looked at.</summary>
/// <param name="rows">A row each.</param>
/// <param name="texts">Their texts; the first has the number 1.</param>
/// <param name="explanations">What result types mean.</param>
internal sealed class FailureList(FailureRow[] rows, string[] texts, Explanations explanations) : IList<TlsRptFailureDetail>
{
    /// <summary>What the texts mean that are result types, as far as somebody asked; each is looked up once.</summary>
    private readonly string?[] _explained = new string?[rows.Length > 16 ? texts.Length : 0];

    public int Count => rows.Length;

    public bool IsReadOnly => true;

    public TlsRptFailureDetail this[int index]
    {
        get => index >= 0 && index < rows.Length ? Make(rows[index]) : throw new ArgumentOutOfRangeException(nameof(index));
        set => throw new NotSupportedException();
    }

    public IEnumerator<TlsRptFailureDetail> GetEnumerator()
    {
        for (int i = 0; i < rows.Length; i++)
        {
            yield return Make(rows[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public int IndexOf(TlsRptFailureDetail item)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            if (Make(rows[i]).Equals(item))
            {
                return i;
            }
        }

        return -1;
    }

    public bool Contains(TlsRptFailureDetail item) => IndexOf(item) >= 0;

    public void CopyTo(TlsRptFailureDetail[] array, int arrayIndex)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            array[arrayIndex + i] = Make(rows[i]);
        }
    }

    public void Add(TlsRptFailureDetail item) => throw new NotSupportedException();

    public void Clear() => throw new NotSupportedException();

    public void Insert(int index, TlsRptFailureDetail item) => throw new NotSupportedException();

    public bool Remove(TlsRptFailureDetail item) => throw new NotSupportedException();

    public void RemoveAt(int index) => throw new NotSupportedException();

    private TlsRptFailureDetail Make(in FailureRow row) => new()
    {
        ResultType = Text(row.Type),
        SendingMtaIp = Text(row.Sender),
        ReceivingMxHostname = Text(row.Host),
        ReceivingMxHelo = Text(row.Helo),
        ReceivingIp = Text(row.Address),
        FailedSessions = row.Count < 0 ? null : row.Count,
        AdditionalInformation = Text(row.More),
        FailureReasonCode = Text(row.Reason),
        Explanation = row.Type == 0 ? null : Explain(row.Type - 1),
    };

    private string? Explain(int type) => (uint)type < (uint)_explained.Length ? _explained[type] ??= explanations.Of(texts[type]) : explanations.Of(texts[type]);

    private string? Text(int number) => number == 0 ? null : texts[number - 1];
}
