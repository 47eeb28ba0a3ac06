using System;

namespace SmtpTls.Mail;

/// <summary>Tells mail by its beginning.</summary>
internal static class MailShape
{
    /// <summary>Whether octets begin as a message does: with a header field whose name mail uses, or with a store's line above it.</summary>
    /// <param name="start">The first few hundred octets, or all there are.</param>
    public static bool IsMessage(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith(LineSource.ByteOrderMark))
        {
            return IsMessage(start.Slice(LineSource.ByteOrderMark.Length));
        }

        if (start.StartsWith("From "u8) || start.StartsWith(">From "u8))
        {
            int end = start.IndexOf((byte)'\n');
            return end >= 0 && IsMessage(start.Slice(end + 1));
        }

        int length = HeaderSection.NameLength(start);
        if (length == 0)
        {
            return false;
        }

        // Every field that a message begins with has a hyphen or is one of these; "http:" and "Note:" are neither.
        ReadOnlySpan<byte> name = start.Slice(0, length);
        return name.IndexOf((byte)'-') > 0 || IsOneOf(name, "Received") || IsOneOf(name, "From") || IsOneOf(name, "To") || IsOneOf(name, "Date")
            || IsOneOf(name, "Subject") || IsOneOf(name, "Sender") || IsOneOf(name, "Cc") || IsOneOf(name, "Bcc");
    }

    private static bool IsOneOf(ReadOnlySpan<byte> name, string known)
    {
        if (name.Length != known.Length)
        {
            return false;
        }

        for (int i = 0; i < known.Length; i++)
        {
            if ((name[i] | 0x20) != (known[i] | 0x20))
            {
                return false;
            }
        }

        return true;
    }
}
