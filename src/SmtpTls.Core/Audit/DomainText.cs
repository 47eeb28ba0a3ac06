using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit;

/// <summary>
/// Domains as lists of partners hold them: names, mail addresses (message traces), also behind a name of their own (address books), and the domain spaces of connectors (<c>*.contoso.com</c>, and
/// <c>smtp:contoso.com;1</c> as inbound connectors write them).
/// </summary>
internal static class DomainText
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>The single entries of a field that may hold several.</summary>
    public static IEnumerable<string> Split(string field)
    {
        // Outlook writes Doe, Bob <bob@contoso.com> without quotes: beside an address in brackets a word without a dot is a piece of a name.
        bool hasNames = Items(field).Any(static item => Bracketed(item) is not null);
        foreach (string item in Items(field))
        {
            foreach (string part in Bracketed(item) is { } address ? [address] : item.Split(Blanks, StringSplitOptions.RemoveEmptyEntries))
            {
                // What is left of "smtp:contoso.com;1" behind the name is its cost.
                if (part.Any(static c => c is < '0' or > '9') && (!hasNames || part.Any(static c => c is '.' or '@')))
                {
                    yield return part;
                }
            }
        }
    }

    /// <summary>Reads one entry. Never throws.</summary>
    /// <param name="text">As it stands in the list.</param>
    /// <param name="name">The domain when there is one.</param>
    /// <param name="problem">A clause that says why there is none.</param>
    /// <param name="remark">A sentence for the user where the entry means more than one domain can say; null otherwise.</param>
    public static bool TryRead(string? text, out DomainName? name, out string problem, out string? remark)
    {
        string entry = (text ?? "").Trim();
        entry = Bracketed(entry) ?? entry;
        name = null;
        remark = null;
        if (entry.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase))
        {
            entry = entry.Substring(5);
            int cost = entry.LastIndexOf(';');
            entry = cost >= 0 ? entry.Substring(0, cost) : entry;
        }

        if (entry is "*" or "*.*" or "--")
        {
            problem = "it stands for every domain; name those to audit";
            return false;
        }

        int at = entry.LastIndexOf('@');
        string domain = at >= 0 ? entry.Substring(at + 1) : entry;
        bool wildcard = domain.StartsWith("*.", StringComparison.Ordinal);
        if (!DomainName.TryParse(wildcard ? domain.Substring(2) : domain, out name, out string? wrong))
        {
            problem = wrong;
            return false;
        }

        problem = "";
        remark = wildcard ? $"'{VisibleText.Show(entry, 300)}' stands for every name below {name}; {name} itself is audited, name others to have them audited too." : null;
        return true;
    }

    /// <summary>What stands between commas and semicolons, save those of a quoted name (RFC 5322 §3.2.4).</summary>
    private static IEnumerable<string> Items(string field)
    {
        bool quoted = false;
        int start = 0;
        for (int i = 0; i < field.Length; i++)
        {
            quoted ^= field[i] == '"';
            if (field[i] is ';' or ',' && !quoted)
            {
                yield return field.Substring(start, i - start);
                start = i + 1;
            }
        }

        yield return field.Substring(start);
    }

    /// <summary>The address in <c>Bob &lt;bob@contoso.com&gt;</c> (RFC 5322 §3.4); null for any other form.</summary>
    private static string? Bracketed(string item)
    {
        string text = item.TrimEnd();
        int open = text.LastIndexOf('<');
        return open >= 0 && text.EndsWith(">", StringComparison.Ordinal) ? text.Substring(open + 1, text.Length - open - 2).Trim() : null;
    }
}
