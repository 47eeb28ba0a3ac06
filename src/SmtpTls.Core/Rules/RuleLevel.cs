namespace SmtpTls.Rules;

/// <summary>How much a rule demands, weakest first, so that the greater is the stricter. The names are those of the product contract.</summary>
internal enum RuleLevel
{
    /// <summary>TLS, whoever is at the other end.</summary>
    Encrypt,

    /// <summary>And a certificate whose chain ends in a trusted root, whatever its name.</summary>
    Certificate,

    /// <summary>And a name that the rule expects.</summary>
    Domain,

    /// <summary>Authenticated by TLSA records under DNSSEC (RFC 7672), or no delivery.</summary>
    Dane,
}

internal enum RuleDirection
{
    Outbound,
    Inbound,
}
