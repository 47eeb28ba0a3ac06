using System;
using System.Diagnostics.CodeAnalysis;

namespace SmtpTls.Rules;

/// <summary>
/// Which domains a rule means: <c>contoso.com</c> is that domain alone, <c>*.contoso.com</c> every domain below it, at any depth, and not
/// contoso.com itself, <c>*</c> every domain. Other systems read the star differently (an Exchange connector's <c>*.contoso.com</c> covers
/// contoso.com too, a transport rule's <c>contoso.com</c> covers what is below it): their readers and writers translate, and say so.
/// </summary>
internal sealed record DomainPattern
{
    private DomainPattern(string text, string domain, bool isWildcard) => (Text, Domain, IsWildcard) = (text, domain, isWildcard);

    /// <summary>Every domain.</summary>
    public static DomainPattern All { get; } = new("*", "", true);

    /// <summary>The one form that is stored and compared.</summary>
    public string Text { get; }

    /// <summary>Without the star and its dot, as A-labels; empty for <see cref="All"/>.</summary>
    public string Domain { get; }

    public bool IsWildcard { get; }

    public bool IsAll => Domain.Length == 0;

    public static DomainPattern Exact(string domain) => new(domain, domain, false);

    public static DomainPattern Below(string domain) => new("*." + domain, domain, true);

    /// <summary>Reads what an administrator wrote, in any script and case. Never throws.</summary>
    /// <param name="text">As written.</param>
    /// <param name="pattern">Its one form.</param>
    /// <param name="problem">One clause when it names no domains.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DomainPattern? pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = null;
        string trimmed = (text ?? "").Trim();
        if (trimmed == "*")
        {
            (pattern, problem) = (All, null);
            return true;
        }

        bool wildcard = trimmed.StartsWith("*.", StringComparison.Ordinal);
        string name = wildcard ? trimmed.Substring(2) : trimmed;
        if (FindMisuse(name) is { } misuse)
        {
            problem = misuse;
            return false;
        }

        if (!DomainName.TryParse(name, out DomainName? domain, out problem))
        {
            return false;
        }

        pattern = wildcard ? Below(domain.ToString()) : Exact(domain.ToString());
        return true;
    }

    /// <summary>Whether a domain, as A-labels in lower case, is meant.</summary>
    public bool Covers(string domain) => IsAll
        || (IsWildcard
            ? domain.Length > Domain.Length + 1 && domain.EndsWith(Domain, StringComparison.Ordinal) && domain[domain.Length - Domain.Length - 1] == '.'
            : domain == Domain);

    /// <summary>Whether every domain that the other means is meant here too.</summary>
    public bool Covers(DomainPattern other) => IsAll || (!other.IsAll && (other.IsWildcard
        ? IsWildcard && (other.Domain == Domain || Covers(other.Domain))
        : Covers(other.Domain)));

    public override string ToString() => Text;

    private static string? FindMisuse(string name)
    {
        int at = name.LastIndexOf('@');
        if (at >= 0)
        {
            string domain = name.Substring(at + 1);
            return domain.Length == 0 ? "it is no domain but part of a mail address"
                : $"it is a mail address; name the domain behind the @, {VisibleText.Show(domain, 100)}";
        }

        return name.Contains('*') ? "a star may only stand first, as in *.contoso.com" : null;
    }
}
