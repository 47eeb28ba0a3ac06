using System;
using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Dane.Publish;

/// <summary>What an address shows.</summary>
/// <param name="Address">For people.</param>
/// <param name="KeyType">The kind of its key; empty where not even that is known.</param>
/// <param name="Leaf">Null where nothing could be seen.</param>
/// <param name="Holds">A record that senders try fits it.</param>
internal sealed record ServedCertificate(string Address, string KeyType, CertificateFacts? Leaf, bool Holds);

/// <summary>DNS and the server, as they are.</summary>
/// <param name="Answer">The TLSA answer that decides; null where TLSA is not asked.</param>
/// <param name="Served">Every address, and every kind of key that it has or may have.</param>
internal sealed record RolloverView(TlsaSeen? Answer, IReadOnlyList<ServedCertificate> Served)
{
    /// <summary>The records in DNS, genuine or not.</summary>
    public TlsaSet Set { get; } = TlsaSet.Of(Answer?.Records ?? []);

    public static RolloverView Of(DaneSeen seen)
    {
        TlsaSet set = TlsaSet.Of(seen.Deciding?.Records ?? []);
        return new(seen.Deciding, [.. seen.Shown.Where(one => one.State != OutcomeState.Absent).Select(one => new ServedCertificate(
            one.Address.ToString(), one.Leaf?.Info.KeyType ?? one.AskedFor ?? "", one.Leaf, set.Tried.Any(place => place < one.Fits.Count && one.Fits[place] == TlsaFit.Match)))]);
    }

    /// <summary>Senders that honour DANE do not deliver to whoever shows this (RFC 7672 §2.2): there are genuine records that can be used, and none of them fits.</summary>
    public bool IsLost(ServedCertificate one) => one.Leaf is not null && !one.Holds && Answer is { Counts: true } && Set.HasUsable;
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
        DateTimeOffset ready = wish.StartAt.AddSeconds(2 * Math.Max(wish.Ttl, Math.Max(view.Answer?.Ttl ?? 0, view.Answer?.ZoneTtl ?? 0)));
        IReadOnlyList<CertificateChain> wanted = wish.Next.Count > 0 ? wish.Next : wish.Current;

        // RFC 7671 §9: beside a stronger digest of its kind a record is as good as none.
        HashSet<string> tried = [.. view.Set.Tried.Select(place => view.Set.Records[place].ToString())];
        Step step = IsUnknown(view, wanted) ? Step.Unknown
            : view.Served.Any(one => view.IsLost(one) && IsForeign(wish, one)) ? Step.NotOurs
            : wanted.Select(next => Of(wish, next, view, tried)).DefaultIfEmpty(Step.Unknown).Min();
        step = step == Step.Switch && now < ready ? Step.Wait : step;
        HashSet<string> texts = [.. view.Set.Records.Select(record => record.ToString())];
        return new TlsaRolloverCheck
        {
            Step = step.ToString(),
            Action = RolloverText.ActionOf(wish, step.ToString()) + RolloverText.Remark(wish, view, wish.Current.Concat(wish.Next).Any(chain => IsIn(wish, chain, texts) && !IsIn(wish, chain, tried))),
            SafeToRemove = step is Step.Remove or Step.Done,
            NotBefore = step == Step.Wait ? ready.UtcDateTime : null,
            Security = view.Answer?.Security?.ToString(),
            Published = [.. texts],
            Served = [.. view.Served.Where(one => one.Leaf is not null || Concerns(wanted, one)).Select(one => $"{one.Address} {one.KeyType}".TrimEnd() + $": {WhatIs(wish, one)}")],
        };
    }

    // Nobody asks for TLSA below an address that is not secure, so what stands there is not known; and a certificate that could not be seen may be today's.
    private static bool IsUnknown(RolloverView view, IReadOnlyList<CertificateChain> wanted) =>
        view.Answer is not { IsDecisive: true } || view.Served.All(one => one.Leaf is null) || view.Served.Any(one => one.Leaf is null && Concerns(wanted, one));

    private static bool Concerns(IReadOnlyList<CertificateChain> wanted, ServedCertificate one) => one.KeyType.Length == 0 || wanted.Any(chain => chain.KeyType == one.KeyType);

    /// <summary>One kind of key.</summary>
    private static Step Of(TlsaWish wish, CertificateChain next, RolloverView view, HashSet<string> tried)
    {
        List<CertificateChain> current = [.. wish.Current.Where(chain => chain.KeyType == next.KeyType && !Same(wish, chain.Leaf, next.Leaf))];
        bool nextThere = IsIn(wish, next, tried), currentThere = current.Exists(chain => IsIn(wish, chain, tried));
        List<ServedCertificate> served = [.. view.Served.Where(one => one.Leaf is not null && one.KeyType == next.KeyType)];
        bool onNext = served.Exists(one => Is(wish, one, next)), onCurrent = served.Exists(one => current.Exists(chain => Is(wish, one, chain)));
        if (served.Exists(one => !Is(wish, one, next) && !current.Exists(chain => Is(wish, one, chain))))
        {
            return Step.NotOurs;
        }

        if (served.Exists(view.IsLost))
        {
            return served.Exists(one => view.IsLost(one) && !Is(wish, one, next)) ? Step.RemovedTooSoon : Step.SwitchedTooSoon;
        }

        // Where nothing is lost and a record is missing, DANE is not in use yet, or another record vouches for what is shown.
        bool missing = !nextThere || served.Exists(one => current.Exists(chain => Is(wish, one, chain) && !IsIn(wish, chain, tried)));
        return (missing, onNext, onCurrent) switch
        {
            (true, _, _) => Step.Publish,
            (_, false, _) => Step.Switch,
            (_, true, true) => Step.Switching,
            _ => currentThere ? Step.Remove : Step.Done,
        };
    }

    private static bool IsForeign(TlsaWish wish, ServedCertificate served) => !wish.Current.Concat(wish.Next).Any(chain => Is(wish, served, chain));

    private static bool IsIn(TlsaWish wish, CertificateChain chain, HashSet<string> published) => wish.RecordOf(chain) is { } record && published.Contains(record.ToString());

    private static bool Is(TlsaWish wish, ServedCertificate served, CertificateChain chain) => served.Leaf is { } leaf && Same(wish, leaf, chain.Leaf);

    /// <summary>What the records see of a certificate: all of it, or its key.</summary>
    private static bool Same(TlsaWish wish, CertificateFacts one, CertificateFacts other) =>
        wish.Selector == 0 ? one.Sha256 == other.Sha256 : one.Spki.AsSpan().SequenceEqual(other.Spki);

    private static string WhatIs(TlsaWish wish, ServedCertificate served) => served.Leaf is null ? "Unknown"
        : wish.Next.Any(chain => Is(wish, served, chain)) ? "Next"
        : wish.Current.Any(chain => Is(wish, served, chain)) ? "Current"
        : $"neither ({served.Leaf.Info.Subject}, 3 1 1 {served.Leaf.Info.SpkiSha256})";
}
