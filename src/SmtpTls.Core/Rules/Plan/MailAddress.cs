using System;
using System.Diagnostics.CodeAnalysis;

namespace SmtpTls.Rules.Plan;

/// <summary>A recipient or sender as mail names one (RFC 5321 §4.1.2): what matters here is the domain behind the last @.</summary>
/// <param name="Text">As given, angle brackets and white space aside.</param>
/// <param name="Domain">As A-labels; null for an address literal, which no rule names.</param>
internal sealed record MailAddress(string Text, string? Domain)
{
    /// <summary>RFC 5321 §4.5.3.1: 64 octets, the @ and 255 octets; a little more for names in other scripts.</summary>
    private const int MostCharacters = 512;

    public static bool TryParse(string? text, [NotNullWhen(true)] out MailAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        string trimmed = (text ?? "").Trim();
        if (trimmed.Length > 2 && trimmed[0] == '<' && trimmed[trimmed.Length - 1] == '>')
        {
            trimmed = trimmed.Substring(1, trimmed.Length - 2);
        }

        trimmed = trimmed.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase) ? trimmed.Substring(5) : trimmed;
        int at = trimmed.LastIndexOf('@');
        problem = trimmed.Length == 0 ? "it is empty" : trimmed.Length > MostCharacters ? "it is longer than an address can be"
            : at <= 0 || at == trimmed.Length - 1 ? "it is not of the form name@domain"
            : HasLoose(trimmed, at) ? "it holds a space or a control character"
            : null;
        if (problem is not null)
        {
            return false;
        }

        string domain = trimmed.Substring(at + 1);
        if (domain.StartsWith('[') && domain.EndsWith(']'))
        {
            address = new MailAddress(trimmed, null);
            return true;
        }

        if (!DomainName.TryParse(domain, out DomainName? name, out string? wrong))
        {
            problem = "its domain cannot be used, " + wrong;
            return false;
        }

        address = new MailAddress(trimmed, name.ToString());
        return true;
    }

    public override string ToString() => Text;

    private static bool HasLoose(string text, int at)
    {
        bool quoted = text[0] == '"' && text[at - 1] == '"';
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || (char.IsWhiteSpace(text[i]) && !(quoted && i < at)))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A message as a plan needs it.</summary>
internal sealed record PlanMessage(string? Id, MailAddress? Sender, System.Collections.Generic.IReadOnlyList<MailAddress> Recipients);
