namespace SmtpTls.Smtp;

/// <summary>
/// A stream that can say, without waiting, whether octets have already arrived. A dialer's stream that has it lets the prober see text that
/// was sent too early; a stream without it is probed all the same.
/// </summary>
internal interface ILookAhead
{
    bool DataAvailable { get; }
}
