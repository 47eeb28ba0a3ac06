using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using SmtpTls.Mail;

namespace SmtpTls.Headers;

/// <summary>A message's stamps to its path: hops in the order of travel, delays, classes, and what they come to.</summary>
/// <param name="boundary">Whose stamps are believed.</param>
/// <param name="judge">Adds to each path what others make of its header and hops, such as rules; null for nothing.</param>
internal sealed class PathReader(TrustBoundary boundary, Func<MessageHeader, IReadOnlyList<HopSeen>, MessagePath, MessagePath>? judge = null)
{
    private const int MostRaw = 4096, MostName = 300;

    /// <summary>Clocks of mail servers differ; beyond this a stamp is told to be out of order.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>The path of one message. Never throws, whatever the header holds.</summary>
    public MessagePath Read(MessageHeader header, string? source)
    {
        List<ReceivedStamp> stamps = [.. header.Received.Select(ReceivedReader.Read)];
        IReadOnlyList<bool?> inside = boundary.Inside(stamps);
        List<HopSeen> seen = [.. stamps.Select((stamp, i) => new HopSeen(stamps.Count - i, stamp, HopClasses.Of(stamp, boundary), inside[i], header.Received[i]))];
        seen.Reverse();
        PathVerdict verdict = PathVerdict.Of(seen);
        MessagePath path = new()
        {
            Subject = Shown(header.Subject),
            MessageId = Shown(header.MessageId),
            Source = source,
            Hops = [.. seen.Select((hop, i) => HopOf(hop, i > 0 ? seen[i - 1].Stamp : null))],
            EncryptedThroughout = verdict.Throughout.ToString(),
            WeakestHop = verdict.Weakest,
            Verdict = verdict.Verdict.ToString(),
            Problems = [.. Problems(header, seen)],
        };
        return judge is null ? path : judge(header, seen, path);
    }

    private static MessageHop HopOf(HopSeen hop, ReceivedStamp? before)
    {
        ReceivedStamp stamp = hop.Stamp;
        return new MessageHop
        {
            Index = hop.Index,
            From = Name(stamp.From),
            FromIp = stamp.FromIp,
            By = Name(stamp.By),
            Protocol = Name(stamp.Keyword),
            Encrypted = stamp.Encrypted.ToString(),
            Authenticated = stamp.Authenticated.ToString(),
            TlsVersion = stamp.TlsVersion,
            CipherSuite = stamp.CipherSuite,
            CipherOriginal = Name(stamp.CipherOriginal),
            Bits = stamp.Bits,
            Strength = stamp.Encrypted == Answer.No ? null : hop.Strength.ToString(),
            KeyExchange = Name(stamp.KeyExchange),
            Signature = Name(stamp.Signature),
            Class = hop.Class.ToString(),
            Trusted = hop.Trusted,
            ReceivedAt = stamp.ReceivedAt?.UtcDateTime,
            DelaySec = stamp.ReceivedAt is { } now && before?.ReceivedAt is { } then ? (now - then).TotalSeconds : null,
            Raw = OneLine(hop.Raw),
        };
    }

    private static IEnumerable<HeaderProblem> Problems(MessageHeader header, List<HopSeen> seen)
    {
        if (header.Truncated)
        {
            yield return new HeaderProblem("header-too-long", null, "The header is longer than is read; what lies beyond was passed over.");
        }

        if (header.PassedOver > 0)
        {
            yield return new HeaderProblem("too-many-hops", null, $"{header.PassedOver.ToString(CultureInfo.InvariantCulture)} older Received fields were passed over; so many are a mail loop or a forgery.");
        }

        for (int i = 0; i < seen.Count; i++)
        {
            string place = "hop " + seen[i].Index.ToString(CultureInfo.InvariantCulture);
            if (seen[i].Stamp is { By: null, From: null, Keyword: null, Local: false })
            {
                yield return new HeaderProblem("stamp-not-understood", place, "The field holds none of the clauses of RFC 5321 §4.4.");
            }

            if (seen[i].Raw.Length > ReceivedReader.MostField)
            {
                yield return new HeaderProblem("stamp-too-long", place, "Only the beginning of the field was read.");
            }

            if (i > 0 && seen[i].Stamp.ReceivedAt is { } now && seen[i - 1].Stamp.ReceivedAt is { } then && then - now > ClockTolerance)
            {
                yield return new HeaderProblem("times-out-of-order", place, "It is stamped before the hop below it: the clocks differ, or fields were moved or forged.");
            }
        }
    }

