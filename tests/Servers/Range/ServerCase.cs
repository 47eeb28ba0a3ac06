using SmtpTls.Servers.Certificates;

namespace SmtpTls.Servers.Range;

/// <summary>Which program plays a mail host.</summary>
internal enum Software
{
    Postfix,
    Exim,
    OpenSmtpd,
}

/// <summary>One mail host: how it is set up, and what the program and its two peers must say of it.</summary>
/// <param name="Label">Its domain is <c>label.test</c>, its MX <c>mx.label.test</c>.</param>
/// <param name="Number">The last octet of its address.</param>
internal sealed record ServerCase(string Label, int Number)
{
    public Software Software { get; init; } = Software.Postfix;

    /// <summary>One certificate per entry; none leaves the server without a key.</summary>
    public IReadOnlyList<LeafPlan> Leaves { get; init; } = [];

    /// <summary>Signed by an authority that nobody was told to trust.</summary>
    public bool Stranger { get; init; }

    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What <c>smtptls starttls</c> must print.</summary>
    public string Outcome { get; init; } = "Encrypted";

    public string? TlsVersion { get; init; } = "TLSv1.3";

    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>posttls-finger's word where it must verify: Verified or Untrusted; null for no TLS.</summary>
    public string? Finger { get; init; } = "Verified";

    /// <summary>Part of openssl's verification error; <c>OK</c>, or null for no TLS.</summary>
    public string? OpenSsl { get; init; } = "OK";

    public string Domain => $"{Label}.test";

    public string Host => $"mx.{Label}.test";

    public string Address(string net) => $"{net}.{Number}";

    public override string ToString() => Label;
}
