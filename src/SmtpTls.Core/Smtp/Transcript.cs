using System.Collections.Generic;
using System.Diagnostics;

namespace SmtpTls.Smtp;

/// <summary>
/// The lines of one connection as they went, with the milliseconds since it was begun. A server that sends without end must not fill our
/// memory: past the limits its lines are counted, not kept. Our own few commands always are.
/// </summary>
internal sealed class Transcript
{
    private const int MostEntries = 400;
    private const int MostCharacters = 64 * 1024;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<TranscriptEntry> _entries = new(16);
    private int _characters;
    private int _left;

    public double ElapsedMs => (Stopwatch.GetTimestamp() - _start) * 1000.0 / Stopwatch.Frequency;

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
