using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using SmtpTls.Explain;

namespace SmtpTls.TlsRpt.Measure;

/// <summary>Adds reports up. Keeps sums and no reports, so that a hundred thousand of them cost little. Not for several threads.</summary>
/// <param name="causes">What result types mean.</param>
internal sealed class ReportMeasure(CauseCatalog causes) : IDisposable
{
    private const int MostFailures = 10_000;
    private readonly HashSet<(long, long)> _known = [];
    private readonly TallyTable _domains = new(), _organizations = new(), _days = new(), _types = new(), _hosts = new(), _senders = new(), _policies = new();
    private readonly Dictionary<FailureKey, FailureTally> _failures = [];
    private readonly Dictionary<(string? Domain, string? Organization), DateTime> _lastDay = [];
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private readonly SessionLedger<string> _byDomain = new();
    private readonly SessionLedger<FailureKey> _byFailure = new();
    private readonly SessionLedger<(string?, string)> _byType = new(), _byHost = new(), _bySender = new();
    private readonly SHA256 _hash = SHA256.Create();
    private readonly Tally _all = new();
    private long _duplicates, _unusable, _withProblems, _number, _merged;
    private DateTime? _start, _end;

    public void Dispose() => _hash.Dispose();

    /// <summary>Counts one more report.</summary>
    public void Add(TlsRptReport report)
    {
        if (report.Policies.Count == 0 && report.OrganizationName is null && report.ReportId is null)
        {
            _unusable++;
            return;
        }

        if (report.ReportId is not null && !_known.Add(Key(report)))
        {
            _duplicates++;
            return;
        }

        _number++;
        _withProblems += report.Problems.Count > 0 ? 1 : 0;
        _start = report.StartDate is null || _start < report.StartDate ? _start : report.StartDate;
        _end = report.EndDate is null || _end > report.EndDate ? _end : report.EndDate;
        DateTime? day = DayOf(report);
        Enter(report, day);
        Count(report.OrganizationName ?? "(unnamed)", day);
    }

    public TlsRptSummary ToSummary() => new()
    {
        Reports = _number,
        Duplicates = _duplicates,
        Unusable = _unusable,
        WithProblems = _withProblems,
        StartDate = _start,
        EndDate = _end,
        SuccessfulSessions = _all.Successful,
        FailedSessions = _all.Failed,
        FailureRate = Sum.Rate(_all.Failed, _all.Successful),
        Domains = _domains.ToList(),
        Organizations = _organizations.ToList(),
        Days = _days.ToList(byName: true),
        ResultTypes = _types.ToList(onlyFailures: true),
        MxHosts = _hosts.ToList(onlyFailures: true),
        SendingMtaIps = _senders.ToList(onlyFailures: true),
        Policies = _policies.ToList(),
        Failures = [.. _failures.OrderByDescending(pair => pair.Value.Total.Failed).ThenBy(pair => pair.Key.Domain, StringComparer.Ordinal)
            .ThenBy(pair => pair.Key.ResultType, StringComparer.Ordinal).ThenBy(pair => pair.Key.MxHost, StringComparer.Ordinal).Select(pair => FailureOf(pair.Key, pair.Value))],
        Merged = _merged + _domains.Merged + _organizations.Merged + _days.Merged + _types.Merged + _hosts.Merged + _senders.Merged + _policies.Merged,
    };

    /// <summary>The day that the middle of the report's time falls on: a day in another time zone is the day that most of it is in.</summary>
    private static DateTime? DayOf(TlsRptReport report) => report.StartDate is { } start && report.EndDate is { } end && end >= start
        ? start.AddTicks((end - start).Ticks / 2).Date
        : (report.StartDate ?? report.EndDate)?.Date;

    /// <summary>Puts what one report says into the ledgers.</summary>
    private void Enter(TlsRptReport report, DateTime? day)
    {
        _byDomain.Clear();
        _byFailure.Clear();
        _byType.Clear();
        _byHost.Clear();
        _bySender.Clear();
        foreach (TlsRptPolicy policy in report.Policies)
        {
            string? domain = MailDomains.Of(policy, report.Policies);
            long successful = policy.SuccessfulSessions ?? 0, failed = policy.FailedSessions ?? 0;
            _byDomain.Add(domain ?? "(unnamed)", policy.PolicyType, successful, failed);
            _policies.Of(PolicyName(policy)).Add(successful, failed, _number, day);
            foreach (TlsRptFailureDetail detail in policy.FailureDetails)
            {
                Enter(domain, policy, detail, report.OrganizationName);
            }
        }
    }

    private void Enter(string? domain, TlsRptPolicy policy, TlsRptFailureDetail detail, string? organization)
    {
        long failed = detail.FailedSessions ?? 0;
        string? host = MailDomains.Normal(detail.ReceivingMxHostname) ?? AddressOf(detail.ReceivingIp)
            ?? (policy.PolicyType == "tlsa" && policy.MxHost.Count == 1 ? MailDomains.Normal(policy.MxHost[0]) : null);
        string? sender = AddressOf(detail.SendingMtaIp);
        FailureKey key = new(domain, detail.ResultType, host);
        _byFailure.Add(key, policy.PolicyType, 0, failed);
        _byType.Add((domain, detail.ResultType ?? "(unnamed)"), policy.PolicyType, 0, failed);
        if (host is not null)
        {
            _byHost.Add((domain, host), policy.PolicyType, 0, failed);
        }

        if (sender is not null)
        {
            _bySender.Add((domain, sender), policy.PolicyType, 0, failed);
        }

        FailureTally? tally = Failure(key);
        if (tally is not null)
        {
            FailureTally.Note(tally.Organizations, organization);
            FailureTally.Note(tally.Senders, sender);
            FailureTally.Note(tally.Reasons, detail.FailureReasonCode);
        }
    }

