using System.Collections.Generic;

namespace SmtpTls.MtaSts.Publish;

/// <summary>What is asked of a plan.</summary>
internal sealed record PolicyWish
{
    public required DomainName Domain { get; init; }

    public required StsPolicy Policy { get; init; }

    /// <summary>The domain's mail hosts where they were looked up.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public HostingKind? Hosting { get; init; }

    /// <summary>What whoever gathered the patterns has to say of them.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
