namespace SmtpTls.Lab.Dns.Signing;

/// <summary>How a zone proves that something is not there.</summary>
internal enum DenialKind
{
    /// <summary>RFC 4034 §4: a chain through the names.</summary>
    Nsec,

    /// <summary>RFC 5155: a chain through the names' hashes.</summary>
    Nsec3,
}

/// <summary>What is wrong with a signed zone: one thing each.</summary>
internal enum ZoneFault
{
    None,

    /// <summary>Every signature ran out ten days ago.</summary>
    Expired,

    /// <summary>Every signature is good from ten days on.</summary>
    NotYetValid,

    /// <summary>The parent's DS fits none of the zone's keys, as after a botched key change.</summary>
    WrongDs,

    /// <summary>MX, TXT and addresses have no signatures.</summary>
    MissingSignature,

    /// <summary>The signatures of MX, TXT and addresses do not fit, as when the data was changed on the way.</summary>
    BadSignature,

    /// <summary>"There is none" comes with a signed proof of something else.</summary>
    WrongDenial,

    /// <summary>"There is none" comes without a proof.</summary>
    MissingDenial,
}

/// <summary>How a zone is signed. What is not said is as most zones do it today: ECDSA P-256, one key, NSEC, SHA-256.</summary>
internal sealed record ZonePlan
{
    /// <summary>False makes an insecure delegation: the parent proves that there is no DS.</summary>
    public bool Signed { get; init; } = true;

    /// <summary>The number of the registry (RFC 8624 §3.1). One that nobody knows has made-up keys and signatures.</summary>
    public byte Algorithm { get; init; } = ZoneKey.EcdsaP256;

    /// <summary>RFC 4034 §5.1.3: 1 is SHA-1, 2 SHA-256, 4 SHA-384.</summary>
    public byte DigestType { get; init; } = 2;

    /// <summary>A key for the keys and another for the data (RFC 6781 §3.1); else one for both.</summary>
    public bool SplitKeys { get; init; }

    public DenialKind Denial { get; init; } = DenialKind.Nsec;

    /// <summary>More than 0 is discouraged by RFC 9276 §3.1, and above 100 validators may treat the zone as insecure.</summary>
    public ushort Iterations { get; init; }

    public byte[] Salt { get; init; } = [];

    /// <summary>RFC 5155 §6: delegations without DS are left out of the chain.</summary>
    public bool OptOut { get; init; }

    public ZoneFault Fault { get; init; } = ZoneFault.None;
}
