namespace SmtpTls.Dns.Dnssec;

/// <summary>What is wrong with records that ought to be signed; what says more stands later.</summary>
internal enum FlawKind
{
    NoSignature,
    OtherSigner,
    Unsupported,
    NoKey,
    BadLabels,
    NotYetValid,
    Expired,
    BadSignature,
    TooMuch,
    BadAlias,
    NoDenial,
    DsMismatch,
}

/// <summary>A flaw in words that end a sentence.</summary>
internal sealed record DnssecFlaw(FlawKind Kind, string Text)
{
    /// <summary>What to do, for whom the flaw stops.</summary>
    public string Remedy => Kind switch
    {
        FlawKind.NoSignature or FlawKind.OtherSigner or FlawKind.NoDenial =>
            "Sign the zone again with all its names; where it is signed well, ask another DNS server: this one may drop DNSSEC records.",
        FlawKind.NotYetValid => "Compare this machine's clock with the signer's.",
        FlawKind.Expired => "Sign the zone again and find out why it is no longer signed by itself; check this machine's clock too.",
        FlawKind.DsMismatch or FlawKind.NoKey or FlawKind.Unsupported =>
            "Compare the DS records at the registrar with the zone's keys, and publish those of the keys that sign.",
        FlawKind.TooMuch => "Remove keys and signatures that the zone does not need.",
        _ => "The data was changed after it was signed, or signed with another key: sign the zone again, and find out who stands between.",
    };
}
