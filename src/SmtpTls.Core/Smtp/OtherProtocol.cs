using System;

namespace SmtpTls.Smtp;

/// <summary>Says what a server that does not speak SMTP seems to speak, so that a wrong port is recognised.</summary>
internal static class OtherProtocol
{
    private static readonly (string Start, string Name)[] Starts =
    [
        ("SSH-", "SSH"),
        ("HTTP/", "HTTP"),
        ("<", "HTML"),
        ("+OK", "POP3"),
        ("-ERR", "POP3"),
        ("* OK", "IMAP"),
        ("* BYE", "IMAP"),
        ("* PREAUTH", "IMAP"),
        ("RFB ", "VNC"),
    ];

    /// <summary>True for an octet that begins no line of text: decided at once, since no line end may ever come.</summary>
    public static bool IsBinary(byte first) => first is not ((byte)'\r' or (byte)'\n' or (byte)'\t') and (< 0x20 or > 0x7e);

    /// <summary>A clause on what begins with this octet.</summary>
    public static string Describe(byte first) => first switch
    {
        // RFC 8446 §5.1: handshake and alert records.
        0x16 or 0x15 => "The server began with a TLS record instead of SMTP: this port speaks TLS from the first octet (implicit TLS)",

        // RFC 854: "interpret as command".
        0xff => "The server began with octet 0xff instead of an SMTP reply: it looks like Telnet",
        _ => $"The server sent octet 0x{first:x2} where an SMTP reply begins",
    };

    /// <summary>One sentence on a line that is no reply.</summary>
    public static string Describe(string line)
    {
        string shown = VisibleText.Show(line, 100);
        foreach ((string start, string name) in Starts)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return $"The server's line '{shown}' is not an SMTP reply: it looks like {name}";
            }
        }

        return line.Length == 0 ? "The server sent an empty line where an SMTP reply begins" : $"The server's line '{shown}' is not an SMTP reply";
    }
}
