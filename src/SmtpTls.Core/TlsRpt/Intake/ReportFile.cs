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

    public static IntakeResult Read(string path, ReportIntake intake)
    {
        string source = VisibleText.Show(path, 4096);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            long length = file.CanSeek ? file.Length : -1;
            IEnumerable<TlsRptReport> reports = intake.Read(file.CanSeek && length <= Small ? InMemory(file, (int)length) : file, source);
            if (reports is not List<TlsRptReport> all)
            {
                FileStream kept = file;
                file = null;
                return new IntakeResult(Kept(reports, kept, source), null, source);
            }

            return new IntakeResult(file.CanSeek && file.Length != length ? [.. all.Select(Changed)] : all, null, source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return IntakeResult.Failed(source, Directory.Exists(path) ? "it is a folder." : VisibleText.Show(e.Message, 600));
        }
        finally
        {
            file?.Dispose();
        }
    }

    private static MemoryStream InMemory(FileStream file, int length)
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
    private static IEnumerable<TlsRptReport> Kept(IEnumerable<TlsRptReport> reports, FileStream file, string source)
    {
        using (file)
        using (IEnumerator<TlsRptReport> rest = reports.GetEnumerator())
        {
            while (true)
            {
                TlsRptReport? bad = null;
                try
                {
                    if (!rest.MoveNext())
                    {
                        yield break;
                    }
                }
                catch (IOException e)
                {
                    bad = ReportIntake.Bad(source, new TlsRptProblem(ProblemCode.NoReport, "", $"It could not be read to its end: {VisibleText.Show(e.Message, 300)}"));
                }

                yield return bad ?? rest.Current;
                if (bad is not null)
                {
                    yield break;
                }
            }
        }
    }

    private static TlsRptReport Changed(TlsRptReport report) => report with
    {
        Problems = [.. report.Problems, new TlsRptProblem(ProblemCode.Changed, "", "The file changed while it was read; read it again.")],
    };
}
