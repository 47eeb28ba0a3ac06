using System;
using System.Diagnostics.CodeAnalysis;

namespace SmtpTls.MtaSts;

/// <summary>
/// One <c>mx</c> of a policy: a host, or <c>*.</c> before a domain for exactly one label (RFC 8461 §4.1). It is compared with the name in the MX record, not
/// with an address, an alias's target or a certificate.
/// </summary>
internal sealed record MxPattern
{
    private const int MostCharacters = 253, MostLabelCharacters = 63;

    private MxPattern(string text, string written)
    {
        Text = text;
        Written = written;
        IsWildcard = text.StartsWith("*.", StringComparison.Ordinal);
    }

    /// <summary>Lower case: the form that is compared and printed.</summary>
    public string Text { get; }

    /// <summary>As the policy has it.</summary>
    public string Written { get; }

    public bool IsWildcard { get; }

    /// <summary>The domain below which one label may vary, or the host itself.</summary>
    public string Domain => IsWildcard ? Text.Substring(2) : Text;

    /// <summary>Reads a pattern. Never throws.</summary>
    /// <param name="text">As published; <c>["*."] Domain</c> of RFC 5321 §4.1.2: A-labels, no last dot, no underscore.</param>
    /// <param name="pattern">The pattern when it is one.</param>
    /// <param name="problem">One clause that says why it is none.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out MxPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        bool wildcard = text.StartsWith("*.", StringComparison.Ordinal);
        string domain = wildcard ? text.Substring(2) : text;
        problem = FindProblem(domain);
        pattern = problem is null ? new MxPattern(Lower(text), text) : null;
        return pattern is not null;
    }

    /// <summary>Whether a host named by an MX record is covered.</summary>
    /// <param name="host">With or without the last dot, in any case.</param>
    public bool Matches(string host)
    {
        string name = Lower(host.EndsWith(".", StringComparison.Ordinal) ? host.Substring(0, host.Length - 1) : host);
        if (!IsWildcard)
        {
            return name == Text;
        }

        // RFC 8461 §4.1: the wildcard stands for one label, not for none and not for two.
        int dot = name.IndexOf('.');
        return dot > 0 && name[0] != '*' && string.CompareOrdinal(name, dot + 1, Text, 2, int.MaxValue) == 0;
    }

    public override string ToString() => Text;

    private static string? FindProblem(string domain)
    {
        if (domain.Length == 0)
        {
            return "there is no host name";
        }

        if (domain == "*")
        {
            return "'*' alone is no pattern: it needs a domain behind it, as in *.example.com";
        }

        if (domain.Length > MostCharacters)
        {
            return "it is longer than a domain name can be";
        }

        string[] labels = domain.Split('.');
        for (int i = 0; i < labels.Length; i++)
        {
            string? problem = labels[i].Length == 0 && i == labels.Length - 1 && i > 0 ? "a host name here has no dot at the end" : FindLabelProblem(labels[i]);
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    private static string? FindLabelProblem(string label)
    {
        if (label.Length is 0 or > MostLabelCharacters)
        {
            return label.Length == 0 ? "a label is empty" : "a label is longer than 63 characters";
        }

        foreach (char c in label)
        {
            if (c > '~')
            {
                return "a name with other than ASCII letters has to be written as A-labels (xn--…)";
            }

            if (!RecordFields.IsLetterOrDigit(c) && c != '-')
            {
                return c == '*' ? "'*' may only be the whole left-most label"
                    : c is ',' or ' ' or '\t' ? "one mx line holds one host; write another line for the next"
                    : $"'{VisibleText.Show(c.ToString())}' is not allowed in a host name";
            }
        }

        return label[0] == '-' || label[label.Length - 1] == '-' ? "a label begins or ends with a hyphen" : null;
    }

    // RFC 4343: only ASCII letters have a case in names; a dotless i is no i.
    private static string Lower(string text)
    {
        char[] lower = text.ToCharArray();
        for (int i = 0; i < lower.Length; i++)
        {
            lower[i] = lower[i] is >= 'A' and <= 'Z' ? (char)(lower[i] | 0x20) : lower[i];
        }

        return new string(lower);
    }
}
