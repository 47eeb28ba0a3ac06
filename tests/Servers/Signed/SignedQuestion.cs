using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Servers.Signed;

/// <summary>What an answer takes to be proved.</summary>
internal enum QuestionKind
{
    /// <summary>Signatures of the zone.</summary>
    Present,

    /// <summary>The apex's MX, which is where zones that are wrong in one record are wrong.</summary>
    ApexMx,

    /// <summary>The word of the zone above.</summary>
    Delegation,

    /// <summary>A signature, and that nothing closer is there.</summary>
    Wildcard,

    /// <summary>A proof that there is none.</summary>
    Absent,

    /// <summary>That there is none where an alias leads to, and the alias.</summary>
    AliasAbsent,

    /// <summary>An alias into another zone.</summary>
    Alias,

    /// <summary>A name below DNAME.</summary>
    Moved,
}

/// <summary>A name and a type, and what a validator ought to say of the answer.</summary>
internal sealed record SignedQuestion(string Name, string Type, QuestionKind Kind, DnsSecurity Expected)
{
    public string Label => $"{Name} {Type}";

    public bool IsBelow(string zone) => Name == zone || Name.EndsWith("." + zone, StringComparison.Ordinal);
}
