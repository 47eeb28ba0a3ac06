namespace SmtpTls.Audit;

/// <summary>How DANE stands at one host, worst first. The names are those of the product contract.</summary>
internal enum DaneState
{
    Bogus,
    Failed,
    Indeterminate,
    Unusable,
    NotSecure,
    Partial,
    Absent,
    NotApplicable,
    Matched,
}

/// <summary>What a sender that honours DANE does with a host.</summary>
internal enum DaneEffect
{
    /// <summary>TLS, and the server must be who the records say.</summary>
    Authenticate,

    /// <summary>TLS, to whoever answers.</summary>
    Encrypt,

    /// <summary>As if there were no DANE.</summary>
    Opportunistic,

    /// <summary>Not through this host; another may do.</summary>
    SkipHost,

    /// <summary>The message waits: nobody can say where it should go.</summary>
    Defer,
}

internal static class DaneStates
{
    public static Verdict VerdictOf(DaneState state) => state switch
    {
        DaneState.Matched => Verdict.Pass,
        DaneState.Partial or DaneState.Unusable or DaneState.NotSecure => Verdict.Warn,
        DaneState.Failed or DaneState.Bogus => Verdict.Fail,
        DaneState.Indeterminate => Verdict.Inconclusive,
        _ => Verdict.NotPresent,
    };
}
