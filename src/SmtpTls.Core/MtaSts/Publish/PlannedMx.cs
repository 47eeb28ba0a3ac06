using System;
using System.Diagnostics.CodeAnalysis;

namespace SmtpTls.MtaSts.Publish;

/// <summary>Reads what a person or DNS names as a mail host into a pattern that may be published.</summary>
internal static class PlannedMx
{
    /// <summary>A host or <c>*.domain</c>, in any script and case, with or without the last dot. Never throws.</summary>
    /// <param name="text">As given.</param>
    /// <param name="pattern">In A-labels and lower case, as RFC 8461 §3.2 wants it.</param>
    /// <param name="problem">One clause when it may not be published.</param>
    public static bool TryRead(string? text, [NotNullWhen(true)] out MxPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        string trimmed = (text ?? "").Trim();
        bool wildcard = trimmed.StartsWith("*.", StringComparison.Ordinal);
        string name = wildcard ? trimmed.Substring(2) : trimmed;

        // The pattern's own words about a star elsewhere, or about a list in one text, are plainer than a domain name's.
        if (name.IndexOfAny(['*', ',', ' ', ';']) < 0)
        {
            if (!DomainName.TryParse(name, out DomainName? domain, out problem))
            {
                return false;
            }

            name = domain.ToString();
        }

        if (!MxPattern.TryParse((wildcard ? "*." : "") + name, out MxPattern? read, out problem))
        {
            return false;
        }

        problem = ExchangeOnlineMx.FindProblem(read);
        pattern = problem is null ? read : null;
        return pattern is not null;
    }
}
