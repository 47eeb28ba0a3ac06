using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What came of one input: its reports, or why it could not be read at all.</summary>
/// <param name="Reports">To be gone through once. Those of a mailbox file are read while they are taken.</param>
/// <param name="Unreadable">A sentence; null where the input was opened.</param>
/// <param name="Source">How the input is called.</param>
internal sealed record IntakeResult(IEnumerable<TlsRptReport> Reports, string? Unreadable, string Source)
{
    public static IntakeResult Failed(string source, string why) => new([], why, source);
}

/// <summary>Opens files. What can be opened and is bad is a report with a problem; what cannot be opened is an error of the caller's.</summary>
internal static class ReportFile
{
    /// <summary>A file small enough is taken into memory at one go.</summary>
    private const int Small = 64 * 1024;

    private static readonly TlsRptProblem HasChanged = new(ProblemCode.Changed, "", "The file changed while it was read; read it again.");

    public static IntakeResult Read(string path, ReportIntake intake)
    {
        string source = VisibleText.Show(path, 4096);
        try
        {
            return Read(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1), source, intake);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return IntakeResult.Failed(source, Directory.Exists(path) ? "it is a folder." : VisibleText.Show(e.Message, 600));
        }
    }

    /// <summary>Reads a file that was opened, and closes it.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IntakeResult Read(Stream opened, string source, ReportIntake intake)
    {
        Stream? file = opened;
        try
        {
            long length = file.CanSeek ? file.Length : -1;
            IEnumerable<TlsRptReport> reports = intake.Read(file.CanSeek && length <= Small ? InMemory(file, (int)length) : file, source);
            if (reports is not List<TlsRptReport> all)
            {
                file = null;
                return new IntakeResult(Kept(reports, opened, length, source), null, source);
            }

            return new IntakeResult(file.CanSeek && file.Length != length ? [.. all.Select(Changed)] : all, null, source);
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static MemoryStream InMemory(Stream file, int length)
    {
        byte[] octets = new byte[length];
        int count = 0;
        for (int read = 1; count < length && read > 0; count += read)
        {
            read = file.Read(octets, count, length - count);
        }

        return new MemoryStream(octets, 0, count, writable: false, publiclyVisible: true);
    }

    /// <summary>Goes on reading a mailbox, and says when that fails in its middle.</summary>
    private static IEnumerable<TlsRptReport> Kept(IEnumerable<TlsRptReport> reports, Stream file, long length, string source)
    {
        using (file)
        using (IEnumerator<TlsRptReport> rest = reports.GetEnumerator())
        {
            while (true)
            {
                TlsRptProblem? end = null;
                bool more = false;
                try
                {
                    more = rest.MoveNext();
                    end = !more && file.CanSeek && file.Length != length ? HasChanged : null;
                }
                catch (IOException e)
                {
                    end = new TlsRptProblem(ProblemCode.NoReport, "", $"It could not be read to its end: {VisibleText.Show(e.Message, 300)}");
                }

                if (more)
                {
                    yield return rest.Current;
                    continue;
                }

                if (end is not null)
                {
                    yield return ReportIntake.Bad(source, end);
                }

                yield break;
            }
        }
    }

    private static TlsRptReport Changed(TlsRptReport report) => report with
    {
        Problems = [.. report.Problems, HasChanged],
    };
}
