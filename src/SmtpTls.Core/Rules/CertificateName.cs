using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Rules;

/// <summary>
/// A name that a partner's certificate must carry: <c>mail.contoso.com</c> is matched as RFC 9525 §6.3 says, <c>*.contoso.com</c> by any
/// dNSName that ends in .contoso.com (so a certificate for *.contoso.com satisfies it, and one for a.b.contoso.com), as TlsDomain of
/// Exchange and <c>match=.contoso.com</c> of Postfix mean it.
/// </summary>
internal static class CertificateName
{
    /// <summary>The one form that is stored; false with one clause when no certificate could carry it, or when every one would.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? problem)
    {
        name = null;
        if (!DomainPattern.TryParse(text, out DomainPattern? pattern, out problem))
        {
            return false;
        }

        problem = pattern.IsAll ? "it would accept the certificate of anyone; level Certificate asks for a trusted chain without a name"
            : pattern.Domain.IndexOf('.') < 0 ? (pattern.IsWildcard ? "it would accept names of a whole top-level domain" : "no public authority issues a certificate for a name of one label")
            : pattern.Domain.Contains('_') ? "no certificate may carry a name with an underscore"
            : null;
        name = problem is null ? pattern.Text : null;
        return name is not null;
    }

    /// <summary>Whether one of a certificate's dNSNames is what one of the wanted names asks for.</summary>
    public static bool IsSatisfied(IReadOnlyList<string> wanted, IReadOnlyList<string> dnsNames) => wanted.Any(name => name.StartsWith("*.", StringComparison.Ordinal)
        ? dnsNames.Any(held => IsBelow(held, name))
        : NameMatch.Matches(name, dnsNames));

    /// <summary>What a rule without names of its own expects: the partner's domain or a name below it, as Postfix' level secure does.</summary>
    public static IReadOnlyList<string> UsualFor(string domain) => [domain, "*." + domain];

    private static bool IsBelow(string held, string wanted)
    {
        string name = held.StartsWith("*.", StringComparison.Ordinal) ? held.Substring(2) : held;
        string end = wanted.Substring(1);
        return held.Length > end.Length && held.EndsWith(end, StringComparison.OrdinalIgnoreCase) && DomainName.TryParse(name, out DomainName? read, out _)
            && string.Equals(read.ToString(), name, StringComparison.OrdinalIgnoreCase);
    }
}