    private static string? Shown(string? text) => text is null ? null : VisibleText.Show(EncodedWord.Decode(OneLine(text, 998)), 998) is { Length: > 0 } shown ? shown : null;

    private static string? Name(string? text) => text is null ? null : VisibleText.Show(text, MostName);

    /// <summary>Folds and other white space to single spaces, bounded.</summary>
    private static string OneLine(string text, int most = MostRaw)
    {
        System.Text.StringBuilder line = new(Math.Min(text.Length, most));
        bool space = false;
        for (int i = 0; i < text.Length && line.Length < most; i++)
        {
            if (text[i] is ' ' or '\t' or '\r' or '\n')
            {
                space = line.Length > 0;
                continue;
            }

            if (space)
            {
                line.Append(' ');
                space = false;
            }

            line.Append(text[i]);
        }

        return most == MostRaw ? VisibleText.Show(line.ToString(), MostRaw) : line.ToString();
    }
}

/// <summary>One stamp in its place on the path.</summary>
/// <param name="Index">From 1, oldest first.</param>
/// <param name="Stamp">What it says.</param>
/// <param name="Class">Between whom.</param>
/// <param name="Trusted">Whether it stands inside the trust boundary.</param>
/// <param name="Raw">The field as sent.</param>
internal sealed record HopSeen(int Index, ReceivedStamp Stamp, HopClass Class, bool? Trusted, string Raw)
{
    public Strength Strength { get; } = CipherStrength.Of(Stamp.TlsVersion, Stamp.CipherSuite, Stamp.Bits);

    /// <summary>What can be said: a stranger's "yes" beyond the trust boundary proves nothing, his "no" is bad enough.</summary>
    public Answer Encrypted => Stamp.Encrypted == Answer.Yes && Trusted == false ? Answer.Unknown : Stamp.Encrypted;

    /// <summary>Lower is worse: in clear, then broken and weak, then what nobody can tell, then better and better.</summary>
    public int Protection => Encrypted == Answer.No ? 0 : Strength == Strength.Broken ? 1 : Strength == Strength.Weak ? 2 : Encrypted == Answer.Unknown ? 3 : 4 + (int)Strength;
}

/// <summary>What the hops come to.</summary>
internal sealed record PathVerdict(Answer Throughout, int? Weakest, Verdict Verdict)
{
    public static PathVerdict Of(IReadOnlyList<HopSeen> hops)
    {
        // Inside one machine nothing travels.
        List<HopSeen> travelled = [.. hops.Where(hop => hop.Class != HopClass.Local)];
        if (travelled.Count == 0)
        {
            return new PathVerdict(Answer.Unknown, null, hops.Count == 0 ? Verdict.NotPresent : Verdict.Inconclusive);
        }

        Answer throughout = travelled.Exists(hop => hop.Encrypted == Answer.No) ? Answer.No
            : travelled.Exists(hop => hop.Encrypted == Answer.Unknown) ? Answer.Unknown : Answer.Yes;

        // Of equally bad hops the one outside counts more than one inside a site, and an older one more than a newer.
        HopSeen weakest = travelled.OrderBy(hop => hop.Protection).ThenByDescending(hop => hop.Class).ThenBy(hop => hop.Index).First();
        return new PathVerdict(throughout, weakest.Index, Verdicts.Worst(travelled.Select(Judge), Verdict.NotPresent));
    }

    private static Verdict Judge(HopSeen hop)
    {
        bool bad = hop.Encrypted == Answer.No || hop.Strength == Strength.Broken;
        if (bad)
        {
            return hop.Class == HopClass.Internal ? Verdict.Warn : Verdict.Fail;
        }

        return hop.Encrypted == Answer.Unknown ? Verdict.Inconclusive : hop.Strength == Strength.Weak ? Verdict.Warn : Verdict.Pass;
    }
}
