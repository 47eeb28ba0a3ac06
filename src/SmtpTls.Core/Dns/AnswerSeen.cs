using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Dns;

/// <summary>
/// What DNSSEC says of one answer, to be kept with the facts: the word, the reason, the steps from a trust anchor, and the messages, from which
/// the same can be proved again without the network. Steps and messages are written out only when somebody wants them.
/// </summary>
internal sealed record AnswerSeen
{
    private DnsProof? _proof;

    /// <summary>The name that was asked for, without the last dot.</summary>
    public required string Name { get; init; }

    /// <summary>For example <c>MX</c>.</summary>
    public required string Type { get; init; }

    /// <summary>How the question ended; null in facts of older versions.</summary>
    public DnsStatus? Status { get; init; }

    /// <summary>Null when DNSSEC is off.</summary>
    public DnsSecurity? Security { get; init; }

    /// <summary>A clause.</summary>
    public string? Reason { get; init; }

    /// <summary>What to do where it is Bogus or Indeterminate, a sentence.</summary>
    public string? Remedy { get; init; }

    /// <summary>Zones on the way whose signatures count for nothing, because they are made with SHA-1 (RFC 9905).</summary>
    public IReadOnlyList<string> WeakZones { get; init; } = [];

    /// <summary>From the trust anchor down; none unless validated here.</summary>
    public IReadOnlyList<string> Steps
    {
        get => field ?? [.. _proof?.Steps.Select(step => step.ToString()) ?? []];
        init;
    }

    /// <summary>Everything that was used, as octets; none unless validated here.</summary>
    public IReadOnlyList<byte[]> Messages
    {
        get => field ?? _proof?.ToOctets() ?? [];
        init;
    }

    /// <summary>The same judged anew from the kept messages, without the network; itself where none were kept.</summary>
    /// <param name="anchors">The keys that are believed.</param>
    /// <param name="time">The moment it is judged for: signatures run out.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task<AnswerSeen> ReproveAsync(TrustAnchors anchors, DateTimeOffset time, CancellationToken stop) =>
        Messages.Count > 0 && DnsName.TryParse(Name, out DnsName? name) && DnsTypes.TryParse(Type, out DnsType type)
            ? From(await new SavedProof(name, type, Messages).ReproveAsync(anchors, time, stop).ConfigureAwait(false))
            : this;

    public static AnswerSeen From(DnsAnswer answer) => new()
    {
        Name = answer.Name.ToShortString(),
        Type = answer.Type.Show(),
        Status = answer.Status,
        Security = answer.Security,
        Reason = answer.Proof?.Reason ?? answer.SecurityReason,
        Remedy = answer.Proof?.Remedy,
        WeakZones = answer.Proof is null ? [] : [.. answer.Proof.Steps
            .Where(step => step.Algorithm is { } algorithm && DnssecAlgorithms.IsWeak(algorithm)).Select(step => step.Zone.ToShortString()).Distinct()],
        _proof = answer.Proof,
    };
}
