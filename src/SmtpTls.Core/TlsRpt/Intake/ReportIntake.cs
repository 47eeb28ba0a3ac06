using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using SmtpTls.Mail;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>
/// Finds reports in octets of any kind: JSON, gzip, zip, a mail, a mailbox, and these inside each other. What it is decides, not what it is
/// called. Whatever is wrong becomes a report that has only a source and a problem; nothing is thrown but what reading the input throws.
/// Keeps buffers; not for several threads.
/// </summary>
internal sealed class ReportIntake
{
    private readonly ReportLimits _limits;
    private readonly ReportParser _parser;

    public ReportIntake(ReportLimits limits, Explanations explanations)
    {
        _limits = limits;
        _parser = new ReportParser(limits, explanations);
    }

    /// <summary>The reports of an input. Those of a mailbox file come one mail after the other while the stream is read; others are read at once.</summary>
    /// <param name="stream">From where it stands.</param>
    /// <param name="source">How it is called.</param>
    /// <exception cref="IOException">The input could not be read.</exception>
    public IEnumerable<TlsRptReport> Read(Stream stream, string source)
    {
        Stream? seekable = stream.CanSeek && stream.Position == 0 ? stream : null;
        PeekedStream content = new(stream);
        if (Content.KindOf(content.Start) == ContentKind.Mbox)
        {
            return ReadMailbox(content, source);
        }

        List<TlsRptReport> found = [];
        Layer layer = new(source, new UnpackBudget(_limits.MostUnpackedOctets)) { NameDomain = ReportName.DomainOf(source) };
        ReadContent(content, seekable, layer, found);
        return found;
    }

    /// <summary>An input that is bad as a whole.</summary>
    public static TlsRptReport Bad(string source, TlsRptProblem problem) => new() { Source = source, Problems = [problem] };

    private IEnumerable<TlsRptReport> ReadMailbox(Stream content, string source)
    {
        MboxReader mailbox = new(content, MailLimits.Usual);
        for (int number = 1; mailbox.Next() is { } message; number++)
        {
            List<TlsRptReport> found = [];
            ReadMessage(message, new Layer($"{source} > message {number}", new UnpackBudget(_limits.MostUnpackedOctets)), found);
            foreach (TlsRptReport report in found)
            {
                yield return report;
            }
        }
    }

    private void ReadContent(PeekedStream content, Stream? seekable, Layer layer, List<TlsRptReport> found)
    {
        try
        {
            if (layer.Depth > _limits.MostLayers)
            {
                throw new ReportFaultException(ProblemCode.TooDeep, "", $"Archives and mails are inside each other more than {_limits.MostLayers} deep.");
            }

            switch (Content.KindOf(content.Start))
            {
                case ContentKind.Json:
                    _parser.Parse(content, layer.Surroundings, found);
                    break;
                case ContentKind.Gzip:
                    using (GzipLayer unpacked = new(content))
                    {
                        ReadContent(new PeekedStream(new CountedStream(unpacked, layer.Budget)), null, layer.Inner(), found);
                    }

                    break;
                case ContentKind.Zip:
                    ReadZip(seekable ?? Whole(content, layer.Budget), layer, found);
                    break;
                case ContentKind.Mail:
                    ReadMessage(new MimeReader(content, MailLimits.Usual), layer, found);
                    break;
                case ContentKind.Mbox:
                    ReadInnerMailbox(content, layer, found);
                    break;
                default:
                    throw NoContent(content.Start, layer);
            }
        }
        catch (ReportFaultException e)
        {
            found.Add(Bad(layer.Source, e.Problem));
        }
    }

    private void ReadInnerMailbox(PeekedStream content, Layer layer, List<TlsRptReport> found)
    {
        MboxReader mailbox = new(content, MailLimits.Usual);
        for (int number = 1; mailbox.Next() is { } message; number++)
        {
            ReadMessage(message, layer.Inner($"message {number}"), found);
        }
    }

    private void ReadMessage(MimeReader message, Layer layer, List<TlsRptReport> found)
    {
        int before = found.Count;
        string? headerDomain = layer.HeaderDomain;
        try
        {
            while (message.Next() is { } part)
            {
                if (part.Kind == MimePartKind.Message)
                {
                    headerDomain = part.Headers.Find("TLS-Report-Domain") is { Length: > 0 } domain ? VisibleText.Show(domain, 255) : headerDomain;
                }
                else if (part.Kind == MimePartKind.Leaf)
                {
                    ReadPart(part, layer with { HeaderDomain = headerDomain }, found);
                }
            }
        }
        catch (ReportFaultException e)
        {
            found.Add(Bad(layer.Source, e.Problem));
        }

        if (message.Truncated)
        {
            found.Add(Bad(layer.Source, new TlsRptProblem(ProblemCode.TooLarge, "", $"The mail has more than {MailLimits.Usual.MostParts} parts, the most that are read.")));
        }

        if (found.Count == before)
        {
            found.Add(Bad(layer.Source, new TlsRptProblem(ProblemCode.NoReport, "", "The mail has no report: no part of it is JSON, gzip or zip.")));
        }
    }

