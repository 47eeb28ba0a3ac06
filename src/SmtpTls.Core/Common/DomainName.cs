using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace SmtpTls;

/// <summary>
/// A host or mail domain as a person writes it, kept in the one form that DNS, certificates and results compare: A-labels in lower case
/// without the last dot (RFC 5890 §2.3.2.1, RFC 1035 §2.3.4). Letters are lower-cased and composed (NFC) before they become A-labels.
/// </summary>
internal sealed class DomainName : IEquatable<DomainName>
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = false };
    private readonly string _ascii;

    private DomainName(string ascii) => _ascii = ascii;

    /// <summary>Reads a name. Never throws.</summary>
    /// <param name="text">A name, with or without the last dot, in A-labels or in Unicode.</param>
    /// <param name="name">The name when it is usable.</param>
    /// <param name="problem">One clause that says what is wrong when it is not ("a label is longer than 63 octets").</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DomainName? name, [NotNullWhen(false)] out string? problem)
    {
        name = null;
        string trimmed = (text ?? "").Trim();
        if (trimmed.EndsWith(".", StringComparison.Ordinal))
        {
            trimmed = trimmed.Substring(0, trimmed.Length - 1);
        }

        // A name of 253 octets never needs more characters than this; longer text is not worth normalising.
        if (trimmed.Length is 0 or > 1024)
        {
            problem = trimmed.Length == 0 ? "it is empty" : "it is longer than a domain name can be";
            return false;
        }

        if (!TryToAscii(trimmed, out string ascii))
        {
            problem = "it holds characters that no domain name may hold";
            return false;
        }

        problem = FindProblem(ascii);
        if (problem is not null)
        {
            return false;
        }

        name = new DomainName(ascii);
        return true;
    }

    /// <summary>Reads a name that is known to be good (a literal, or a name that was parsed before).</summary>
    /// <exception cref="FormatException">The text is no domain name.</exception>
    public static DomainName Parse(string text) =>
        TryParse(text, out DomainName? name, out string? problem) ? name : throw new FormatException($"'{VisibleText.Show(text)}' is not a domain name: {problem}.");

    public bool Equals(DomainName? other) => other is not null && string.Equals(_ascii, other._ascii, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as DomainName);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_ascii);

    /// <summary>The A-label form, lower case, without the last dot.</summary>
    public override string ToString() => _ascii;

    private static bool TryToAscii(string text, out string ascii)
    {
        ascii = text.ToLowerInvariant();
        if (IsAscii(ascii))
        {
            return true;
        }

        try
        {
            ascii = Idn.GetAscii(ascii.Normalize(NormalizationForm.FormC)).ToLowerInvariant();
            return true;
        }
        catch (ArgumentException)
        {
            // IdnMapping and Normalize say "not a name" this way only.
            return false;
        }
    }

    private static bool IsAscii(string text)
    {
        foreach (char c in text)
        {
            if (c > 127)
            {
                return false;
            }
        }

        return true;
    }

    private static string? FindProblem(string ascii)
    {
        if (ascii.Length > 253)
        {
            return "it is longer than 253 octets";
        }

        string[] labels = ascii.Split('.');
        foreach (string label in labels)
        {
            if (FindLabelProblem(label) is { } problem)
            {
                return problem;
            }
        }

        // 192.0.2.1 is an address; a top-level domain is never all digits (RFC 3696 §2).
        return IsAllDigits(labels[labels.Length - 1]) ? "it looks like an address, not a domain name" : null;
    }

    private static string? FindLabelProblem(string label)
    {
        if (label.Length == 0)
        {
            return "two dots stand together, or a dot stands first";
        }

        if (label.Length > 63)
        {
            return "a label is longer than 63 octets";
        }

        if (label[0] == '-' || label[label.Length - 1] == '-')
        {
            return "a label starts or ends with a hyphen";
        }

        foreach (char c in label)
        {
            // The underscore is no host name character, but mail domains with one exist in DNS and can be asked about.
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_'))
            {
                return $"the character '{VisibleText.Show(c.ToString())}' is not allowed in a domain name";
            }
        }

        return null;
    }

    private static bool IsAllDigits(string label)
    {
        foreach (char c in label)
        {
            if (c is < '0' or > '9')
            {
                return false;
            }
        }

        return true;
    }
}
