using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary>
/// Reads what <c>Get-OutboundConnector</c>, <c>Get-InboundConnector</c>, <c>Get-TransportRule</c> and <c>Get-SendConnector</c> return, by the names
/// of the properties. A connector's <c>*.contoso.com</c> covers contoso.com too, and a transport rule's <c>contoso.com</c> what is below it: both
/// become the two patterns of a rule.
/// </summary>
internal sealed class TenantReader
{
    private const string Domains = "RecipientDomainIs", ExceptDomains = "ExceptIfRecipientDomainIs";
    private readonly List<string> _remarks = [], _unreadable = [];
    private readonly ShapedObject _object;
    private readonly TenantKind _kind;

    private TenantReader(ShapedObject shaped, TenantKind kind) => (_object, _kind) = (shaped, kind);

    /// <summary>Null for an object that is none of them.</summary>
    public static TenantEntry? Read(ShapedObject shaped) => KindOf(shaped) is { } kind ? new TenantReader(shaped, kind).Read() : null;

    public static TenantKind? KindOf(ShapedObject shaped) => shaped.Has("RecipientDomains") && (shaped.Has("TlsSettings") || shaped.Has("UseMXRecord")) ? TenantKind.OutboundConnector
        : shaped.Has("SenderDomains") && (shaped.Has("RequireTls") || shaped.Has("TlsSenderCertificateName") || shaped.Has("RestrictDomainsToCertificate")) ? TenantKind.InboundConnector
        : shaped.Has("AddressSpaces") ? TenantKind.SendConnector
        : shaped.Has("RouteMessageOutboundRequireTls") || shaped.Has("RouteMessageOutboundConnector") ? TenantKind.TransportRule
        : null;

    /// <summary>
    /// Takes each object once, since no one call of Get-OutboundConnector is sure to list all connectors and several list some of them twice, and gives
    /// transport rules that route to a connector what that connector demands.
    /// </summary>
    public static IReadOnlyList<TenantEntry> Join(IReadOnlyList<TenantEntry> entries)
    {
        HashSet<(TenantKind, string)> seen = [];
        List<TenantEntry> once = [.. entries.Where(entry => entry.Identities.Count == 0 || seen.Add((entry.Kind, entry.Identities[0].ToUpperInvariant())))];
        return [.. once.Select(entry => entry.RoutesTo is { } name ? Routed(entry, once, name) : entry)];
    }

