using System;
using System.ComponentModel;
using System.Globalization;

namespace SmtpTls.Tls;

/// <summary>What the error texts and codes of the platform's TLS libraries tell: OpenSSL (Linux), Schannel (Windows), Secure Transport (macOS).</summary>
internal static class PlatformErrors
{
    private static readonly string[] MessageFaults =
    [
        "bad length", "bad extension", "length mismatch", "decode error", "asn1", "unexpected message", "bad packet", "length too long", "bad signature",
        "wrong signature", "wrong version number", "bad record type", "wrong certificate type", "unknown certificate type", "bad ecpoint",
        "cannot decode", "corrupted frame", "frame size", "invalid certificate", "bad key share", "unable to decode", "bad digest",
    ];

    /// <summary>The innermost message: the outer ones only point at it.</summary>
    public static string Text(Exception error)
    {
        Exception inner = error;
        while (inner.InnerException is not null)
        {
            inner = inner.InnerException;
        }

        return inner.Message.Trim().TrimEnd('.');
    }

    /// <summary>The alert that the server sent encrypted, or null.</summary>
    public static int? AlertOf(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            if (OpenSslAlert(e.Message) is { } code)
            {
                return code;
            }

            if (e is Win32Exception windows && SchannelAlert(windows.NativeErrorCode) is { } alert)
            {
                return alert;
            }
        }

        return null;
    }

    /// <summary>Whether the text says that what came was malformed.</summary>
    public static bool BlamesMessage(string text)
    {
        foreach (string part in MessageFaults)
        {
            if (text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // "error:0A000410:SSL routines::sslv3 alert handshake failure": the reason is 1000 and the alert's number (SSL_AD_REASON_OFFSET).
    private static int? OpenSslAlert(string message)
    {
        int at = message.IndexOf("error:", StringComparison.Ordinal);
        if (at < 0 || message.Length < at + 14
            || !message.Contains(" alert ", StringComparison.Ordinal)
            || !uint.TryParse(message.Substring(at + 6, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint code))
        {
            return null;
        }

        uint reason = code & 0xFFF;
        return reason is >= 1000 and < 1256 ? (int)reason - 1000 : null;
    }

    // Schannel gives one error for several alerts; those named here are the usual ones behind each.
    private static int? SchannelAlert(int code) => unchecked((uint)code) switch
    {
        0x80090302 => 70,
        0x80090331 => 40,
        0x80090327 => 46,
        0x80090325 => 48,
        0x80090328 => 45,
        _ => null,
    };
}
