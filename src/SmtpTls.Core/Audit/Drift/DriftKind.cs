using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Audit.Drift;

/// <summary>Which way a change goes; the worst first.</summary>
internal enum DriftDirection
{
    Worse,
    Better,
    Changed,
}

/// <summary>A kind of change: its name and number are printed, filtered on and never change.</summary>
/// <param name="Name">In results.</param>
/// <param name="Number">The event id, for event logs.</param>
/// <param name="Direction">Which way it goes, unless the change itself says otherwise.</param>
/// <param name="Severity">How much it matters, unless the change itself says otherwise.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Remedy">What to do; null where nothing is to be done.</param>
internal sealed record DriftKind(string Name, int Number, DriftDirection Direction, Severity Severity, string Title, string? Remedy = null)
{
    private const string AskServer = "Ask the administrator of the mail server whether this was meant; if not, have it put back.";
    private const string AskDns = "Ask whoever runs the domain's DNS whether this was meant; if not, have it put back.";
    private const string AskWeb = "Ask whoever runs the policy host whether this was meant; if not, have it put back.";

    public static readonly DriftKind FindingNew = new("FindingNew", 1001, DriftDirection.Worse, Severity.Medium, "A finding is new");
    public static readonly DriftKind FindingFixed = new("FindingFixed", 1002, DriftDirection.Better, Severity.Info, "A finding is fixed");
    public static readonly DriftKind FindingGone = new("FindingGone", 1003, DriftDirection.Changed, Severity.Info, "A finding is gone with what it was about");
    public static readonly DriftKind FindingWorse = new("FindingWorse", 1004, DriftDirection.Worse, Severity.Medium, "A finding weighs more");
    public static readonly DriftKind FindingEased = new("FindingEased", 1005, DriftDirection.Better, Severity.Info, "A finding weighs less");
    public static readonly DriftKind AssuranceDown = new("AssuranceDown", 1010, DriftDirection.Worse, Severity.High, "Senders are guaranteed less", "See the changes beside this one: they say what was lost and where to put it back.");
    public static readonly DriftKind AssuranceUp = new("AssuranceUp", 1011, DriftDirection.Better, Severity.Info, "Senders are guaranteed more");
    public static readonly DriftKind GradeDown = new("GradeDown", 1012, DriftDirection.Worse, Severity.Medium, "The grade fell", "See the changes beside this one: they say why.");
    public static readonly DriftKind GradeUp = new("GradeUp", 1013, DriftDirection.Better, Severity.Info, "The grade rose");
    public static readonly DriftKind MxAdded = new("MxAdded", 1020, DriftDirection.Changed, Severity.Low, "A mail host was added", AskDns);
    public static readonly DriftKind MxRemoved = new("MxRemoved", 1021, DriftDirection.Changed, Severity.Low, "A mail host was removed", AskDns);
    public static readonly DriftKind MxStateChanged = new("MxStateChanged", 1022, DriftDirection.Changed, Severity.Medium, "Where mail goes is published otherwise", AskDns);
    public static readonly DriftKind MxPreferenceChanged = new("MxPreferenceChanged", 1023, DriftDirection.Changed, Severity.Info, "A mail host has another preference");
    public static readonly DriftKind StartTlsVanished = new("StartTlsVanished", 1030, DriftDirection.Worse, Severity.High, "TLS is gone", "Have the administrator of the mail server, then those of the firewalls before it, find out why STARTTLS no longer leads to TLS; until then mail may travel in clear.");
    public static readonly DriftKind StartTlsAppeared = new("StartTlsAppeared", 1031, DriftDirection.Better, Severity.Info, "TLS is there");
    public static readonly DriftKind OutcomeChanged = new("OutcomeChanged", 1032, DriftDirection.Changed, Severity.Low, "The host fails otherwise than before");
    public static readonly DriftKind HostLost = new("HostLost", 1033, DriftDirection.Worse, Severity.Medium, "A mail host takes no mail any more", "Have the administrator of the mail server see whether it runs and whether a firewall turns senders away.");
    public static readonly DriftKind HostBack = new("HostBack", 1034, DriftDirection.Better, Severity.Info, "A mail host takes mail again");
    public static readonly DriftKind TlsVersionWeaker = new("TlsVersionWeaker", 1040, DriftDirection.Worse, Severity.Medium, "A weaker TLS version is used", AskServer);
    public static readonly DriftKind TlsVersionStronger = new("TlsVersionStronger", 1041, DriftDirection.Better, Severity.Info, "A stronger TLS version is used");
    public static readonly DriftKind SuiteWeaker = new("SuiteWeaker", 1042, DriftDirection.Worse, Severity.Medium, "A weaker cipher suite is used", AskServer);
    public static readonly DriftKind SuiteStronger = new("SuiteStronger", 1043, DriftDirection.Better, Severity.Info, "A stronger cipher suite is used");
    public static readonly DriftKind SuiteChanged = new("SuiteChanged", 1044, DriftDirection.Changed, Severity.Info, "Another cipher suite is used");
    public static readonly DriftKind CertificateRenewed = new("CertificateRenewed", 1050, DriftDirection.Changed, Severity.Info, "The certificate was renewed");
    public static readonly DriftKind KeyChanged = new("KeyChanged", 1051, DriftDirection.Changed, Severity.Low, "The certificate has another key", "Where TLSA records or a partner's rules name the key, see that they name the new one.");
    public static readonly DriftKind CertificateBroken = new("CertificateBroken", 1052, DriftDirection.Worse, Severity.High, "The certificate no longer holds", "See the new findings about this host: senders that verify certificates hold the mail.");
    public static readonly DriftKind CertificateRepaired = new("CertificateRepaired", 1053, DriftDirection.Better, Severity.Info, "The certificate holds again");
    public static readonly DriftKind ExpiryNear = new("ExpiryNear", 1054, DriftDirection.Changed, Severity.Low, "A certificate runs out soon", "Renew the certificate and check why its automatic renewal has not done so.");
    public static readonly DriftKind PolicyIdChanged = new("PolicyIdChanged", 1060, DriftDirection.Changed, Severity.Info, "The MTA-STS record has another id");
    public static readonly DriftKind PolicyChanged = new("PolicyChanged", 1061, DriftDirection.Changed, Severity.Low, "The MTA-STS policy is another");
    public static readonly DriftKind PolicyChangedSameId = new("PolicyChangedSameId", 1062, DriftDirection.Worse, Severity.Medium, "The MTA-STS policy changed and its id did not", "Change the id in the TXT record at _mta-sts: senders look at the policy anew only when the id changes (RFC 8461 §3.1).");
    public static readonly DriftKind PolicyModeWeaker = new("PolicyModeWeaker", 1063, DriftDirection.Worse, Severity.High, "The MTA-STS mode is weaker", AskWeb);
    public static readonly DriftKind PolicyModeStronger = new("PolicyModeStronger", 1064, DriftDirection.Better, Severity.Info, "The MTA-STS mode is stronger");
    public static readonly DriftKind PolicyLost = new("PolicyLost", 1065, DriftDirection.Worse, Severity.High, "MTA-STS is no longer published", AskDns);
    public static readonly DriftKind PolicyAppeared = new("PolicyAppeared", 1066, DriftDirection.Better, Severity.Info, "MTA-STS is published");
    public static readonly DriftKind PolicyBroken = new("PolicyBroken", 1067, DriftDirection.Worse, Severity.High, "Senders can no longer use the MTA-STS policy", "See the new findings about MTA-STS: they name the record, the web host or the certificate that is at fault.");
    public static readonly DriftKind PolicyRepaired = new("PolicyRepaired", 1068, DriftDirection.Better, Severity.Info, "Senders can use the MTA-STS policy again");
    public static readonly DriftKind TlsaLost = new("TlsaLost", 1070, DriftDirection.Worse, Severity.High, "The TLSA records are gone", AskDns);
    public static readonly DriftKind TlsaAppeared = new("TlsaAppeared", 1071, DriftDirection.Better, Severity.Info, "TLSA records are published");
    public static readonly DriftKind TlsaChanged = new("TlsaChanged", 1072, DriftDirection.Changed, Severity.Low, "The TLSA records are others");
    public static readonly DriftKind DaneWeaker = new("DaneWeaker", 1073, DriftDirection.Worse, Severity.High, "DANE protects less", "See the new findings about DANE: they name the record or certificate that no longer fits.");
    public static readonly DriftKind DaneStronger = new("DaneStronger", 1074, DriftDirection.Better, Severity.Info, "DANE protects more");
    public static readonly DriftKind DnssecLost = new("DnssecLost", 1075, DriftDirection.Worse, Severity.Medium, "Answers are no longer signed", "Ask whoever runs the zone, and whoever holds its DS records, why DNSSEC no longer proves the answers.");
    public static readonly DriftKind DnssecGained = new("DnssecGained", 1076, DriftDirection.Better, Severity.Info, "Answers are signed");
    public static readonly DriftKind TlsRptLost = new("TlsRptLost", 1080, DriftDirection.Worse, Severity.Low, "The TLS-RPT record no longer asks for reports", AskDns);
    public static readonly DriftKind TlsRptAppeared = new("TlsRptAppeared", 1081, DriftDirection.Better, Severity.Info, "The TLS-RPT record asks for reports");
    public static readonly DriftKind TlsRptChanged = new("TlsRptChanged", 1082, DriftDirection.Changed, Severity.Info, "TLS reports go elsewhere");
    public static readonly DriftKind DomainAdded = new("DomainAdded", 1090, DriftDirection.Changed, Severity.Info, "A domain is audited for the first time");
    public static readonly DriftKind DomainRemoved = new("DomainRemoved", 1091, DriftDirection.Changed, Severity.Low, "A domain is no longer audited", "If it was not meant, put the domain back on the list that is audited.");

