namespace SmtpTls.Dns;

/// <summary>What octets from the network are to a query.</summary>
internal enum DnsReadingState
{
    /// <summary>A well formed answer to the query, whatever its response code.</summary>
    Accepted,

    /// <summary>An answer to the query that is malformed: as good as a server failure.</summary>
    Rejected,

    /// <summary>No answer to this query: dropped, and the wait goes on (RFC 5452 §9.1).</summary>
    Ignored,

    /// <summary>Cut off: ask again over TCP and use nothing of it (RFC 2181 §9).</summary>
    RetryTcp,
}

/// <summary>Octets from the network, judged against the query.</summary>
internal sealed record DnsReading(DnsReadingState State)
{
    /// <summary>When Accepted.</summary>
    public DnsMessage? Message { get; init; }

    /// <summary>One word when Rejected (<see cref="DnsMessage.TryParse"/>, or <c>two-questions</c>).</summary>
    public string? Error { get; init; }

    /// <summary>RFC 6891 §7: a server that does not know EDNS says FORMERR or NOTIMP without an OPT of its own.</summary>
    public bool RetryWithoutEdns => Message is { Rcode: DnsRcode.FormErr or DnsRcode.NotImp, Edns: null };
}

/// <summary>A query, and how its answer is told from anything else that arrives.</summary>
internal sealed record DnsQuery(DnsName Name, DnsType Type)
{
    public ushort Id { get; init; }

    public bool RecursionDesired { get; init; } = true;

    public bool CheckingDisabled { get; init; }

    /// <summary>RFC 6840 §5.7: asks a validating resolver to say whether it validated.</summary>
    public bool AuthenticData { get; init; }

    /// <summary>Null asks without EDNS.</summary>
    public DnsEdns? Edns { get; init; } = new();

    public byte[] ToOctets() => new DnsMessage
    {
        Id = Id,
        RecursionDesired = RecursionDesired,
        CheckingDisabled = CheckingDisabled,
        AuthenticData = AuthenticData,
        Questions = [new DnsQuestion(Name, Type)],
        Edns = Edns,
    }.ToOctets();

    /// <summary>False for what is surely no answer to this query. What cannot be told (it is cut short) counts as an answer, a bad one.</summary>
    public bool IsAnswer(byte[] octets)
    {
        DnsReader reader = new(octets, 0, octets.Length, "short");
        ushort id = reader.U16();
        int flags = reader.U16();
        int questions = reader.U16();
        reader.Skip(6);
        if (reader.Error is not null)
        {
            return true;
        }

        // RFC 5452 §9.1: id, QR and question must be those of the query. The opcode is part of what was asked.
        bool answersUs = id == Id && (flags & 0x8000) != 0 && (flags & 0x7800) == 0;
        if (!answersUs || questions == 0)
        {
            // A server that could not read the query, or will not, may send the bare header back.
            return answersUs && (flags & 15) != 0 && octets.Length == DnsMessage.HeaderOctets;
        }

        DnsName name = reader.Name();
        DnsType type = (DnsType)reader.U16();
        ushort dnsClass = reader.U16();

        // RFC 4343: the echo may have another case.
        return reader.Error is not null || (name.Equals(Name) && type == Type && dnsClass == DnsClass.Internet);
    }

    /// <summary>Judges what arrived. Never throws.</summary>
    public DnsReading Read(byte[] octets, bool tcp)
    {
        if (!IsAnswer(octets))
        {
            return new DnsReading(DnsReadingState.Ignored);
        }

        // RFC 2181 §9: a truncated message is asked for again, so it matters little where it was cut.
        if (!tcp && octets.Length >= DnsMessage.HeaderOctets && (octets[2] & 2) != 0)
        {
            return new DnsReading(DnsReadingState.RetryTcp);
        }

        if (!DnsMessage.TryParse(octets, out DnsMessage? message, out string? error))
        {
            return new DnsReading(DnsReadingState.Rejected) { Error = error };
        }

        // RFC 9619 §4: a query has one question, so an answer with more is malformed. Truncation over TCP leaves nothing to try.
        string? problem = message.Questions.Count > 1 ? "two-questions" : message.Truncated ? "truncated" : null;
        return problem is null
            ? new DnsReading(DnsReadingState.Accepted) { Message = message }
            : new DnsReading(DnsReadingState.Rejected) { Error = problem };
    }
}
