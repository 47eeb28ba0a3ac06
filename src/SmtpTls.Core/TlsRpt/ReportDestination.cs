namespace SmtpTls.TlsRpt;

internal enum DestinationKind
{
    Mailto,
    Https,

    /// <summary>A scheme that RFC 8460 does not define: nothing is sent there.</summary>
    Unsupported,
}

/// <summary>One place that reports go to.</summary>
/// <param name="Uri">As published.</param>
/// <param name="Kind">By its scheme.</param>
internal sealed record ReportDestination(string Uri, DestinationKind Kind)
{
    /// <summary>The mailbox of a mailto URI, percent-decoded; null for others.</summary>
    public string? Address { get; init; }

    public override string ToString() => Uri;
}
