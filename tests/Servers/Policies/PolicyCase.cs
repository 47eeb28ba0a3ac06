using SmtpTls.Servers.Certificates;

namespace SmtpTls.Servers.Policies;

/// <summary>One domain's record and policy host, good or broken in one way.</summary>
internal sealed record PolicyCase(string Label)
{
    public const string GoodRecord = "\"v=STSv1; id=20261124000000Z;\"";
    public const string GoodBody = "version: STSv1\r\nmode: enforce\r\nmx: mx.example.test\r\nmax_age: 604800\r\n";

    /// <summary>The mode that we read; null where there is no policy for a sender.</summary>
    public string? Mode { get; init; }

    /// <summary>TXT records at _mta-sts, in zone file form.</summary>
    public string[] Texts { get; init; } = [GoodRecord];

    /// <summary>Further lines of the zone.</summary>
    public string[] Zone { get; init; } = [];

    public string Body { get; init; } = GoodBody;

    /// <summary>What nginx says instead of serving the file as text/plain.</summary>
    public string? Directives { get; init; }

    public LeafPlan? Leaf { get; init; }

    /// <summary>Signed by an authority that nobody trusts.</summary>
    public bool Stranger { get; init; }

    /// <summary>Why the resolver sees it otherwise, with the clause that decides; null where it must agree.</summary>
    public string? Difference { get; init; }

    public string Domain => $"{Label}.test";

    public string Host => $"mta-sts.{Domain}";
}
