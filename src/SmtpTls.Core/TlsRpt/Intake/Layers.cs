using System;
using System.Buffers;
using System.IO;
using SmtpTls.Mail;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>Octets that everything inside one file may still unpack to.</summary>
internal sealed class UnpackBudget(long most)
{
    private long _spent;

    /// <exception cref="ReportFaultException">There are none left.</exception>
    public void Spend(int octets)
    {
        _spent += octets;
        if (IsSpent)
        {
            throw new ReportFaultException(ProblemCode.TooLarge, "", $"What is inside unpacks to more than {most} octets, the most that is read.");
        }
    }

    public bool IsSpent => _spent > most;
}

/// <summary>A stream whose octets count.</summary>
internal sealed class CountedStream(Stream inner, UnpackBudget budget) : ReadStream
{
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        budget.Spend(read);
        return read;
    }
}

/// <summary>A stream whose beginning can be looked at before it is read.</summary>
internal sealed class PeekedStream : ReadStream
{
    private const int Looked = 512, Most = 4096;
    private readonly Stream _inner;
    private readonly int _count;
    private byte[] _start = ArrayPool<byte>.Shared.Rent(Most);
    private int _at;

    public PeekedStream(Stream inner)
    {
        _inner = inner;
        for (int read = 1; _count < Looked && read > 0; _count += read)
        {
            read = inner.Read(_start, _count, Most - _count);
        }
    }

    /// <summary>The first octets; all of them when there are fewer than 512. Only until it is read.</summary>
    public ReadOnlySpan<byte> Start => new(_start, 0, Math.Min(_count, _start.Length));

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == _count)
        {
            return _inner.Read(buffer, offset, count);
        }

        int part = Math.Min(_count - _at, count);
        Buffer.BlockCopy(_start, _at, buffer, offset, part);
        _at += part;
        if (_at == _count)
        {
            ArrayPool<byte>.Shared.Return(_start);
            _start = [];
        }

        return part;
    }
}

/// <summary>What octets are, told by their beginning and not by a name.</summary>
internal enum ContentKind
{
    Empty,
    Json,
    Gzip,
    Zip,
    Mbox,
    Mail,
    Other,
}

/// <summary>Tells what octets are.</summary>
internal static class Content
{
    public static ContentKind KindOf(ReadOnlySpan<byte> start)
    {
        if (start.Length == 0)
        {
            return ContentKind.Empty;
        }

        if (start.Length > 2 && start[0] == 0x1f && start[1] == 0x8b)
        {
            return ContentKind.Gzip;
        }

        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8))
        {
            return ContentKind.Zip;
        }

        return LooksLikeJson(start) ? ContentKind.Json
            : MboxReader.Begins(start) ? ContentKind.Mbox
            : MailShape.IsMessage(start) ? ContentKind.Mail
            : ContentKind.Other;
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> start)
    {
        bool utf16 = start.Length >= 2 && ((start[0] == 0xff && start[1] == 0xfe) || (start[0] == 0xfe && start[1] == 0xff) || (start[0] == 0 && start[1] is (byte)'{' or (byte)'['));
        int at = start.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]) ? 3 : 0;
        while (at < start.Length && start[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        // Nothing but blanks so far: JSON may still come.
        return utf16 || at == start.Length || start[at] is (byte)'{' or (byte)'[';
    }
}
