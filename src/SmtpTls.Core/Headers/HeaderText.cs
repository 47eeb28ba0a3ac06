using System;
using System.Collections.Generic;
using System.Text;
using SmtpTls.Mail;

namespace SmtpTls.Headers;

/// <summary>The fields of one message that this folder reads.</summary>
/// <param name="Received">Bodies of Received fields, newest first, as they stand in the header.</param>
/// <param name="Subject">As sent.</param>
/// <param name="MessageId">As sent.</param>
/// <param name="Recipients">Bodies of To, Cc and Delivered-To, for matching rules.</param>
internal sealed record MessageHeader(IReadOnlyList<string> Received, string? Subject, string? MessageId, IReadOnlyList<string> Recipients)
{
    /// <summary>How many Received fields there were beyond those that are kept.</summary>
    public int PassedOver { get; init; }

    /// <summary>True when the header was longer than is read.</summary>
    public bool Truncated { get; init; }

    public string? From { get; init; }

    /// <summary>The envelope's sender, as the last server wrote it (RFC 5321 §4.4).</summary>
    public string? ReturnPath { get; init; }

    public bool IsEmpty => Received.Count == 0 && Subject is null && MessageId is null && From is null && Recipients.Count == 0;
}

/// <summary>Collects a header's fields, bounded.</summary>
internal sealed class HeaderCollector
{
    /// <summary>RFC 5321 §6.3 lets a server call a hundred a loop.</summary>
    private const int MostHops = 1000, MostRecipients = 100;

    private readonly List<string> _received = [], _recipients = [];
    private string? _subject, _messageId, _from, _returnPath;
    private int _passedOver;

    public bool Truncated { get; set; }

    public void Add(string name, string body)
    {
        switch (name.Length)
        {
            case 8 when Is(name, "Received"):
                if (_received.Count < MostHops)
                {
                    _received.Add(body);
                }
                else
                {
                    _passedOver++;
                }

                break;
            case 7 when Is(name, "Subject"):
                _subject ??= body;
                break;
            case 10 when Is(name, "Message-ID"):
                _messageId ??= body;
                break;
            case 4 when Is(name, "From"):
                _from ??= body;
                break;
            case 11 when Is(name, "Return-Path"):
                _returnPath ??= body;
                break;
            case 2 or 12 when (Is(name, "To") || Is(name, "Cc") || Is(name, "Delivered-To")) && _recipients.Count < MostRecipients:
                _recipients.Add(body);
                break;
        }
    }

    public MessageHeader Finish() => new(_received, _subject, _messageId, _recipients) { PassedOver = _passedOver, Truncated = Truncated, From = _from, ReturnPath = _returnPath };

    private static bool Is(string name, string known) => string.Equals(name, known, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Reads headers that somebody pasted: lines before the first field are passed over, and a line that is no field belongs to the one before,
/// because mail programs lose the white space of folds when text is copied. Linear in the text.
/// </summary>
internal static class HeaderText
{
    /// <summary>Characters of one header that are read.</summary>
    public const int Most = 16 * 1024 * 1024;

    private const int LongestName = 100;

    /// <summary>The header that a text begins with, or holds below other lines; a text that is only the body of a Received field counts as one.</summary>
    public static MessageHeader Parse(string text)
    {
        HeaderCollector fields = new() { Truncated = text.Length > Most };
        int end = Math.Min(text.Length, Most), at = 0;
        string? name = null;
        StringBuilder body = new();
        while (at < end)
        {
            int stop = text.IndexOfAny(['\n', '\r'], at, end - at);
            int lineEnd = stop < 0 ? end : stop;
            int next = stop < 0 ? end : stop + (text[stop] == '\r' && stop + 1 < end && text[stop + 1] == '\n' ? 2 : 1);
            if (lineEnd == at)
            {
                if (name is not null)
                {
                    break;
                }
            }
            else if (NameLength(text, at, lineEnd) is var length and > 0)
            {
                Flush(fields, ref name, body);
                name = text.Substring(at, length).TrimEnd();
                body.Append(text, at + length + 1, lineEnd - at - length - 1);
            }
            else if (name is not null)
            {
                body.Append(' ').Append(text, at, lineEnd - at);
            }

            at = next;
        }

        Flush(fields, ref name, body);
        MessageHeader header = fields.Finish();
        return header.IsEmpty && LooksLikeStamp(text) ? header with { Received = [text.Substring(0, Math.Min(text.Length, ReceivedReader.MostField))] } : header;
    }

    public static MessageHeader Of(HeaderSection section)
    {
        HeaderCollector fields = new() { Truncated = section.Truncated };
        foreach (HeaderField field in section.Fields)
        {
            fields.Add(field.Name, field.Raw);
        }

        return fields.Finish();
    }

    private static void Flush(HeaderCollector fields, ref string? name, StringBuilder body)
    {
        if (name is not null)
        {
            fields.Add(name, body.ToString());
        }

        name = null;
        body.Clear();
    }

    /// <summary>Where the colon of a field stands in the line; 0 for none (RFC 5322 §2.2).</summary>
    private static int NameLength(string text, int start, int end)
    {
        int i = start;
        while (i < end && i - start < LongestName && text[i] is > ' ' and <= '~' and not ':')
        {
            i++;
        }

        int name = i;
        while (i < end && text[i] is ' ' or '\t')
        {
            i++;
        }

        // "Thu, 19 Mar 2026 16:47" and "by mx.example" are the rest of a field that lost its fold.
        return name > start && i < end && text[i] == ':' && char.IsLetter(text[start]) ? i - start : 0;
    }

    private static bool LooksLikeStamp(string text)
    {
        string start = text.Substring(0, Math.Min(text.Length, 2000)).TrimStart();
        return start.StartsWith("from ", StringComparison.OrdinalIgnoreCase) || start.StartsWith("by ", StringComparison.OrdinalIgnoreCase);
    }
}
