using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace SmtpTls.Smtp;

/// <summary>
/// The lines of one connection as they went, with the milliseconds since it was begun. A server that sends without end must not fill our
/// memory: past the limits its lines are counted, not kept. Our own few commands always are.
/// </summary>
/// <param name="known">Shared by the dialogues of a run; null for one that stands alone.</param>
internal sealed class Transcript(KnownLines? known = null)
{
    private const int MostEntries = 400;
    private const int MostCharacters = 64 * 1024;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<TranscriptEntry> _entries = new(16);
    private int _characters;
    private int _left;

    public double ElapsedMs => (Stopwatch.GetTimestamp() - _start) * 1000.0 / Stopwatch.Frequency;

    /// <summary>A server's octets as text, the same string for the same octets where the run has met them before.</summary>
    public string TextOf(ReadOnlySpan<byte> octets) => known?.TextOf(octets) ?? WireText.Decode(octets);

    public void AddServer(string line)
    {
        if (_entries.Count >= MostEntries || _characters + line.Length > MostCharacters)
        {
            _left++;
            return;
        }

        _characters += line.Length;
        _entries.Add(new TranscriptEntry(ElapsedMs, FromServer: true, line));
    }

    public void AddClient(string line) => _entries.Add(new TranscriptEntry(ElapsedMs, FromServer: false, line));

    public IReadOnlyList<TranscriptEntry> ToList()
    {
        if (_left > 0)
        {
            _entries.Add(new TranscriptEntry(ElapsedMs, FromServer: true, $"… ({_left} more lines)"));
            _left = 0;
        }

        return _entries;
    }
}
