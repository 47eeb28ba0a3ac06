using System;
using System.Collections.Generic;
using System.Net;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Audit;

/// <summary>What a run asks about its subjects.</summary>
[Flags]
internal enum Mechanisms
{
    /// <summary>MX records, and a probe of every address of every host.</summary>
    StartTls = 1,

    /// <summary>The record at <c>_mta-sts</c> and the policy file.</summary>
    MtaSts = 2,

    /// <summary>The record at <c>_smtp._tls</c>.</summary>
    TlsRpt = 4,

    /// <summary>TLSA records of every mail host, and with <see cref="StartTls"/> the certificates that they are held against.</summary>
    Dane = 8,

    /// <summary>With <see cref="Dane"/>: the RSA and the ECDSA certificate of every address, whether or not there are TLSA records.</summary>
    BothKeys = 16,

    All = StartTls | MtaSts | TlsRpt | Dane,
}

/// <summary>What the user may set for a run of probes. The defaults are those of the product contract.</summary>
internal sealed record AuditOptions
{
    public Mechanisms Asked { get; init; } = Mechanisms.All;

    public int Port { get; init; } = 25;

    /// <summary>The port of policy hosts; another than 443 is for practice.</summary>
    public int MtaStsPort { get; init; } = 443;

    /// <summary>Asked for policy files instead of their hosts; null for none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>A folder where policies are kept from run to run, as senders keep them (RFC 8461 §5.1); null for none.</summary>
    public string? StatePath { get; init; }

    public IPPreference IPVersion { get; init; } = IPPreference.Any;

    /// <summary>Who decides whether DNS answers are genuine.</summary>
    public DnssecMode Dnssec { get; init; } = DnssecMode.Validate;

    /// <summary>The keys that are believed without a proof.</summary>
    public TrustAnchors TrustAnchors { get; init; } = TrustAnchors.Root;

    /// <summary>The user named the DNS servers, and so vouches for the way to them.</summary>
    public bool DnsServersAreNamed { get; init; }

    /// <summary>The argument of EHLO.</summary>
    public required string HeloName { get; init; }

    /// <summary>A whole probe.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections at a time, over all servers.</summary>
    public int ThrottleLimit { get; init; } = 32;

    /// <summary>Connections at a time to one address.</summary>
    public int MaxPerAddress { get; init; } = 2;

    /// <summary>Connections at a time to the hosts under one provider's name.</summary>
    public int MaxPerProvider { get; init; } = 4;

    /// <summary>How long a server is left alone that answers 421, before each further attempt; none for no further attempt.</summary>
    public IReadOnlyList<TimeSpan> BackOff { get; init; } = [];

    /// <summary>That of a sweep: two further attempts.</summary>
    public static IReadOnlyList<TimeSpan> SweepBackOff { get; } = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)];

    public bool SkipRevocationCheck { get; init; }

    /// <summary>Policy hosts and revocation URLs are also asked at loopback and private addresses.</summary>
    public bool AllowPrivateNetwork { get; init; }
}

/// <summary>One subject of a run: a mail domain whose MX are looked up, or a host that is probed as it is.</summary>
/// <param name="Name">The domain, or the host; null when the host is an address.</param>
/// <param name="Address">A host given as an address literal; null otherwise.</param>
/// <param name="IsHost">True for a host named directly.</param>
internal sealed record AuditTarget(DomainName? Name, IPAddress? Address, bool IsHost)
{
    public static AuditTarget Domain(DomainName name) => new(name, null, false);

    /// <summary>A host name or an address (with or without the brackets of an address literal, RFC 5321 §4.1.3).</summary>
    public static bool TryParseHost(string? text, out AuditTarget? target, out string? problem)
    {
        target = null;
        problem = null;
        string trimmed = (text ?? "").Trim();
        bool literal = trimmed.StartsWith('[') && trimmed.EndsWith(']');
        string bare = literal ? trimmed.Substring(1, trimmed.Length - 2) : trimmed;
        bare = literal && bare.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? bare.Substring(5) : bare;
        if (DnsServerName.TryParseAddress(bare, out IPAddress? address))
        {
            target = new AuditTarget(null, address, true);
            return true;
        }

        if (!DomainName.TryParse(trimmed, out DomainName? name, out problem))
        {
            return false;
        }

        target = new AuditTarget(name, null, true);
        return true;
    }

    public override string ToString() => Name?.ToString() ?? Address!.ToString();
}
