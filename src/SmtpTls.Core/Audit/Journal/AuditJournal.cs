using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Compat;

namespace SmtpTls.Audit.Journal;

/// <summary>
/// The memory of a run on disk: each domain's facts as one checksummed line, appended the moment they are complete. A run that was killed is started again
/// with the same options and goes on: what stands here is not asked again, down to the single mail host. A run that came to its end is put aside by the next.
/// </summary>
internal sealed class AuditJournal : IDisposable
{
    public const string Extension = ".journal", PreviousExtension = ".previous";

    /// <summary>Packing a line takes a quarter of a megabyte for a moment; what that leaves behind after so many lines is some three megabytes.</summary>
    private const int LinesBetweenTrims = 1000;

    private readonly object _gate = new();
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _notices = [];
    private readonly FileStream _lock;
    private readonly FileStream _file;
    private readonly JournalIndex _index;
    private StateLostException? _lost;
    private int _kept;

    private AuditJournal(string path, FileStream held, FileStream file, JournalIndex index)
    {
        (Path, _lock, _file, _index) = (path, held, file, index);
    }

    public string Path { get; }

    /// <summary>Sentences for the user about what was found when it was opened, and at the end about what was of no use.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <summary>Opens the run's journal in a folder, or begins one. Invalid with the reason where that cannot be.</summary>
    /// <param name="folder">Made for the owner only where there is none.</param>
    /// <param name="head">Which run this is.</param>
    /// <param name="restart">What is there is put aside instead of going on with it.</param>
    /// <param name="clock">For the wait for another process.</param>
    /// <param name="stop">Ends the wait.</param>
    public static async Task<Outcome<AuditJournal>> OpenAsync(string folder, JournalHead head, bool restart, IClock clock, CancellationToken stop)
    {
        string path = System.IO.Path.Combine(folder, head.FileName + Extension);
        FileStream? held = null;
        FileStream? file = null;
        try
        {
            if ((StateFolder.Prepare(folder) ?? StateFolder.FindLink(path) ?? StateFolder.FindLink(path + ".lock")) is { } unfit)
            {
                return Refuse(unfit.Message);
            }

            held = await LockAsync(path + ".lock", clock, stop).ConfigureAwait(false);
            if (held is null)
            {
                return Refuse($"another run with the same options is using '{VisibleText.Show(path)}' now; let it end, or name another folder");
            }

            List<string> notices = [];
            JournalIndex index = PutAside(path, restart, notices);
            file = OwnFiles.OpenLock(path);
            AuditJournal journal = new(path, held, file, index);
            journal._notices.AddRange(notices);
            journal.Begin(head);
            journal.NoteOthers(folder, head);
            (held, file) = (null, null);
            return Outcome<AuditJournal>.Found(journal);
        }
        catch (Exception e) when (StateFolder.IsFileTrouble(e))
        {
            return Refuse(StateFolder.FaultOf(e).Message);
        }
        finally
        {
            file?.Dispose();
            held?.Dispose();
        }
    }

    /// <summary>What an earlier start found about a subject; null where it has to be asked.</summary>
    public DomainFacts? Find(string subject)
    {
        JournalIndex.Spot? spot;
        lock (_gate)
        {
            spot = _index.Find(subject);
            _used.Add(subject);
        }

        return spot is { } there && ReadAt(there) is { } facts && facts.Subject == subject ? facts : null;
    }

    /// <summary>What is known of a mail host from whatever domain it was asked for; null for nothing.</summary>
    public HostFacts? FindHost(string host)
    {
        JournalIndex.Spot? spot;
        lock (_gate)
        {
            spot = _index.FindHost(host);
        }

        return spot is { } there ? ReadAt(there)?.Hosts.FirstOrDefault(one => one.Host == host) : null;
    }

    /// <summary>Keeps the facts of one subject: with the system when this returns, so that they outlive the process.</summary>
    /// <exception cref="StateLostException">They could not be written. What was kept before is whole.</exception>
    public void Keep(long place, DomainFacts facts)
    {
        JournalLine line = new()
        {
            Kind = JournalLineKind.Facts,
            Place = place,
            Subject = facts.Subject,
            Hosts = string.Join(",", facts.Hosts.Select(host => host.Host)),
            Body = JournalBody.Pack(FactsFile.Write(facts)),
        };
        byte[] octets = line.ToOctets();
        lock (_gate)
        {
            long start = Append(octets);
            _index.Add(line, start, octets.Length - 1);
            _used.Add(facts.Subject);
        }

        if (Interlocked.Increment(ref _kept) % LinesBetweenTrims == 0)
        {
            NativeHeap.Trim();
        }
    }

