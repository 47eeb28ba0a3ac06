namespace SmtpTls;

/// <summary>How much a finding matters. Higher is worse.</summary>
internal enum Severity
{
    Info,
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>What a check is: the parts of a finding that do not depend on what was seen.</summary>
/// <param name="Id">Stable, <c>AREA-WHAT-IS-WRONG</c>; never renamed, never reused.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Severity">How much it matters, unless the check says otherwise for one case.</param>
/// <param name="Reference">The clause that decides (<c>RFC 8461 §3.2</c>), or the vendor's document.</param>
/// <param name="Remedy">What to do, and where, as an imperative sentence.</param>
internal sealed record CheckInfo(string Id, string Title, Severity Severity, string Reference, string Remedy);

/// <summary>One thing that is wrong, or worth knowing, with the values that were seen and what to do about it.</summary>
/// <param name="Id">Stable, <c>AREA-WHAT-IS-WRONG</c>: printed, documented, suppressible.</param>
/// <param name="Severity"><c>Info, Low, Medium, High</c> or <c>Critical</c>.</param>
/// <param name="Subject">The domain, host or record it is about.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Detail">One sentence with the observed values.</param>
/// <param name="Remedy">What to do, and where: DNS, web host, mail server, firewall, certificate.</param>
/// <param name="Reference">RFC and section, or the vendor's document.</param>
public sealed record Finding(string Id, string Severity, string Subject, string Title, string Detail, string Remedy, string Reference)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Severity} {Id} {Subject}: {Detail}";
}
