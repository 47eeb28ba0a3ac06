using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using SmtpTls.Mail;

namespace SmtpTls.Headers;

/// <summary>Takes headers out of a file: a message, an mbox, or text with a header in it. Only headers are kept; bodies stream past.</summary>
internal static class MessageSource
{
    private const int Peeked = 4096;

    private static readonly MailLimits Limits = new() { MostHeaderOctets = HeaderText.Most };

    /// <summary>The headers in the order of the file; none when the file holds no mail. Only reading may fail.</summary>
    /// <param name="stream">Can be sought.</param>
    /// <param name="stop">Asked between messages.</param>
    public static IEnumerable<MessageHeader> Read(Stream stream, CancellationToken stop)
    {
        byte[] start = new byte[Peeked];
        int length = ReadStart(stream, start);
        stream.Position = 0;
        if (MboxReader.Begins(start.AsSpan(0, length)))
        {
            MboxReader box = new(stream, Limits);
            while (box.Next() is { } message)
            {
                stop.ThrowIfCancellationRequested();
                if (message.Next() is { } part)
                {
                    yield return HeaderText.Of(part.Headers);
                }
            }

            yield break;
        }

        if (MailShape.IsMessage(start.AsSpan(0, length)))
        {
            if (new MimeReader(stream, Limits).Next() is { } part)
            {
                yield return HeaderText.Of(part.Headers);
            }

            yield break;
        }

        // Not mail as servers write it: text that somebody saved, perhaps with lines of his own above, or as UTF-16, as Windows PowerShell's > does.
        if (HasUtf16Mark(start) || Array.IndexOf(start, (byte)0, 0, length) < 0)
        {
            using StreamReader reader = new(stream, Encoding.UTF8, true, Peeked, leaveOpen: true);
            char[] text = new char[Math.Min(stream.Length, HeaderText.Most)];
            if (HeaderText.Parse(new string(text, 0, reader.ReadBlock(text, 0, text.Length))) is { IsEmpty: false } header)
            {
                yield return header;
            }
        }
    }

    /// <summary>Why there was no header in a file.</summary>
    /// <param name="stream">Can be sought.</param>
    public static string WhyNone(Stream stream)
    {
        byte[] start = new byte[8];
        stream.Position = 0;
        bool compound = ReadStart(stream, start) == start.Length && start.AsSpan().SequenceEqual((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        return compound ? "it is a file of Outlook (.msg); save the message as .eml, or copy its Internet headers (File, Properties) into a text." : "it holds no message header.";
    }

    private static bool HasUtf16Mark(byte[] start) => (start[0], start[1]) is (0xFF, 0xFE) or (0xFE, 0xFF);

    private static int ReadStart(Stream stream, byte[] start)
    {
        int length = 0, count;
        while (length < start.Length && (count = stream.Read(start, length, start.Length - length)) > 0)
        {
            length += count;
        }

        return length;
    }
}
