using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What surrounds a report and has a say on it.</summary>
/// <param name="Source">Where it is read.</param>
internal sealed record ReportSurroundings(string Source)
{
    /// <summary>The domain that the mail's header names (<c>TLS-Report-Domain</c>, RFC 8460 §5.3); null where there is none.</summary>
    public string? HeaderDomain { get; init; }

    /// <summary>The domain that the file's name holds (RFC 8460 §5.1); null where there is none.</summary>
    public string? NameDomain { get; init; }
}

/// <summary>
/// Reads reports from JSON (RFC 8460 §4). Senders bend the format in every way; what still has a meaning is read, and listed among the
/// problems. What cannot be counted on is no report. Keeps buffers between reports; not for several threads.
/// </summary>
internal sealed class ReportParser
{
    private readonly ReportLimits _limits;
    private readonly ValueReader _values = new();
    private readonly PolicyParser _policies;

    public ReportParser(ReportLimits limits, Explanations explanations)
    {
        _limits = limits;
        _policies = new PolicyParser(_values, explanations);
    }

    /// <summary>Reads a report, or a list of them, to the end of the stream.</summary>
    /// <param name="stream">JSON.</param>
    /// <param name="around">What surrounds it.</param>
    /// <param name="found">Gets the reports.</param>
    /// <exception cref="ReportFaultException">There is no report that can be used.</exception>
    public void Parse(Stream stream, ReportSurroundings around, List<TlsRptReport> found)
    {
        List<TlsRptReport> read = [];
        JsonTokens tokens = new(stream, _limits.MostReportOctets);
        try
        {
            ReportDraft draft = new(_limits.MostItems);
            if (!tokens.Read())
            {
                throw new ReportFaultException(ProblemCode.NotJson, "", "It is empty.");
            }

            ReadValue(ref tokens, around, draft, read);
            Finish(ref tokens, read);
        }
        catch (JsonException e)
        {
            throw new ReportFaultException(ProblemCode.NotJson, "", $"It is no JSON near octet {tokens.Position}: {VisibleText.Show(Reason(e), 300)}");
        }
        finally
        {
            tokens.Dispose();
        }

        found.AddRange(read);
    }

    // The place that the platform gives leaves out what was passed over.
    private static string Reason(JsonException e) => e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal) is >= 0 and var end ? e.Message.Substring(0, end) : e.Message;

    private void ReadValue(ref JsonTokens tokens, ReportSurroundings around, ReportDraft draft, List<TlsRptReport> read)
    {
        if (tokens.Type == JsonTokenType.StartObject)
        {
            read.Add(Report(ref tokens, around, draft));
        }
        else if (tokens.Type == JsonTokenType.StartArray)
        {
            for (int i = 0; tokens.Read() && tokens.Type != JsonTokenType.EndArray; i++)
            {
                draft.CountItem();
                if (tokens.Type != JsonTokenType.StartObject)
                {
                    throw new ReportFaultException(ProblemCode.BadValue, $"[{i}]", "It is a list, and not of reports.");
                }

                read.Add(Report(ref tokens, around with { Source = $"{around.Source} > [{i}]" }, new ReportDraft(_limits.MostItems)));
            }

            if (read.Count == 0)
            {
                throw new ReportFaultException(ProblemCode.NoReport, "", "It is an empty list.");
            }
        }
        else
        {
            throw new ReportFaultException(ProblemCode.BadValue, "", "It is JSON, and no object.");
        }
    }

    /// <summary>Reads what is left, which tells whether a compressed file is whole. Text behind a whole report does not make it worse.</summary>
    private static void Finish(ref JsonTokens tokens, List<TlsRptReport> read)
    {
        try
        {
            while (tokens.Read())
            {
            }
        }
        catch (JsonException)
        {
            TlsRptProblem problem = new(ProblemCode.NotJson, "", "Something follows the report, which was passed over.");
            read[read.Count - 1] = read[read.Count - 1] with { Problems = [.. read[read.Count - 1].Problems, problem] };
        }

        if (tokens.WasUtf16)
        {
            read[0] = read[0] with { Problems = [.. read[0].Problems, new TlsRptProblem(ProblemCode.BadEncoding, "", "It is UTF-16; JSON is sent in UTF-8 (RFC 8259 §8.1).")] };
        }
    }

    private TlsRptReport Report(ref JsonTokens tokens, ReportSurroundings around, ReportDraft draft)
    {
        string? organization = null, contact = null, id = null;
        (DateTime? Start, DateTime? End) time = default;
        List<TlsRptPolicy>? policies = null;
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            switch (member)
            {
                case Member.OrganizationName:
                    organization = _values.Text(ref tokens, draft, member);
                    break;
                case Member.ContactInfo:
                    contact = _values.Text(ref tokens, draft, member);
                    break;
                case Member.ReportId:
                    id = _values.Text(ref tokens, draft, member);
                    break;
                case Member.DateRange when tokens.Type == JsonTokenType.StartObject:
                    time = DateRange(ref tokens, draft);
                    break;
                case Member.Policies:
                    policies = _policies.Policies(ref tokens, draft);
                    break;
                default:
                    draft.Add(ProblemCode.BadValue, member, "It does not belong here, or has another form than it should; it was passed over.");
                    tokens.Skip();
                    break;
            }
        }

        TlsRptReport report = new()
        {
            OrganizationName = organization,
            StartDate = time.Start,
            EndDate = time.End,
            ContactInfo = contact,
            ReportId = id,
            Source = around.Source,
            Policies = policies is { Count: > 0 } ? new ValueList<TlsRptPolicy>(policies) : ValueList<TlsRptPolicy>.Nothing,
        };
        ReportChecks.Check(report, seen, around, draft);
        return draft.Problems.Count == 0 ? report : report with { Problems = draft.Problems };
    }

    private (DateTime? Start, DateTime? End) DateRange(ref JsonTokens tokens, ReportDraft draft)
    {
        (DateTime? Start, DateTime? End) range = default;
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            if (member is not (Member.StartDateTime or Member.EndDateTime))
            {
                tokens.Skip();
                continue;
            }

            bool number = tokens.Type == JsonTokenType.Number;
            string? text = number ? System.Text.Encoding.UTF8.GetString(tokens.Value) : _values.Text(ref tokens, draft, member);
            string? odd = "it is missing";
            DateTime? time = text is null ? null : ReportTime.Parse(text, out odd);
            if (time is null || odd is not null)
            {
                draft.Add(text is null ? ProblemCode.MissingField : ProblemCode.BadValue, member, $"'{VisibleText.Show(text, 60)}' {(time is null ? "is no time" : "is odd")}: {odd ?? "there is no such day or hour"}.");
            }

            (range.Start, range.End) = member == Member.StartDateTime ? (time, range.End) : (range.Start, time);
        }

        return range;
    }
}