    /// <summary>Adds the ledgers of one report to the sums.</summary>
    private void Count(string organization, DateTime? day)
    {
        string date = day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "(undated)";
        _organizations.Of(organization).Add(0, 0, _number, day);
        _days.Of(date).Add(0, 0, _number, day);
        foreach ((string domain, long successful, long failed) in _byDomain.Entries)
        {
            _all.Add(successful, failed, _number, day);
            _domains.Of(domain).Add(successful, failed, _number, day);
            _organizations.Of(organization).Add(successful, failed, _number, day);
            _days.Of(date).Add(successful, failed, _number, day);
            NoteDay(domain, organization, day);
        }

        foreach ((FailureKey key, _, long failed) in _byFailure.Entries)
        {
            Failure(key)?.Add(failed, _number, day);
        }

        foreach ((TallyTable table, SessionLedger<(string?, string)> ledger) in ((TallyTable, SessionLedger<(string?, string)>)[])[(_types, _byType), (_hosts, _byHost), (_senders, _bySender)])
        {
            foreach (((string?, string Name) key, _, long failed) in ledger.Entries)
            {
                table.Of(key.Name).Add(0, failed, _number, day);
            }
        }
    }

    private void NoteDay(string domain, string organization, DateTime? day)
    {
        if (day is { } known && (_lastDay.Count < MostFailures * 10 || _lastDay.ContainsKey((domain, organization)))
            && (!_lastDay.TryGetValue((domain, organization), out DateTime last) || last < known))
        {
            _lastDay[(domain, organization)] = known;
        }
    }

    private FailureTally? Failure(FailureKey key)
    {
        if (_failures.TryGetValue(key, out FailureTally? known))
        {
            return known;
        }

        if (_failures.Count >= MostFailures)
        {
            _merged++;
            return null;
        }

        FailureTally added = new();
        _failures.Add(key, added);
        return added;
    }

    private TlsRptFailure FailureOf(FailureKey key, FailureTally tally)
    {
        Cause? cause = key.ResultType is null ? null : causes.OfResultType(key.ResultType)?.About(Named(key.MxHost), Named(key.Domain));
        Tally domain = _domains.Of(key.Domain ?? "(unnamed)");
        DateTime? lastOfReporters = tally.Organizations.Select(name => _lastDay.TryGetValue((key.Domain ?? "(unnamed)", name), out DateTime day) ? (DateTime?)day : null).Max();
        return new TlsRptFailure
        {
            Domain = key.Domain,
            ResultType = key.ResultType,
            MxHost = key.MxHost,
            FailedSessions = tally.Total.Failed,
            Reports = tally.Total.Reports,
            Organizations = [.. tally.Organizations],
            SendingMtaIps = [.. tally.Senders],
            ReasonCodes = [.. tally.Reasons],
            FirstSeen = tally.Total.First,
            LastSeen = tally.Total.Last,
            Trend = tally.Trend(domain.First, domain.Last, lastOfReporters),
            Days = tally.Days,
            Cause = cause?.Text,
            Actor = cause?.Actor.ToString(),
            Remedy = cause?.Steps ?? [],
        };
    }

    // A name that stands in a command must be one.
    private static string? Named(string? name) => name is not null && (IPAddress.TryParse(name, out _) || DomainName.TryParse(name, out _, out _)) ? name : null;

    private static string PolicyName(TlsRptPolicy policy)
    {
        string? mode = policy.PolicyString.FirstOrDefault(line => line.StartsWith("mode:", StringComparison.OrdinalIgnoreCase))?.Substring(5).Trim();
        return string.Join(" ", ((string?[])[policy.PolicyType ?? "(unnamed)", policy.PolicyType == "sts" ? mode : null, MailDomains.Normal(policy.PolicyDomain)]).Where(part => part is not null));
    }

    /// <summary>IPv4 inside IPv6 is the IPv4 address; what is no address stays as it is. Few addresses are met again and again.</summary>
    private string? AddressOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (_addresses.TryGetValue(text, out string? known))
        {
            return known;
        }

        if (_addresses.Count >= MostFailures)
        {
            _addresses.Clear();
        }

        known = IPAddress.TryParse(text, out IPAddress? address) && IsWritten(address, text) ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : text;
        _addresses.Add(text, known);
        return known;
    }

    // The platform takes "1" for 0.0.0.1 and reads octal numbers: what is not written with four plain numbers is no IPv4 address.
    private static bool IsWritten(IPAddress address, string text) => text.IndexOf(':') >= 0 || address.ToString() == text;

    private (long, long) Key(TlsRptReport report)
    {
        byte[] hash = _hash.ComputeHash(Encoding.UTF8.GetBytes(report.OrganizationName + "\0" + report.ReportId));
        return (BitConverter.ToInt64(hash, 0), BitConverter.ToInt64(hash, 8));
    }
}
