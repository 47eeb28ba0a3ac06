using System.Collections.Generic;

namespace SmtpTls.Smtp;

/// <summary>One whole reply (RFC 5321 §4.2): a code, and what stands behind it on each line.</summary>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>The first digit, which alone decides where a code is not known (RFC 5321 §4.2.1).</summary>
    public int Class => Code / 100;

    /// <summary>The lines joined by a line feed.</summary>
    public string Text => Lines.Count == 1 ? Lines[0] : string.Join("\n", Lines);

    /// <summary>As it is quoted in a message: one line, made visible, not too long.</summary>
    public override string ToString() => Text.Length == 0 ? $"{Code}" : $"{Code} {VisibleText.Show(Text.Replace('\n', ' '), 200)}";
}
