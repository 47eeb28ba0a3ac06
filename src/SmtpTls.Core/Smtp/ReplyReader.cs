using System;
using System.Collections.Generic;

namespace SmtpTls.Smtp;

internal enum ReplyState
{
    NeedsMore,
    Complete,

    /// <summary>Not SMTP, or past a limit; nothing more is read.</summary>
    Broken,
}

/// <summary>
/// Makes replies of octets, in whatever pieces these come. A reply is one or more lines with the same three digits in front, a hyphen behind
/// them on every line but the last (RFC 5321 §4.2.1). The server decides none of our memory: a line is kept to 2 KiB and counted to 64 KiB, a
/// reply has limits on lines and octets.
/// </summary>
internal sealed class ReplyReader(Transcript transcript)
{
    public const int LongestLine = 64 * 1024;
    public const int MostLines = 1000;
    public const int MostOctets = 128 * 1024;
    public const int KeptOctets = 2048;

    // RFC 5321 §4.5.3.1.5: code and CRLF included.
    private const int StandardLine = 512;

    private readonly List<string> _lines = [];
    private byte[]? _held;
    private int _heldOctets;
    private int _lineOctets;
    private int _replyOctets;
    private int _code;
    private byte _last;

    /// <summary>The reply, when <see cref="Read"/> said Complete.</summary>
    public SmtpReply? Reply { get; private set; }

    /// <summary>One sentence without its full stop, when <see cref="Read"/> said Broken.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Whether any line so far ended in LF alone.</summary>
    public bool SawBareLineFeed { get; private set; }

    /// <summary>Whether any line so far was over the standard's 512 octets.</summary>
    public bool SawLongLine { get; private set; }

    /// <summary>What has come of an unfinished line; null when there is none.</summary>
    public string? Partial => _lineOctets == 0 ? null : Text(_held.AsSpan(0, _heldOctets), _lineOctets);

    /// <summary>Whether an unfinished line could still become a reply line.</summary>
    public bool PartialIsPlausible
    {
        get
        {
            for (int i = 0; i < _heldOctets && i < 3; i++)
            {
                if (_held![i] is < (byte)'0' or > (byte)'9')
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Takes octets until a reply is whole.</summary>
    /// <param name="octets">What came.</param>
    /// <param name="used">How many of them belonged to this reply.</param>
    public ReplyState Read(ReadOnlySpan<byte> octets, out int used)
    {
        used = 0;
        while (used < octets.Length)
        {
            ReadOnlySpan<byte> rest = octets.Slice(used);
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? rest : rest.Slice(0, end + 1);
            if (_lineOctets == 0 && OtherProtocol.IsBinary(part[0]))
            {
                transcript.AddServer(Text(part.Slice(0, Math.Min(part.Length, 16)), part.Length));
                return Break(OtherProtocol.Describe(part[0]));
            }

            used += part.Length;
            if (FindExcess(part.Length) is { } excess)
            {
                Hold(part);
                transcript.AddServer(Partial!);
                return Break(excess);
            }

            _replyOctets += part.Length;
            ReplyState state = end < 0 ? Hold(part) : EndLine(part);
            if (state != ReplyState.NeedsMore)
            {
                return state;
            }
        }

        return ReplyState.NeedsMore;
    }

    private string? FindExcess(int more)
    {
        if (_lineOctets + more > LongestLine)
        {
            return $"A reply line is longer than {LongestLine} octets";
        }

        if (_lines.Count >= MostLines)
        {
            return $"A reply has more than {MostLines} lines";
        }

        return _replyOctets + more > MostOctets ? $"A reply is longer than {MostOctets} octets" : null;
    }

    private ReplyState Hold(ReadOnlySpan<byte> part)
    {
        _held ??= new byte[KeptOctets];
        int kept = Math.Min(part.Length, KeptOctets - _heldOctets);
        part.Slice(0, kept).CopyTo(_held.AsSpan(_heldOctets));
        _heldOctets += kept;
        _lineOctets += part.Length;
        _last = part[part.Length - 1];
        return ReplyState.NeedsMore;
    }

    private ReplyState EndLine(ReadOnlySpan<byte> part)
    {
        int octets = _lineOctets + part.Length;
        byte beforeLast = part.Length > 1 ? part[part.Length - 2] : _lineOctets > 0 ? _last : (byte)0;
        int end = beforeLast == '\r' ? 2 : 1;
        ReadOnlySpan<byte> line = part;
        if (_lineOctets > 0)
        {
            Hold(part);
            line = _held.AsSpan(0, _heldOctets);
        }

        // RFC 5321 §2.3.8: only CRLF ends a line; a bare LF is taken for one and remarked on. A CR elsewhere is part of the text.
        SawBareLineFeed |= end == 1;
        SawLongLine |= octets > StandardLine;
        ReadOnlySpan<byte> content = line.Slice(0, Math.Min(line.Length, Math.Min(octets - end, KeptOctets)));
        _heldOctets = 0;
        _lineOctets = 0;
        return TakeLine(content, octets - end);
    }

    private ReplyState TakeLine(ReadOnlySpan<byte> content, int octets)
    {
        string text = Text(content, octets);
        transcript.AddServer(text);
        int code = ReadCode(content);
        if (code < 0)
        {
            return Break(OtherProtocol.Describe(text));
        }

        if (_lines.Count > 0 && code != _code)
        {
            // RFC 5321 §4.2.1: the code on each of the lines MUST be the same.
            return Break($"A reply of several lines changes its code from {_code} to {code}");
        }

        _code = code;
        _lines.Add(text.Length <= 4 ? "" : octets > content.Length ? text.Substring(4) : transcript.TextOf(content.Slice(4)));
        if (content.Length > 3 && content[3] == '-')
        {
            return ReplyState.NeedsMore;
        }

        Reply = new SmtpReply(code, [.. _lines]);
        _lines.Clear();
        _replyOctets = 0;
        return ReplyState.Complete;
    }

    /// <summary>The code, or -1 for a line that is none of a reply.</summary>
    private static int ReadCode(ReadOnlySpan<byte> line)
    {
        // RFC 5321 §4.2: the first digit is 2 to 5. The second is 0 to 5 there, but 571 and its like are met in the wild.
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5' || !IsDigit(line[1]) || !IsDigit(line[2]))
        {
            return -1;
        }

        // RFC 5321 §4.2.1: a hyphen, a space, or (for a client) the end of the line.
        bool separated = line.Length == 3 || line[3] is (byte)' ' or (byte)'-';
        return separated ? ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + line[2] - '0' : -1;
    }

    private static bool IsDigit(byte octet) => octet is >= (byte)'0' and <= (byte)'9';

    private string Text(ReadOnlySpan<byte> kept, int octets)
    {
        string text = transcript.TextOf(kept.Length > KeptOctets ? kept.Slice(0, KeptOctets) : kept);
        return octets > kept.Length ? $"{text}… ({octets} octets)" : text;
    }

    private ReplyState Break(string problem)
    {
        Problem = problem;
        return ReplyState.Broken;
    }
}