    private static TenantEntry Routed(TenantEntry rule, IReadOnlyList<TenantEntry> entries, string name)
    {
        TenantEntry? connector = entries.FirstOrDefault(entry => entry.Kind == TenantKind.OutboundConnector && entry.Identities.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (connector is null)
        {
            return rule with { Unknown = $"it routes to the connector '{VisibleText.Show(name, 100)}', which is not among these objects (Get-OutboundConnector -IsTransportRuleScoped $true returns it)" };
        }

        RuleLevel? level = rule.Level is null || connector.Level > rule.Level ? connector.Level : rule.Level;
        return rule with
        {
            Level = level,
            TlsDomains = connector.TlsDomains,
            SmartHosts = connector.SmartHosts,
            Enabled = rule.Enabled && connector.Enabled,
            TestMode = rule.TestMode || connector.TestMode,
            Unknown = rule.Unknown ?? connector.Unknown,
            Via = connector,
            Remarks = [.. rule.Remarks, .. connector.Remarks],
        };
    }

    private TenantEntry Read()
    {
        TenantEntry entry = new()
        {
            Kind = _kind,
            Name = _object.Text("Name") ?? _object.Text("Identity") ?? "",
            Comment = _object.Text(_kind == TenantKind.TransportRule ? "Comments" : "Comment"),
            Identities = [.. ((string[])["Guid", "Name", "Identity", "DistinguishedName"]).Select(_object.Text).OfType<string>()],
        };
        entry = _kind switch
        {
            TenantKind.OutboundConnector => Outbound(entry),
            TenantKind.InboundConnector => Inbound(entry),
            TenantKind.SendConnector => Send(entry),
            _ => Transport(entry),
        };
        return entry with { Remarks = _remarks, Unreadable = _unreadable };
    }

    private TenantEntry Outbound(TenantEntry entry)
    {
        RuleLevel? level = AuthLevel("TlsSettings", out string? unknown);
        bool dane = string.Equals(_object.Text("SmtpDaneMode"), "Mandatory", StringComparison.OrdinalIgnoreCase);
        if (dane && level is RuleLevel.Domain or RuleLevel.Certificate)
        {
            _remarks.Add($"besides DANE it demands {_object.Text("TlsSettings")}, which a rule cannot say with it");
        }

        foreach (string name in (string[])["AllAcceptedDomains", "RouteAllMessagesViaOnPremises", "CloudServicesMailEnabled"])
        {
            Remark(_object.Flag(name) == true, $"{name} is set, which a rule cannot say");
        }

        return entry with
        {
            Enabled = Flag("Enabled", true),
            TestMode = _object.Flag("TestMode") == true,
            RuleScoped = _object.Flag("IsTransportRuleScoped") == true,
            OnPremises = IsOnPremises(),
            Level = dane ? RuleLevel.Dane : level,
            Unknown = dane ? null : unknown,
            Patterns = Patterns("RecipientDomains"),
            TlsDomains = dane ? [] : TlsDomains(level),
            SmartHosts = _object.Flag("UseMXRecord") == true ? [] : SmartHosts(),
        };
    }

    private TenantEntry Inbound(TenantEntry entry)
    {
        bool? requires = _object.Flag("RequireTls");
        bool restricts = _object.Flag("RestrictDomainsToCertificate") == true;
        string? name = _object.Text("TlsSenderCertificateName");
        Remark(name is not null && !restricts, $"it names the certificate {VisibleText.Show(name, 100)} and does not restrict the domains to it");
        Remark(_object.Flag("RestrictDomainsToIPAddresses") == true, $"it takes mail only from {string.Join(", ", _object.Texts("SenderIPAddresses").Select(static ip => VisibleText.Show(ip, 50)))}, which a rule cannot say");
        IReadOnlyList<string> own = _object.Texts("AssociatedAcceptedDomains");
        Remark(own.Count > 0, $"it is only for mail to {string.Join(", ", own.Take(5).Select(static one => VisibleText.Show(one, 100)))} (AssociatedAcceptedDomains), which a rule cannot say");
        return entry with
        {
            Enabled = Flag("Enabled", true),
            OnPremises = IsOnPremises(),
            Conditions = own.Count > 0 ? ["AssociatedAcceptedDomains"] : [],
            Level = requires != true ? null : restricts && name is not null ? RuleLevel.Domain : RuleLevel.Encrypt,
            Unknown = requires is null ? "the property RequireTls is not there" : null,
            Patterns = Patterns("SenderDomains"),
            TlsDomains = requires == true && restricts && name is not null ? Names([name]) : [],
        };
    }

    private TenantEntry Send(TenantEntry entry)
    {
        RuleLevel? level = AuthLevel("TlsAuthLevel", out string? unknown);
        bool? requires = _object.Flag("RequireTLS");
        Remark(_object.Flag("IgnoreSTARTTLS") == true, "IgnoreSTARTTLS is set: it never uses TLS");
        Remark(_object.Flag("DomainSecureEnabled") == true, "DomainSecureEnabled asks for certificates on both sides, which a rule cannot say");
        unknown = requires is null ? "the property RequireTLS is not there" : requires == true && !_object.Has("TlsAuthLevel") ? unknown : null;
        return entry with
        {
            Enabled = Flag("Enabled", true),
            Level = requires == true && _object.Flag("IgnoreSTARTTLS") != true ? level ?? RuleLevel.Encrypt : null,
            Unknown = unknown,
            Patterns = Patterns("AddressSpaces"),
            TlsDomains = TlsDomains(level),
            SmartHosts = _object.Flag("DNSRoutingEnabled") == true ? [] : SmartHosts(),
        };
    }

    private TenantEntry Transport(TenantEntry entry)
    {
        string mode = _object.Text("Mode") ?? "Enforce";
        List<string> foreign = TransportConditions.Of(_object);
        _remarks.AddRange(foreign.Select(static name => $"it also has {name}, which a rule cannot say"));
        List<string> conditions = [.. foreign.Where(static name => name != ExceptDomains)];
        bool failsOpen = !string.Equals(_object.Text("RuleErrorAction") ?? "Ignore", "Defer", StringComparison.OrdinalIgnoreCase);
        bool forces = _object.Flag("RouteMessageOutboundRequireTls") == true;
        string? connector = _object.Text("RouteMessageOutboundConnector");
        Remark(failsOpen && (forces || connector is not null), _object.Has("RuleErrorAction")
            ? "RuleErrorAction is Ignore: when the rule cannot be worked out the message leaves without TLS being forced"
            : "whether it fails open is not known: the property RuleErrorAction is not there");
        return entry with
        {
            Enabled = !string.Equals(_object.Text("State"), "Disabled", StringComparison.OrdinalIgnoreCase) && _object.Flag("Enabled") != false,
            TestMode = !string.Equals(mode, "Enforce", StringComparison.OrdinalIgnoreCase),
            Level = forces ? RuleLevel.Encrypt : null,
            RoutesTo = connector,
            FailsOpen = failsOpen,
            Priority = int.TryParse(_object.Text("Priority"), NumberStyles.None, CultureInfo.InvariantCulture, out int priority) ? priority : int.MaxValue,
            Conditions = conditions,
            Exceptions = foreign.Contains(ExceptDomains) ? WithBelow(ExceptDomains) : [],
            Patterns = _object.Has(Domains) && _object.IsEmpty(Domains) && conditions.Count == 0 ? [DomainPattern.All] : WithBelow(Domains),
        };
    }

    /// <summary>A word of a transport rule covers what is below it as well.</summary>
    private List<DomainPattern> WithBelow(string property) =>
        [.. Patterns(property).SelectMany(static pattern => pattern.IsWildcard ? [pattern] : (DomainPattern[])[pattern, DomainPattern.Below(pattern.Domain)]).Distinct()];

    private RuleLevel? AuthLevel(string property, out string? unknown)
    {
        string? text = _object.Text(property);
        RuleLevel? level = text?.ToUpperInvariant() switch
        {
            "ENCRYPTIONONLY" => RuleLevel.Encrypt,
            "CERTIFICATEVALIDATION" => RuleLevel.Certificate,
            "DOMAINVALIDATION" => RuleLevel.Domain,
            _ => null,
        };
        unknown = !_object.Has(property) ? $"the property {property} is not there" : text is not null && level is null ? $"{property} '{VisibleText.Show(text, 50)}' is not known" : null;
        return level;
    }

    private List<string> TlsDomains(RuleLevel? level)
    {
        string? name = _object.Text("TlsDomain");
        Remark(name is not null && level != RuleLevel.Domain, $"TlsDomain {VisibleText.Show(name, 100)} has no effect without DomainValidation");
        Remark(name is null && level == RuleLevel.Domain && _kind == TenantKind.OutboundConnector, "DomainValidation without a TlsDomain: which name it checks is not documented");
        return level == RuleLevel.Domain && name is not null ? Names([name]) : [];
    }

    private List<string> Names(IEnumerable<string> texts)
    {
        List<string> names = [];
        foreach (string text in texts)
        {
            if (CertificateName.TryParse(text, out string? name, out string? problem))
            {
                names.Add(name);
            }
            else
            {
                _remarks.Add($"the certificate name '{VisibleText.Show(text, 100)}' cannot be used: {problem}");
            }
        }

        return names;
    }

    private List<string> SmartHosts()
    {
        List<string> hosts = [];
        foreach (string text in _object.Texts("SmartHosts"))
        {
            if (SmartHostName.TryParse(text, out string? host, out string? problem))
            {
                hosts.Add(host);
            }
            else
            {
                _remarks.Add($"the smart host '{VisibleText.Show(text, 100)}' cannot be used: {problem}");
            }
        }

        return hosts;
    }

    private List<DomainPattern> Patterns(string property)
    {
        Unreadable(_object.Has(property) ? null : $"the property {property} is not there");
        List<DomainPattern> patterns = [];
        foreach (object item in _object.List(property))
        {
            string text = item is ShapedObject space ? SpaceText(space) : item.ToString() ?? "";
            DomainPattern? pattern = null;
            string? problem = IsTypeName(text) ? "Export-Csv writes the type of a list and not what is in it; save the objects with Export-Clixml" : null;
            if (problem is not null || !DomainPattern.TryParse(Bare(text), out pattern, out problem))
            {
                Unreadable($"'{VisibleText.Show(text, 100)}' in {property} cannot be used: {problem}");
                continue;
            }

            // SmtpDomainWithSubdomains: a star covers the domain below which it stands as well.
            patterns.AddRange(pattern.IsWildcard && !pattern.IsAll && _kind != TenantKind.TransportRule ? [DomainPattern.Exact(pattern.Domain), pattern] : [pattern]);
        }

        return [.. patterns.Distinct()];
    }

    /// <summary>What a list becomes in a file of comma-separated values.</summary>
    private static bool IsTypeName(string text) => text.StartsWith("System.Collections.", StringComparison.Ordinal) || text.StartsWith("Microsoft.Exchange.Data.", StringComparison.Ordinal)
        || (text.StartsWith("System.", StringComparison.Ordinal) && text.EndsWith("[]", StringComparison.Ordinal));

    private static string SpaceText(ShapedObject space)
    {
        string name = space.Text("Address") ?? space.Text("Domain") ?? space.Text("Name") ?? "";
        return space.Flag("IncludeSubDomains") == true && !name.StartsWith('*') ? "*." + name : name;
    }

    /// <summary>"smtp:contoso.com;1" is the address space contoso.com with cost 1.</summary>
    private static string Bare(string text)
    {
        string bare = text.Trim();
        bare = bare.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase) ? bare.Substring(5) : bare;
        int cost = bare.IndexOf(';');
        return cost >= 0 ? bare.Substring(0, cost) : bare;
    }

    private bool IsOnPremises() => string.Equals(_object.Text("ConnectorType"), "OnPremises", StringComparison.OrdinalIgnoreCase);

    private bool Flag(string name, bool usual)
    {
        Remark(!_object.Has(name), $"the property {name} is not there; it was taken as {(usual ? "set" : "not set")}");
        return _object.Flag(name) ?? usual;
    }

    private void Unreadable(string? remark)
    {
        _remarks.AddRange(remark is null ? [] : [remark]);
        _unreadable.AddRange(remark is null ? [] : [remark]);
    }

    private void Remark(bool when, string remark)
    {
        if (when)
        {
            _remarks.Add(remark);
        }
    }
}
