using System.Collections.Generic;

namespace SmtpTls.Audit;

/// <summary>
/// One question to the facts. A check sees all of them, does no I/O, knows no other check, and takes the time from <see cref="DomainFacts.TakenAt"/>.
/// To add one, add a class: <see cref="CheckCatalog"/> finds it.
/// </summary>
internal abstract class Check
{
    public abstract CheckInfo Info { get; }

    public abstract IEnumerable<Finding> Judge(DomainFacts facts);

    /// <summary>A finding of this check; detail is one sentence with the values that were seen.</summary>
    protected Finding Found(string subject, string detail, Severity? severity = null, string? remedy = null) =>
        new(Info.Id, (severity ?? Info.Severity).ToString(), subject, Info.Title, detail, remedy ?? Info.Remedy, Info.Reference);
}

/// <summary>A check that looks at one address at a time, so that its findings also stand in that address's own result.</summary>
internal abstract class AddressCheck : Check
{
    public sealed override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        foreach (HostFacts host in facts.Hosts)
        {
            foreach (AddressFacts address in host.Addresses)
            {
                foreach (Finding finding in Judge(new AddressCase(facts, host, address)))
                {
                    yield return finding;
                }
            }
        }
    }

    public abstract IEnumerable<Finding> Judge(AddressCase seen);
}

/// <summary>One address in its place.</summary>
internal sealed record AddressCase(DomainFacts Facts, HostFacts Host, AddressFacts Address)
{
    private IReadOnlyList<CertificateProblem>? _problems;

    /// <summary>What a sender that verifies would object to: a dozen checks and the result ask, so it is worked out once.</summary>
    public IReadOnlyList<CertificateProblem> Problems => _problems ??= CertificateProblems.Find(this);

    public Smtp.SmtpProbe Probe => Address.Probe;

    public string Name => Host.Host;

    /// <summary>The reply that decided, "454 4.7.0 TLS not available", fit to be shown.</summary>
    public string Reply => VisibleText.Show($"{Probe.ReplyCode} {Probe.ReplyText}".Trim(), 300);

    /// <summary>"mx1.example.com (192.0.2.1)": the words a detail begins with.</summary>
    public string Place => Probe.Target.Address.ToString() == Host.Host ? Host.Host : $"{Host.Host} ({Probe.Target.Address})";
}
