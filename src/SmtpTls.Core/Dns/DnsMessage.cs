using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace SmtpTls.Dns;

/// <summary>What is asked (RFC 1035 §4.1.2).</summary>
internal sealed record DnsQuestion(DnsName Name, DnsType Type)
{
    public ushort Class { get; init; } = DnsClass.Internet;
}

/// <summary>
/// A DNS message: a header of twelve octets with flags and four counts, then the question and three lists of records (RFC 1035 §4). The
/// counts are only what the sender claims: nothing is reserved by them, records are read until the claim is met or the octets end. OPT is
/// taken out of the additional section into <see cref="Edns"/>, and put there again when the message is written.
/// </summary>
internal sealed record DnsMessage
{
    public const int HeaderOctets = 12;

    public ushort Id { get; init; }

    /// <summary>QR: an answer, not a query.</summary>
    public bool IsResponse { get; init; }

    public int Opcode { get; init; }

    public bool Authoritative { get; init; }

    public bool Truncated { get; init; }

    public bool RecursionDesired { get; init; }

    public bool RecursionAvailable { get; init; }

    /// <summary>RFC 4035 §3.2.3.</summary>
    public bool AuthenticData { get; init; }

    /// <summary>RFC 4035 §3.2.2.</summary>
    public bool CheckingDisabled { get; init; }

    public DnsRcode Rcode { get; init; }

    public IReadOnlyList<DnsQuestion> Questions { get; init; } = [];

    public IReadOnlyList<DnsRecord> Answers { get; init; } = [];

    public IReadOnlyList<DnsRecord> Authority { get; init; } = [];

    /// <summary>Without OPT.</summary>
    public IReadOnlyList<DnsRecord> Additional { get; init; } = [];

    public DnsEdns? Edns { get; init; }

    /// <summary>Reads a message. Never throws.</summary>
    /// <param name="octets">The message, without a TCP length.</param>
    /// <param name="message">The message when it is well formed.</param>
    /// <param name="error">One word for what is wrong when it is not: <c>short, bad-label, bad-rdata, truncated-rdata, compression-loop,
    /// forward-pointer, pointer-out-of-range, too-many-pointers, name-too-long, two-opt, bad-opt, opt-owner</c>.</param>
    public static bool TryParse(byte[] octets, [NotNullWhen(true)] out DnsMessage? message, [NotNullWhen(false)] out string? error)
    {
        DnsReader reader = new(octets, 0, octets.Length, "short");
        ushort id = reader.U16();
        int flags = reader.U16();
        int questionCount = reader.U16();
        int answerCount = reader.U16();
        int authorityCount = reader.U16();
        int additionalCount = reader.U16();
        List<DnsQuestion> questions = [];
        for (int i = 0; i < questionCount && reader.Error is null; i++)
        {
            questions.Add(new DnsQuestion(reader.Name(), (DnsType)reader.U16()) { Class = reader.U16() });
        }

        List<DnsRecord> answers = Section(ref reader, octets, answerCount);
        List<DnsRecord> authority = Section(ref reader, octets, authorityCount);
        List<DnsRecord> additional = Section(ref reader, octets, additionalCount);
        DnsEdns? edns = TakeOpt(ref reader, additional, out int upperRcode);

        // Octets behind the last record are nobody's: ignored, as no RFC gives them a meaning.
        error = reader.Error;
        message = error is not null ? null : new DnsMessage
        {
            Id = id,
            IsResponse = (flags & 0x8000) != 0,
            Opcode = (flags >> 11) & 15,
            Authoritative = (flags & 0x0400) != 0,
            Truncated = (flags & 0x0200) != 0,
            RecursionDesired = (flags & 0x0100) != 0,
            RecursionAvailable = (flags & 0x0080) != 0,
            AuthenticData = (flags & 0x0020) != 0,
            CheckingDisabled = (flags & 0x0010) != 0,
            Rcode = (DnsRcode)((upperRcode << 4) | (flags & 15)),
            Questions = questions,
            Answers = answers,
            Authority = authority,
            Additional = additional,
            Edns = edns,
        };
        return error is null;
    }

    /// <summary>The message as octets.</summary>
    /// <exception cref="InvalidOperationException">It is longer than 65535 octets.</exception>
    public byte[] ToOctets()
    {
        DnsWriter writer = new();
        WriteHeader(writer);
        foreach (DnsQuestion question in Questions)
        {
            writer.Form = NameForm.Compressed;
            writer.Name(question.Name);
            writer.U16((int)question.Type);
            writer.U16(question.Class);
        }

        Write(writer, Answers);
        Write(writer, Authority);
        Write(writer, Additional);
        Edns?.ToRecord((int)Rcode).Write(writer);
        return writer.Length <= ushort.MaxValue ? writer.ToOctets() : throw new InvalidOperationException("A DNS message has at most 65535 octets.");
    }

    /// <summary>The message as octets, or, when it is longer than the asker can take, a truncated one without records (RFC 2181 §9).</summary>
    public byte[] ToOctets(int most)
    {
        byte[] whole = ToOctets();
        return whole.Length <= most ? whole : (this with { Truncated = true, Answers = [], Authority = [], Additional = [] }).ToOctets();
    }

    private static List<DnsRecord> Section(ref DnsReader reader, byte[] octets, int count)
    {
        List<DnsRecord> records = [];
        for (int i = 0; i < count && reader.Error is null; i++)
        {
            records.Add(DnsRecord.Read(ref reader, octets));
        }

        return records;
    }

    private static DnsEdns? TakeOpt(ref DnsReader reader, List<DnsRecord> additional, out int upperRcode)
    {
        upperRcode = 0;
        DnsEdns? edns = null;
        for (int i = additional.Count - 1; i >= 0 && reader.Error is null; i--)
        {
            if (additional[i].Type != DnsType.Opt)
            {
                continue;
            }

            // RFC 6891 §6.1.1: more than one is a format error.
            if (edns is not null)
            {
                reader.Fail("two-opt");
            }

            edns = DnsEdns.Read(additional[i], ref reader, out upperRcode);
            additional.RemoveAt(i);
        }

        return edns;
    }

    private static void Write(DnsWriter writer, IReadOnlyList<DnsRecord> records)
    {
        foreach (DnsRecord record in records)
        {
            record.Write(writer);
        }
    }

    private void WriteHeader(DnsWriter writer)
    {
        writer.U16(Id);
        int flags = (IsResponse ? 0x8000 : 0) | ((Opcode & 15) << 11) | (Authoritative ? 0x0400 : 0) | (Truncated ? 0x0200 : 0)
            | (RecursionDesired ? 0x0100 : 0) | (RecursionAvailable ? 0x0080 : 0) | (AuthenticData ? 0x0020 : 0)
            | (CheckingDisabled ? 0x0010 : 0) | ((int)Rcode & 15);
        writer.U16(flags);
        writer.U16(Questions.Count);
        writer.U16(Answers.Count);
        writer.U16(Authority.Count);
        writer.U16(Additional.Count + (Edns is null ? 0 : 1));
    }
}
