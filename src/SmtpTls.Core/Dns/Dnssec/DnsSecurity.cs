namespace SmtpTls.Dns.Dnssec;

/// <summary>What can be said of an answer (RFC 4033 §5), the best first.</summary>
internal enum DnsSecurity
{
    /// <summary>Signatures lead from a trust anchor to it.</summary>
    Secure,

    /// <summary>A signed proof says that the zone is not signed, or its signing counts for nothing.</summary>
    Insecure,

    /// <summary>It could not be found out whether it ought to be signed.</summary>
    Indeterminate,

    /// <summary>It ought to be signed, and what came does not hold: nothing of it may be used.</summary>
    Bogus,
}

/// <summary>Who decides whether an answer is genuine.</summary>
internal enum DnssecMode
{
    /// <summary>Nobody.</summary>
    Off,

    /// <summary>The DNS server, by its AD bit (RFC 4035 §3.2.3), where the way to it is trusted.</summary>
    TrustAd,

    /// <summary>This program, from the trust anchors.</summary>
    Validate,
}
