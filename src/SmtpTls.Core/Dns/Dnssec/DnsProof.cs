using System;
using System.Collections.Generic;

namespace SmtpTls.Dns.Dnssec;

/// <summary>What a step of a proof is about.</summary>
internal enum ProofSubject
{
    /// <summary>The parent says which keys a zone has, or that it has none.</summary>
    DS,

    /// <summary>The zone's keys.</summary>
    Dnskey,

    /// <summary>Records.</summary>
    Answer,

    /// <summary>That there are no records, or no name.</summary>
    Denial,
}

/// <summary>One signature checked, or one reason not to. <see cref="Why"/> is a clause without a capital or a full stop.</summary>
internal sealed record ProofStep(DnsName Zone, ProofSubject What, DnsSecurity Outcome, string Why)
{
    /// <summary>The records' owner.</summary>
    public required DnsName Name { get; init; }

    public required DnsType Type { get; init; }

    /// <summary>Null where no signature was looked at.</summary>
    public byte? Algorithm { get; init; }

    public ushort? KeyTag { get; init; }

    public override string ToString() =>
        $"{Zone.ToShortString()}: {Name.ToShortString()} {Type.Show()} is {Outcome}, {Why}"
        + (Algorithm is { } number ? $" (key {KeyTag}, {DnssecAlgorithms.Name(number)})" : "");
}

/// <summary>The way from a trust anchor to an answer: what was checked, with what end, and the messages that it stood in.</summary>
internal sealed record DnsProof(DnsSecurity Security, string Reason)
{
    /// <summary>When Bogus or Indeterminate: what to do about it, a sentence.</summary>
    public string? Remedy { get; init; }

    /// <summary>The zone where it was decided.</summary>
    public DnsName? Zone { get; init; }

    public IReadOnlyList<ProofStep> Steps { get; init; } = [];

    /// <summary>Everything that was used, the question in each: enough to prove it again.</summary>
    public IReadOnlyList<DnsMessage> Messages { get; init; } = [];

    /// <summary>How long the proof holds: keys and signatures run out.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Seconds that the signers allow the records to be kept (RFC 4035 §5.3.3).</summary>
    public uint MostTtl { get; init; } = int.MaxValue;

    /// <summary>The messages as octets, to be saved. One that grew over the length of a message when its names were written out is left out.</summary>
    public IReadOnlyList<byte[]> ToOctets()
    {
        List<byte[]> saved = [];
        foreach (DnsMessage message in Messages)
        {
            try
            {
                saved.Add(message.ToOctets());
            }
            catch (InvalidOperationException)
            {
                // Only a hostile message is that long, and no proof needs it.
            }
        }

        return saved;
    }
}
