namespace SmtpTls.Pipeline;

/// <summary>One domain to plan a policy for, already read and found usable, and where its files go.</summary>
public sealed class PolicySubject
{
    internal PolicySubject(DomainName domain, string? folder)
    {
        Domain = domain;
        Folder = folder;
    }

    internal DomainName Domain { get; }

    /// <summary>Full path; null when no files are wanted.</summary>
    internal string? Folder { get; }
}
