using System.IO;

namespace SmtpTls.Mail;

/// <summary>What a part of a message is.</summary>
internal enum MimePartKind
{
    /// <summary>The header of a message: the one that is read, or one attached inside it. Its text or parts come next.</summary>
    Message,

    /// <summary>Only holds other parts (RFC 2046 §5.1), or an attached message; they come next.</summary>
    Container,

    /// <summary>Has content: text, an attachment.</summary>
    Leaf,
}

/// <summary>One part of a message, in the order of the text.</summary>
internal sealed class MimePart
{
    internal MimePart(MimePartKind kind, string place, HeaderSection headers, MediaType type, Stream body)
    {
        Kind = kind;
        Place = place;
        Headers = headers;
        Type = type;
        Body = body;
    }

    public MimePartKind Kind { get; }

    /// <summary>Where it is, as IMAP counts parts: <c>2.1</c> is the first part of the second. Empty for the message itself.</summary>
    public string Place { get; }

    /// <summary>A leaf that is the whole text of a message has the message's fields.</summary>
    public HeaderSection Headers { get; }

    public MediaType Type { get; }

    /// <summary>The content with its transfer encoding undone, to be read before the next part is asked for. Empty where there is none.</summary>
    public Stream Body { get; }

    /// <summary>The name that the sender gave to an attachment: a label, never a path. Null where there is none.</summary>
    public string? FileName => MediaType.Parse(Headers.Find("Content-Disposition")).Parameter("filename") is { Length: > 0 } name
        ? name
        : Type.Parameter("name");
}
