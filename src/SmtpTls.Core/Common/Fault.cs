namespace SmtpTls;

/// <summary>What kind of thing stood in the way. The cmdlets map each to one PowerShell error category.</summary>
internal enum FaultKind
{
    /// <summary>A time limit ran out before an answer came.</summary>
    Timeout,

    /// <summary>The other side said no: a refused connection, DNS REFUSED.</summary>
    Refused,

    /// <summary>No route, no network, host or network unreachable.</summary>
    Unreachable,

    /// <summary>The connection was there and went away: closed or reset.</summary>
    Disconnected,

    /// <summary>DNS says that the name does not exist, or has no such record.</summary>
    NameNotFound,

    /// <summary>The server answered that it could not do its work: DNS SERVFAIL, SMTP 4yz.</summary>
    ServerFailure,

    /// <summary>The other side broke its protocol, or a limit on size or count was reached.</summary>
    Protocol,

    /// <summary>TLS could not be set up, or a certificate was not good where it had to be.</summary>
    Tls,

    /// <summary>What the caller gave is unusable.</summary>
    Input,
}

/// <summary>Why something is invalid or unknown: a kind for programs and one plain sentence with the observed value for people.</summary>
internal sealed record Fault(FaultKind Kind, string Message)
{
    public override string ToString() => Message;
}
