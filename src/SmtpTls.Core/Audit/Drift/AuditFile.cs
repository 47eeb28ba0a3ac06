using System;
using System.Collections.Generic;
using System.IO;

namespace SmtpTls.Audit.Drift;

/// <summary>
/// A file of audits, read piece by piece: an array as <c>--json</c> prints it, an object a line as <c>--jsonl</c> does, or a journal. A piece that is none is said
/// with its line, and the rest goes on; a line without an end costs time, but no memory.
/// </summary>
internal static class AuditFile
{
    /// <summary>More pieces than anybody audits: a file that goes on beyond them is not read further.</summary>
    public const int MostAudits = 2_000_000;

    /// <summary>Each audit of the file with the line on which it begins, from 1.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="whole">With dialogues and proofs.</param>
    public static IEnumerable<(int Line, Outcome<DomainAudit> Audit)> ReadAll(TextReader reader, bool whole = false)
    {
        int count = 0;
        JournalText? journal = null;
        int last = 1;
        foreach ((int line, string? text) in IsArray(reader, out int skipped) ? JsonPieces.OfArray(reader, skipped, AuditText.MostCharacters + 1) : Lines(reader, skipped))
        {
            if (text is null)
            {
                yield return (line, Outcome<DomainAudit>.Invalid(new Fault(FaultKind.Input, "the array has no end, as when a disk is full or a run is killed, so domains that it lacks are not told as removed")));
                yield break;
            }

            if (++count > MostAudits)
            {
                yield return (line, Outcome<DomainAudit>.Invalid(new Fault(FaultKind.Input, $"the file holds more than {MostAudits} audits; the rest is not read")));
                yield break;
            }

            journal = count == 1 ? JournalText.Begin(text) : journal;
            last = line;
            if ((journal is null ? AuditText.Read(text, whole) : journal.Take(text, whole)) is { } audit)
            {
                yield return (line, audit);
            }
        }

        if (journal?.FindMissing() is { } missing)
        {
            yield return (last, missing);
        }
    }

    /// <summary>The time of the file's first readable audit; null when there is none among the first pieces.</summary>
    public static DateTime? FirstTime(TextReader reader)
    {
        int tries = 0;
        foreach ((_, Outcome<DomainAudit> audit) in ReadAll(reader))
        {
            if (audit.Value is { } found)
            {
                return found.AssessedAt;
            }

            if (++tries == 100)
            {
                break;
            }
        }

        return null;
    }

    private static IEnumerable<(int Line, string? Text)> Lines(TextReader reader, int line)
    {
        while (BoundedLine.Read(reader, AuditText.MostCharacters + 1) is { } text)
        {
            if (text.Trim().Length > 0)
            {
                yield return (line, text);
            }

            line++;
        }
    }

    /// <summary>Passes over white space and a byte order mark; an array's bracket is taken along.</summary>
    private static bool IsArray(TextReader reader, out int line)
    {
        line = 1;
        for (int c = reader.Peek(); c is ' ' or '\t' or '\r' or '\n' or 0xfeff; c = reader.Peek())
        {
            line += c == '\n' ? 1 : 0;
            reader.Read();
        }

        if (reader.Peek() != '[')
        {
            return false;
        }

        reader.Read();
        return true;
    }
}