    /// <summary>All kinds, by number.</summary>
    public static IReadOnlyList<DriftKind> All { get; } =
    [
        .. new[]
        {
            FindingNew, FindingFixed, FindingGone, FindingWorse, FindingEased, AssuranceDown, AssuranceUp, GradeDown, GradeUp, MxAdded, MxRemoved, MxStateChanged,
            MxPreferenceChanged, StartTlsVanished, StartTlsAppeared, OutcomeChanged, HostLost, HostBack, TlsVersionWeaker, TlsVersionStronger, SuiteWeaker, SuiteStronger,
            SuiteChanged, CertificateRenewed, KeyChanged, CertificateBroken, CertificateRepaired, ExpiryNear, PolicyIdChanged, PolicyChanged, PolicyChangedSameId,
            PolicyModeWeaker, PolicyModeStronger, PolicyLost, PolicyAppeared, PolicyBroken, PolicyRepaired, TlsaLost, TlsaAppeared, TlsaChanged, DaneWeaker, DaneStronger,
            DnssecLost, DnssecGained, TlsRptLost, TlsRptAppeared, TlsRptChanged, DomainAdded, DomainRemoved,
        }.OrderBy(static kind => kind.Number),
    ];

    /// <summary>The kind of a change in a result.</summary>
    public static DriftKind Of(AuditChange change) => All.First(kind => kind.Name == change.Kind);

    /// <summary>A change of this kind.</summary>
    public AuditChange On(string subject, string? old, string? now, string detail) => new()
    {
        Kind = Name,
        Direction = Direction.ToString(),
        Severity = Severity.ToString(),
        Subject = subject,
        Old = old,
        New = now,
        Detail = detail,
        Remedy = Remedy,
    };
}
