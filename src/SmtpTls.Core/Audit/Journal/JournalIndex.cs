using System;
using System.Collections.Generic;
using System.IO;

namespace SmtpTls.Audit.Journal;

/// <summary>Where in a journal the facts of each subject stand, and what its reader had to pass over.</summary>
internal sealed class JournalIndex
{
    /// <summary>A line of facts is at most 16 MiB; nothing longer is one.</summary>
    private const int MostOctets = 17 * 1024 * 1024;

    private readonly Dictionary<string, Spot> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Spot> _hosts = new(StringComparer.Ordinal);

    public JournalHead? Head { get; private set; }

    /// <summary>Nothing was left to do when it was written last.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Octets up to the end of the last whole line: what stands behind was torn.</summary>
    public long Good { get; private set; }

    public bool IsTorn { get; private set; }

    /// <summary>Whole lines that were damaged.</summary>
    public int Damaged { get; private set; }

    public int Count => _subjects.Count;

    public IEnumerable<KeyValuePair<string, Spot>> Subjects => _subjects;

    public Spot? Find(string subject) => _subjects.TryGetValue(subject, out Spot spot) ? spot : null;

    /// <summary>A line that tells of this mail host.</summary>
    public Spot? FindHost(string host) => _hosts.TryGetValue(host, out Spot spot) ? spot : null;

    public void Add(JournalLine line, long start, int length)
    {
        Spot spot = new(start, length, line.Place);
        _subjects[line.Subject] = spot;
        foreach (string host in line.Hosts.Split([','], StringSplitOptions.RemoveEmptyEntries))
        {
            _hosts[host] = spot;
        }

        Good = start + length + 1;
    }

    /// <summary>Reads a whole journal, one line in memory at a time.</summary>
    /// <exception cref="IOException">The disk could not be read.</exception>
    public static JournalIndex Read(Stream journal)
    {
        JournalIndex index = new();
        byte[] buffer = new byte[128 * 1024];
        MemoryStream line = new();
        long start = 0, length = 0;
        int count;
        while ((count = journal.Read(buffer, 0, buffer.Length)) > 0)
        {
            int from = 0;
            while (from < count)
            {
                int end = Array.IndexOf(buffer, (byte)'\n', from, count - from);
                int part = (end < 0 ? count : end) - from;
                length += part;
                line.Write(buffer, from, (int)Math.Max(Math.Min(part, MostOctets - line.Length), 0));
                from += part;
                if (end >= 0)
                {
                    index.Take(length == line.Length ? line.ToArray() : [], start, (int)Math.Min(length, int.MaxValue));
                    start += length + 1;
                    length = 0;
                    line.SetLength(0);
                    from++;
                }
            }
        }

        index.Good = start;
        index.IsTorn = length > 0;
        return index;
    }

    private void Take(byte[] octets, long start, int length)
    {
        JournalLine? line = JournalLine.Read(octets);
        if (line is null)
        {
            Damaged++;
            return;
        }

        switch (line.Kind)
        {
            case JournalLineKind.Head when start == 0:
                Head = JournalHead.Read(line.Body);
                break;
            case JournalLineKind.Facts:
                IsFinished = false;
                Add(line, start, length);
                break;
            case JournalLineKind.End:
                IsFinished = true;
                break;
            default:
                Damaged++;
                break;
        }
    }

    /// <summary>A line in the file.</summary>
    /// <param name="Start">Its first octet.</param>
    /// <param name="Length">Without the line feed.</param>
    /// <param name="Place">The place in the list.</param>
    internal readonly record struct Spot(long Start, int Length, long Place);
}
