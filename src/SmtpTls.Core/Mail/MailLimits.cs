namespace SmtpTls.Mail;

/// <summary>How much of a message is read. A message is hostile: what lies beyond a limit is passed over, and the reader says so.</summary>
internal sealed record MailLimits
{
    public static MailLimits Usual { get; } = new();

    /// <summary>Octets of one header section; fields beyond are passed over.</summary>
    public int MostHeaderOctets { get; init; } = 256 * 1024;

    /// <summary>Parts of one message, those of attached messages included.</summary>
    public int MostParts { get; init; } = 1000;

    /// <summary>Multiparts and messages inside each other; what lies deeper is given as it is.</summary>
    public int MostDepth { get; init; } = 20;
}