    /// <summary>Nothing is left to do: the next start begins anew.</summary>
    /// <exception cref="StateLostException">That could not be written.</exception>
    public void Finish()
    {
        lock (_gate)
        {
            int left = _index.Subjects.Count(pair => !_used.Contains(pair.Key));
            if (left > 0)
            {
                _notices.Add($"{Count(left, "domain")} in the journal of the interrupted run {(left == 1 ? "is" : "are")} not in this list, and left out.");
            }

            Append(new JournalLine { Kind = JournalLineKind.End }.ToOctets());
            try
            {
                _file.Flush(flushToDisk: true);
            }
            catch (Exception e) when (StateFolder.IsFileTrouble(e))
            {
                throw Lost(e);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
            _lock.Dispose();
        }
    }

    private static Outcome<AuditJournal> Refuse(string why) => Outcome<AuditJournal>.Invalid(new Fault(FaultKind.Input, why));

    private static string Count(int number, string what) => FormattableString.Invariant($"{number} {what}{(number == 1 ? "" : "s")}");

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A process that was killed has let go of it by now; one that runs keeps it for long.</summary>
    private static async Task<FileStream?> LockAsync(string path, IClock clock, CancellationToken stop)
    {
        for (int tries = 0; ; tries++)
        {
            try
            {
                return OwnFiles.OpenLock(path);
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
            {
                if (tries == 20)
                {
                    return null;
                }
            }

            await clock.DelayAsync(TimeSpan.FromMilliseconds(100), stop).ConfigureAwait(false);
        }
    }

    /// <summary>What stands in the journal; one that is finished, unreadable or not wanted is renamed, never overwritten by the new run.</summary>
    private static JournalIndex PutAside(string path, bool restart, List<string> notices)
    {
        if (!File.Exists(path))
        {
            return new JournalIndex();
        }

        JournalIndex index;
        using (FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            index = JournalIndex.Read(file);
        }

        string aside = System.IO.Path.ChangeExtension(path, PreviousExtension);
        string? why = index.Head is null && index.Good > 0 ? "it does not begin as a journal that this program can read"
            : index.IsFinished ? ""
            : restart ? $"the run of {(index.Head is { } head ? Time(head.Begun) : "unknown time")} is not gone on with, as you asked"
            : null;
        if (why is null)
        {
            return index;
        }

        OwnFiles.Replace(path, aside);
        if (why.Length > 0)
        {
            notices.Add($"The journal '{VisibleText.Show(path)}' was put aside as '{VisibleText.Show(aside)}': {why}.");
        }

        return new JournalIndex();
    }

    private void Begin(JournalHead head)
    {
        if (_index.Head is not { } before)
        {
            _file.SetLength(0);
            Append(new JournalLine { Kind = JournalLineKind.Head, Body = head.Write() }.ToOctets());
            return;
        }

        // What was torn is cut off, so that the next line begins where a line has to.
        _file.SetLength(_index.Good);
        string torn = _index.IsTorn ? " The last line was torn when the run ended, and is done again." : "";
        string damaged = _index.Damaged > 0 ? $" {Count(_index.Damaged, "damaged line")} could not be used; what stood there is done again." : "";
        _notices.Add($"Going on with the run of {Time(before.Begun)}: {Count(_index.Count, "domain")} of it {(_index.Count == 1 ? "is" : "are")} known from '{VisibleText.Show(Path)}'.{torn}{damaged}");
    }

    /// <summary>Whoever changes an option begins a run of its own, and should know that another is left.</summary>
    private void NoteOthers(string folder, JournalHead head)
    {
        foreach (string other in Directory.EnumerateFiles(folder, "*" + Extension).Where(file => file != Path).OrderBy(file => file, StringComparer.Ordinal).Take(20))
        {
            JournalIndex? index = JournalMerge.TryRead(other, out _);
            if (index is { IsFinished: false, Head: { } its } && head.DifferenceTo(its) is { } difference)
            {
                _notices.Add($"An unfinished run of {Time(its.Begun)} with other options ({difference}) is left as it is in '{VisibleText.Show(other)}'; its {Count(index.Count, "result")} {(index.Count == 1 ? "does" : "do")} not count here.");
            }
        }
    }

    private long Append(byte[] octets)
    {
        if (_lost is { } before)
        {
            // Several were about to write: each says the same.
            throw new StateLostException(before.Message, before);
        }

        long start = _file.Length;
        try
        {
            _file.Position = start;
            _file.Write(octets, 0, octets.Length);
            _file.Flush();
            return start;
        }
        catch (Exception e) when (StateFolder.IsFileTrouble(e))
        {
            CutOff(start);
            throw Lost(e);
        }
    }

    /// <summary>Half a line helps nobody. Where even that fails, the next start sees that it is torn.</summary>
    private void CutOff(long end)
    {
        try
        {
            _file.SetLength(end);
        }
        catch (Exception e) when (StateFolder.IsFileTrouble(e))
        {
        }
    }

    private StateLostException Lost(Exception e)
    {
        return _lost = new StateLostException(
            $"The journal '{VisibleText.Show(Path)}' can no longer be written: {StateFolder.FaultOf(e).Message}. The {Count(_index.Count, "result")} before {(_index.Count == 1 ? "is" : "are")} kept; "
            + "make room, and start the same command again to go on.", e);
    }

    private DomainFacts? ReadAt(JournalIndex.Spot spot)
    {
        byte[] octets = new byte[spot.Length];
        lock (_gate)
        {
            try
            {
                _file.Position = spot.Start;
                int length = 0, count;
                while (length < octets.Length && (count = _file.Read(octets, length, octets.Length - length)) > 0)
                {
                    length += count;
                }
            }
            catch (Exception e) when (StateFolder.IsFileTrouble(e))
            {
                // What cannot be read is asked again.
                return null;
            }
        }

        return JournalLine.Read(octets) is { } line && JournalBody.Unpack(line.Body) is { } text ? FactsFile.Read(text).Value : null;
    }
}
