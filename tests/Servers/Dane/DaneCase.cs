using System.Security.Cryptography.X509Certificates;
using SmtpTls.Dane;
using SmtpTls.Servers.Certificates;
using SmtpTls.Tls;

namespace SmtpTls.Servers.Dane;

/// <summary>What Postfix's client makes of a host.</summary>
internal enum PeerEffect
{
    /// <summary>It found the server to be the one that the records name.</summary>
    Authenticates,

    /// <summary>It has records, and the server is not the one.</summary>
    Refuses,

    /// <summary>It uses the host as if there were no usable records.</summary>
    DoesNotAuthenticate,

    /// <summary>It does not use the host, because DNS failed.</summary>
    Skips,
}

/// <summary>A mail host behind signed zones: what its Postfix shows, what DNS says, and what should come of it.</summary>
/// <param name="Name">The label of its domain below <c>mail.example</c>.</param>
/// <param name="State">As <c>DaneResult.State</c> names it.</param>
/// <param name="Peer">What posttls-finger does.</param>
internal sealed record DaneCase(string Name, string State, PeerEffect Peer)
{
    /// <summary>One certificate for each kind of key; none for a server without TLS.</summary>
    public IReadOnlyList<LeafPlan> Certificates { get; init; } = [];

    /// <summary>Lines of the server's configuration besides the usual ones.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The data of TLSA records, from the chains that the server sends.</summary>
    public Func<IReadOnlyList<DaneChain>, IEnumerable<string>> Records { get; init; } = static _ => [];

    /// <summary>Lines of the zone in place of the usual MX, address and TLSA.</summary>
    public Func<string, IEnumerable<string>>? Lines { get; init; }

    /// <summary>Where we know that we say something else, and the clause that says why.</summary>
    public string? Difference { get; init; }

    public string Domain => Name + ".mail.example";

    public string Host => "mx." + Domain;
}

/// <summary>A chain as a server sends it, the root besides.</summary>
internal sealed record DaneChain(IReadOnlyList<CertificateFacts> Sent, CertificateFacts Root)
{
    public static DaneChain Read(string pem, string rootPem) => new(Certificates(pem), Certificates(rootPem)[0]);

    public string Record(byte usage, byte selector, byte type, int place = 0) => TlsaRecord.Of(usage, selector, type, place < Sent.Count ? Sent[place] : Root).ToString();

    public string RootRecord(byte selector, byte type) => TlsaRecord.Of(2, selector, type, Root).ToString();

    private static List<CertificateFacts> Certificates(string pem)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPem(pem);
        return [.. all.Select(one => CertificateReader.Read(one.RawData))];
    }
}
