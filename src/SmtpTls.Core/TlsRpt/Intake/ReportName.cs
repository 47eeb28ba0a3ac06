using System;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>What the name of a file or attachment says (RFC 8460 §5.1: <c>sender!domain!begin!end!unique.json.gz</c>). A name is a label, never a path.</summary>
internal static class ReportName
{
    /// <summary>The domain in the name; null where the name has another form.</summary>
    public static string? DomainOf(string? name)
    {
        string[] parts = BaseName(name).Split('!');
        return parts.Length is 4 or 5 && parts[1].IndexOf('.') > 0 && IsNumber(parts[2]) && IsNumber(parts[3].Split('.')[0]) ? parts[1] : null;
    }

    /// <summary>Whether a name promises a report or an archive.</summary>
    public static bool IsTelling(string? name)
    {
        string plain = BaseName(name);
        return DomainOf(plain) is not null || Ends(plain, ".json") || Ends(plain, ".gz") || Ends(plain, ".gzip") || Ends(plain, ".zip");
    }

    public static string BaseName(string? name)
    {
        string text = name ?? "";
        return text.Substring(Math.Max(text.LastIndexOf('/'), text.LastIndexOf('\\')) + 1);
    }

    private static bool Ends(string name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    private static bool IsNumber(string text)
    {
        foreach (char c in text)
        {
            if (c is < '0' or > '9')
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
