using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Servers.Signed;

/// <summary>Whose tool signs a zone.</summary>
internal enum Signer
{
    None,
    Bind,
    Knot,
    Ldns,
}

/// <summary>How a zone proves what is not there.</summary>
internal enum DenialKind
{
    Nsec,
    Nsec3,
    OptOut,
}

/// <summary>What of a zone a verdict is about; the rest is secure.</summary>
internal enum ZonePart
{
    Everything,
    ApexMx,

    /// <summary>What takes a proof that something is not there: wildcards too.</summary>
    Denials,
}

/// <summary>One zone: how it is signed, and what is done to it afterwards.</summary>
/// <param name="Name">With the dot at its end.</param>
/// <param name="Signer">Whose tool.</param>
/// <param name="Algorithm">By its number.</param>
internal sealed record SignedZone(string Name, Signer Signer, int Algorithm)
{
    public DenialKind Denial { get; init; }

    /// <summary>What a validator ought to say.</summary>
    public DnsSecurity Verdict { get; init; }

    public ZonePart Part { get; init; }

    public int Iterations { get; init; }

    /// <summary>A second algorithm that signs everything too.</summary>
    public int? Second { get; init; }

    /// <summary>Days from now; the tool is told the times.</summary>
    public (int From, int To) Days { get; init; } = (-1, 30);

    /// <summary>Further lines, names relative to the zone.</summary>
    public string[] Lines { get; init; } = [];

    /// <summary>Only the records of a delegation's other side, no hosts.</summary>
    public bool IsBare { get; init; }

    /// <summary>A line of the signed zone as it is served; null takes it away.</summary>
    public Func<ZoneLine, string?> Serve { get; init; } = line => line.Text;

    /// <summary>What the parent says of the keys, from what the keys say.</summary>
    public Func<IReadOnlyList<string>, IReadOnlyList<string>> Vouch { get; init; } = ds => ds;

    /// <summary>Digest algorithms of the DS.</summary>
    public string[] Digests { get; init; } = ["SHA-256"];

    public string Parent => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..] is { Length: > 0 } rest ? rest : ".";

    public string FileName => Name == "." ? "root" : Name.TrimEnd('.');

    public string At(string label) => $"{label}.{Name}";
}

/// <summary>A record of a signed zone as the tools write it: on a line of its own, with its whole owner.</summary>
internal sealed record ZoneLine(string Text)
{
    private readonly string[] _words = Text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    public string Owner => _words[0];

    // Knot leaves the class out.
    private int TypeAt => _words.Length > 3 && _words[2] == "IN" ? 3 : 2;

    public string Type => _words.Length > TypeAt ? _words[TypeAt] : "";

    /// <summary>The type that a signature covers; empty for other records.</summary>
    public string Covers => Type == "RRSIG" ? _words[TypeAt + 1] : "";

    public bool Is(string owner, string type) => Owner == owner && Type == type;

    public bool Signs(string owner, string type) => Owner == owner && Covers == type;

    /// <summary>The same with the last octets of its data exchanged.</summary>
    public string Damaged()
    {
        int at = Text.Length - 12;
        return Text[..at] + (Text[at] == 'A' ? 'B' : 'A') + Text[(at + 1)..];
    }
}
