namespace SmtpTls.Explain;

/// <summary>Who acts, in words.</summary>
internal static class ActorText
{
    /// <param name="actor">The name of an <see cref="Actor"/>.</param>
    public static string Of(string actor) => actor switch
    {
        "RecipientAdmin" => "the recipient's administrator",
        "SenderAdmin" => "the sender's administrator",
        "NetworkAdmin" => "the network's administrator",
        "DnsHost" => "whoever hosts the DNS zone",
        "CertificateOwner" => "the owner of the certificate",
        _ => "nobody",
    };
}
