using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Dane.Publish;

/// <summary>What an address shows.</summary>
/// <param name="Address">For people.</param>
/// <param name="KeyType">The kind of its key.</param>
/// <param name="Leaf">Null where nothing could be seen.</param>
internal sealed record ServedCertificate(string Address, string KeyType, CertificateFacts? Leaf);

/// <summary>DNS and the server, as they are.</summary>
/// <param name="Answer">The TLSA answer that decides; null where TLSA is not asked.</param>
/// <param name="Served">Every address, and every kind of key that it has.</param>
internal sealed record RolloverView(TlsaSeen? Answer, IReadOnlyList<ServedCertificate> Served)
{
    public static RolloverView Of(DaneSeen seen) => new(seen.Deciding, [.. seen.Shown.Where(one => one.State != OutcomeState.Absent && (one.State == OutcomeState.Found || one.AskedFor is null))
        .Select(one => new ServedCertificate(one.Address.ToString(), one.Leaf?.Info.KeyType ?? one.AskedFor ?? "", one.Leaf))]);
}

/// <summary>Says which step of a change of certificates the world is in, and whether today's records may go. Pure.</summary>
internal static class RolloverCheck
{
    // Least done first: over several kinds of key the least decides. What lies before Publish went wrong.
    private enum Step
    {
        RemovedTooSoon,
        SwitchedTooSoon,
        NotOurs,
        Unknown,
        Publish,
        Wait,
        Switch,
        Switching,
        Remove,
        Done,
    }

    public static TlsaRolloverCheck Judge(TlsaWish wish, RolloverView view, DateTimeOffset now)
    {
        List<TlsaRecord> published = [.. (view.Answer?.Records ?? []).Select(TlsaRecord.FromOctets).OfType<TlsaRecord>()];
        HashSet<string> texts = [.. published.Select(record => record.ToString())];
        DateTimeOffset ready = wish.StartAt.AddSeconds(2 * Math.Max(wish.Ttl, view.Answer?.Ttl ?? 0));
        IReadOnlyList<CertificateChain> wanted = wish.Next.Count > 0 ? wish.Next : wish.Current;
        Step step = view.Answer is { IsDecisive: false } || view.Served.Count == 0 || view.Served.Any(one => one.Leaf is null) ? Step.Unknown
            : wanted.Select(next => Of(wish, next, view, texts)).DefaultIfEmpty(Step.Unknown).Min();
        step = step == Step.Switch && now < ready ? Step.Wait : step;
        bool secure = view.Answer is null || view.Answer.Security == Dns.Dnssec.DnsSecurity.Secure;
        return new TlsaRolloverCheck
        {
            Step = step.ToString(),
            Action = ActionOf(wish, step) + (secure ? "" : " The TLSA answer is not secure by DNSSEC, so senders pass over these records."),
            SafeToRemove = step is Step.Remove or Step.Done,
            NotBefore = step == Step.Wait ? ready.UtcDateTime : null,
            Security = view.Answer?.Security?.ToString(),
            Published = [.. texts],
            Served = [.. view.Served.Select(one => $"{one.Address} {one.KeyType}".TrimEnd() + $": {WhatIs(wish, one)}")],
        };
    }

    /// <summary>One kind of key.</summary>
    private static Step Of(TlsaWish wish, CertificateChain next, RolloverView view, HashSet<string> published)
    {
        List<CertificateChain> current = [.. wish.Current.Where(chain => chain.KeyType == next.KeyType && !Same(wish, chain.Leaf, next.Leaf))];
        bool nextThere = IsIn(wish, next, published), currentThere = current.Exists(chain => IsIn(wish, chain, published));
        List<ServedCertificate> served = [.. view.Served.Where(one => one.KeyType == next.KeyType)];
        bool onNext = served.Exists(one => Is(wish, one, next)), onCurrent = served.Exists(one => current.Exists(chain => Is(wish, one, chain)));
        if (served.Exists(one => !Is(wish, one, next) && !current.Exists(chain => Is(wish, one, chain))))
        {
            return Step.NotOurs;
        }

        if (onCurrent && !current.TrueForAll(chain => !served.Exists(one => Is(wish, one, chain)) || IsIn(wish, chain, published)))
        {
            return Step.RemovedTooSoon;
        }

        return (nextThere, onNext, onCurrent) switch
        {
            (false, true, _) => Step.SwitchedTooSoon,
            (false, _, _) => Step.Publish,
            (true, false, _) => Step.Switch,
            (true, true, true) => Step.Switching,
            _ => currentThere ? Step.Remove : Step.Done,
        };
    }

    private static bool IsIn(TlsaWish wish, CertificateChain chain, HashSet<string> published) => wish.RecordOf(chain) is { } record && published.Contains(record.ToString());

    private static bool Is(TlsaWish wish, ServedCertificate served, CertificateChain chain) => served.Leaf is { } leaf && Same(wish, leaf, chain.Leaf);

    /// <summary>What the records see of a certificate: all of it, or its key.</summary>
    private static bool Same(TlsaWish wish, CertificateFacts one, CertificateFacts other) =>
        wish.Selector == 0 ? one.Sha256 == other.Sha256 : one.Spki.AsSpan().SequenceEqual(other.Spki);

    private static string WhatIs(TlsaWish wish, ServedCertificate served) => served.Leaf is null ? "Unknown"
        : wish.Next.Any(chain => Is(wish, served, chain)) ? "Next"
        : wish.Current.Any(chain => Is(wish, served, chain)) ? "Current"
        : $"neither ({served.Leaf.Info.Subject}, 3 1 1 {served.Leaf.Info.SpkiSha256})";

    private static string ActionOf(TlsaWish wish, Step step) => step switch
    {
        Step.Publish => $"Publish the records of both certificates at {wish.Name}; do not change the server yet.",
        Step.Wait => "Both are published; wait until no cache can lack the next record, then switch.",
        Step.Switch => $"Let {wish.Host} use the next certificate, on every address.",
        Step.Switching => "Some addresses still use the old certificate: finish the switch, and remove nothing.",
        Step.Remove => "Every address uses the next certificate: the old records may be removed.",
        Step.Done => wish.Next.Count > 0 ? "The change is over: nothing is left to do." : "The records fit what the server shows: nothing is left to do.",
        Step.SwitchedTooSoon => $"The server uses a certificate whose record is not published, so senders that honour DANE deliver nothing: publish its record at {wish.Name} at once.",
        Step.RemovedTooSoon => $"The server still uses the old certificate and its record is gone, so senders that honour DANE deliver nothing: publish it at {wish.Name} again at once.",
        Step.NotOurs => "The server shows a certificate that is neither of the two: remove nothing, and find out what it is.",
        _ => "It could not be seen what DNS holds or what every address shows: remove nothing, and look again.",
    };
}