    private void ReadPart(MimePart part, Layer layer, List<TlsRptReport> found)
    {
        string? name = part.FileName;
        bool declared = part.Type.Name.StartsWith("application/tlsrpt", StringComparison.Ordinal) || ReportName.IsTelling(name);
        PeekedStream content = new(part.Body);
        ContentKind kind = Content.KindOf(content.Start);
        bool text = part.Type.Name.StartsWith("text/", StringComparison.Ordinal);
        if (kind is ContentKind.Other or ContentKind.Empty or ContentKind.Mbox || (text && kind is not (ContentKind.Json or ContentKind.Gzip or ContentKind.Zip)))
        {
            if (!declared)
            {
                return;
            }
        }

        Layer inner = layer.Inner(name is { Length: > 0 } ? VisibleText.Show(ReportName.BaseName(name), 200) : $"part {part.Place}") with
        {
            NameDomain = ReportName.DomainOf(name),
            IsGzipExpected = part.Type.Name.EndsWith("gzip", StringComparison.Ordinal) || name?.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) == true,
        };
        List<TlsRptReport> read = [];
        ReadContent(content, null, inner, read);

        // Text that begins like JSON and is none of a report is what people write to each other.
        if (declared || !text || read.Exists(report => report.OrganizationName is not null))
        {
            found.AddRange(read);
        }
    }

    private void ReadZip(Stream archive, Layer layer, List<TlsRptReport> found)
    {
        // Counted before the platform makes an object of each.
        if (ZipEntries.Exceed(archive, _limits.MostMembers))
        {
            throw new ReportFaultException(ProblemCode.TooLarge, "", $"The archive has more than {_limits.MostMembers} files, the most that are read.");
        }

        archive.Position = 0;
        int before = found.Count;
        try
        {
            using ZipArchive zip = new(archive, ZipArchiveMode.Read, leaveOpen: true);
            IReadOnlyList<ZipEntryFacts>? facts = ZipEntries.Facts(archive, zip.Entries.Count);
            for (int i = 0; i < zip.Entries.Count; i++)
            {
                ReadEntry(zip.Entries[i], facts?[i], layer, found);
                if (layer.Budget.IsSpent)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new ReportFaultException(ProblemCode.BadArchive, "", $"The archive is damaged: {VisibleText.Show(e.Message, 200)}");
        }

        if (found.Count == before)
        {
            throw new ReportFaultException(ProblemCode.NoReport, "", "The archive holds no report.");
        }
    }

    private static bool IsDamage(Exception e) => e is InvalidDataException or NotSupportedException or ArgumentException or IndexOutOfRangeException or OverflowException;

    private void ReadEntry(ZipArchiveEntry entry, ZipEntryFacts? facts, Layer layer, List<TlsRptReport> found)
    {
        if (entry.FullName.EndsWith('/'))
        {
            return;
        }

        string name = VisibleText.Show(ReportName.BaseName(entry.FullName), 200);
        Layer inner = layer.Inner(name) with { NameDomain = ReportName.DomainOf(name) };
        try
        {
            if (facts?.Obstacle is { } obstacle)
            {
                throw new ReportFaultException(ProblemCode.BadArchive, "", obstacle);
            }

            using Stream unpacked = entry.Open();
            CountedStream counted = new(unpacked, layer.Budget);
            PeekedStream content = new(facts is not null ? new ChecksumStream(counted, facts.Checksum) : counted);
            if (ReportName.IsTelling(name) || Content.KindOf(content.Start) is not (ContentKind.Other or ContentKind.Empty))
            {
                ReadContent(content, null, inner, found);
            }
        }
        catch (ReportFaultException e)
        {
            // It cannot be unpacked, or was so short that its end came with its beginning.
            found.Add(Bad(inner.Source, e.Problem));
        }
        catch (Exception e) when (IsDamage(e))
        {
            // The others of the archive may be whole. What the platform says of it is seldom what is wrong.
            found.Add(Bad(inner.Source, new TlsRptProblem(ProblemCode.BadArchive, "", "It is damaged: it does not unpack.")));
        }
    }

    /// <summary>An archive inside something else, in memory: its list of files stands at its end.</summary>
    private MemoryStream Whole(Stream content, UnpackBudget budget)
    {
        MemoryStream whole = new();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = content.Read(buffer, 0, buffer.Length)) > 0;)
        {
            budget.Spend(read);
            if (whole.Length + read > _limits.MostReportOctets)
            {
                throw new ReportFaultException(ProblemCode.TooLarge, "", $"The archive is larger than {_limits.MostReportOctets} octets, the most that is read.");
            }

            whole.Write(buffer, 0, read);
        }

        return whole;
    }

    private static ReportFaultException NoContent(ReadOnlySpan<byte> start, Layer layer)
    {
        if (start.Length == 0)
        {
            return new ReportFaultException(ProblemCode.NotJson, "", "It is empty.");
        }

        string beginning = VisibleText.Show(System.Text.Encoding.UTF8.GetString(start.Slice(0, Math.Min(start.Length, 24))), 24);
        return layer.IsGzipExpected
            ? new ReportFaultException(ProblemCode.BadArchive, "", $"It is said to be gzip and begins with \"{beginning}\".")
            : new ReportFaultException(ProblemCode.NotJson, "", $"It is neither JSON nor gzip, zip or mail: it begins with \"{beginning}\".");
    }

    /// <summary>How deep inside an input the reading is, and what was learned on the way.</summary>
    private sealed record Layer(string Source, UnpackBudget Budget)
    {
        public int Depth { get; private init; }

        public string? HeaderDomain { get; init; }

        public string? NameDomain { get; init; }

        public bool IsGzipExpected { get; init; }

        public ReportSurroundings Surroundings => new(Source) { HeaderDomain = HeaderDomain, NameDomain = NameDomain };

        public Layer Inner() => this with { Depth = Depth + 1 };

        public Layer Inner(string name) => this with { Depth = Depth + 1, Source = $"{Source} > {name}" };
    }
}
