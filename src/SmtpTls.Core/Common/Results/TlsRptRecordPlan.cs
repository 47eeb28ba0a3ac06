using System.Collections.Generic;

namespace SmtpTls;

/// <summary>A TLS-RPT record (RFC 8460 §3) to publish.</summary>
public sealed record TlsRptRecordPlan
{
    /// <summary>The mail domain, as A-labels.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Where the record stands: <c>_smtp._tls</c> and the domain.</summary>
    public string Name { get; init; } = "";

    /// <summary>The record's text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The line for a zone file, strings split as DNS wants them.</summary>
    public string ZoneLine { get; init; } = "";

    /// <summary>Where reports go, as URIs.</summary>
    public IReadOnlyList<string> Rua { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <summary>What to know beside it.</summary>
    public IReadOnlyList<string> Notes { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;
}
