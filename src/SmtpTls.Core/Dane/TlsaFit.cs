namespace SmtpTls.Dane;

/// <summary>How one record and one list of certificates go together, names aside; the worst first.</summary>
internal enum TlsaFit
{
    /// <summary>The record cannot be used.</summary>
    Unusable,

    /// <summary>Nothing that was sent is what the record names, or it is not on the way from the server's certificate.</summary>
    NoMatch,

    /// <summary>DANE-TA: the authority is there, and something on the way to it may not be used so (no authority, wrong use, constraints).</summary>
    NotAuthority,

    /// <summary>DANE-TA: the authority is there, and a certificate on the way is not valid yet.</summary>
    NotYetValid,

    /// <summary>DANE-TA: the authority is there, and a certificate on the way has expired.</summary>
    Expired,
    Match,
}
