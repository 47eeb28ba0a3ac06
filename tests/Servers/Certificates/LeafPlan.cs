using System.Security.Cryptography;

namespace SmtpTls.Servers.Certificates;

/// <summary>How much of its chain a server sends.</summary>
internal enum Sent
{
    Leaf,
    Intermediate,
    Root,
}

/// <summary>What is to be right or wrong with one server certificate.</summary>
internal sealed record LeafPlan(params string[] Names)
{
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    public bool Ecdsa { get; init; }

    public int KeyBits { get; init; } = 2048;

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.UtcNow.AddDays(-10);

    public DateTimeOffset NotAfter { get; init; } = DateTimeOffset.UtcNow.AddDays(80);

    public bool SelfSigned { get; init; }

    public bool CommonNameOnly { get; init; }

    public string Usage { get; init; } = ServerAuth;

    public Sent Send { get; init; } = Sent.Intermediate;
}
