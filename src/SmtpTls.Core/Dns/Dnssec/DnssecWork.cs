namespace SmtpTls.Dns.Dnssec;

/// <summary>
/// How much work one message may cause. Whoever writes an answer chooses how many keys and signatures must be tried against each other
/// (KeyTrap, CVE-2023-50387) and how many hashes a denial takes (CVE-2023-50868): what goes beyond what honest zones need is not done.
/// </summary>
internal sealed class DnssecWork
{
    /// <summary>Of one record set.</summary>
    public const int MostSignaturesOfASet = 8;

    /// <summary>With the same tag and algorithm.</summary>
    public const int MostKeysOfATag = 4;

    public const int MostKeysOfAZone = 64;
    public const int MostDs = 32;
    public const int MostDenialSets = 16;

    /// <summary>RFC 9276 §3.2: more make the answer insecure.</summary>
    public const int MostIterations = 100;

    /// <summary>A name has at most 127 labels, real ones under 40.</summary>
    public const int MostLabels = 48;

    /// <summary>Signatures tried.</summary>
    public const int MostChecks = 32;

    /// <summary>Names hashed for NSEC3.</summary>
    public const int MostHashes = 64;

    private int _checks = MostChecks;
    private int _hashes = MostHashes;

    /// <summary>True when one more may be tried.</summary>
    public bool TakeCheck() => _checks-- > 0;

    public bool TakeHash() => _hashes-- > 0;
}
