using System.Collections.Generic;
using System.Text.Json;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>Reads what a report says of policies and failures (RFC 8460 §4.2 to §4.4).</summary>
internal sealed class PolicyParser
{
    private readonly ValueReader _values;
    private readonly Explanations _explanations;
    private readonly FailureRows _rows;
    private readonly FailureScanner _scanner;

    public PolicyParser(ValueReader values, Explanations explanations)
    {
        _values = values;
        _explanations = explanations;
        _rows = new FailureRows(values.Pool);
        _scanner = new FailureScanner(_rows);
    }

    /// <summary>The list of policies; one policy alone is a list of one.</summary>
    /// <exception cref="ReportFaultException">It is neither a list nor an object.</exception>
    public List<TlsRptPolicy> Policies(ref JsonTokens tokens, ReportDraft draft)
    {
        List<TlsRptPolicy> policies = [];
        if (tokens.Type == JsonTokenType.StartObject)
        {
            draft.Add(ProblemCode.BadValue, Member.Policies, "It is one object and not a list.");
            policies.Add(Policy(ref tokens, draft, 0));
        }
        else if (tokens.Type == JsonTokenType.StartArray)
        {
            for (int i = 0; tokens.Read() && tokens.Type != JsonTokenType.EndArray; i++)
            {
                draft.CountItem();
                if (tokens.Type == JsonTokenType.StartObject)
                {
                    policies.Add(Policy(ref tokens, draft, i));
                }
                else
                {
                    draft.AddAt(ProblemCode.BadValue, $"policies[{i}]", "It should be an object and is something else.");
                    tokens.Skip();
                }
            }
        }
        else if (tokens.Type != JsonTokenType.Null)
        {
            throw draft.Fault(ProblemCode.BadValue, Member.Policies, "It should be a list of policies and is something else.");
        }

        return policies;
    }

    private TlsRptPolicy Policy(ref JsonTokens tokens, ReportDraft draft, int index)
    {
        draft.Policy = index;
        _rows.Begin();
        PolicyApplied applied = default;
        (long? Successful, long? Failed) sessions = default;
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            switch (member)
            {
                case Member.Policy when tokens.Type == JsonTokenType.StartObject:
                    applied = Applied(ref tokens, draft);
                    break;
                case Member.Summary when tokens.Type == JsonTokenType.StartObject:
                    sessions = Summary(ref tokens, draft);
                    break;
                case Member.FailureDetails:
                    Failures(ref tokens, draft);
                    break;
                default:
                    Odd(ref tokens, draft, member);
                    break;
            }
        }

        TlsRptPolicy policy = new()
        {
            PolicyType = applied.Type,
            PolicyDomain = applied.Domain,
            PolicyString = List(applied.Strings),
            MxHost = List(applied.Hosts),
            SuccessfulSessions = sessions.Successful,
            FailedSessions = sessions.Failed,
            FailureDetails = _rows.Count > 0 ? new ValueList<TlsRptFailureDetail>(_rows.ToList(_explanations)) : ValueList<TlsRptFailureDetail>.Nothing,
        };
        CheckPolicy(policy, draft);
        draft.Policy = -1;
        return policy;
    }

    private PolicyApplied Applied(ref JsonTokens tokens, ReportDraft draft)
    {
        string[]? hosts = null, patterns = null, strings = null;
        string? type = null, domain = null;
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            switch (member)
            {
                case Member.PolicyType:
                    type = Word(_values.Text(ref tokens, draft, member), ReportWords.IsPolicyType, draft, member);
                    break;
                case Member.PolicyDomain:
                    domain = _values.Text(ref tokens, draft, member);
                    break;
                case Member.PolicyString:
                    strings = _values.Texts(ref tokens, draft, member);
                    break;
                case Member.MxHost:
                    hosts = _values.Texts(ref tokens, draft, member);
                    break;
                case Member.MxHostPattern:
                    patterns = _values.Texts(ref tokens, draft, member);
                    draft.Add(ProblemCode.BadValue, member, "This is the name of a draft; RFC 8460 calls the member mx-host.");
                    break;
                default:
                    Odd(ref tokens, draft, member);
                    break;
            }
        }

        return new PolicyApplied(type, domain, strings, hosts ?? patterns);
    }

    private static (long? Successful, long? Failed) Summary(ref JsonTokens tokens, ReportDraft draft)
    {
        (long? Successful, long? Failed) sessions = default;
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            switch (member)
            {
                case Member.TotalSuccessful:
                    sessions.Successful = ValueReader.Count(ref tokens, draft, member);
                    break;
                case Member.TotalFailure:
                    sessions.Failed = ValueReader.Count(ref tokens, draft, member);
                    break;
                default:
                    Odd(ref tokens, draft, member);
                    break;
            }
        }

        return sessions;
    }

    private void Failures(ref JsonTokens tokens, ReportDraft draft)
    {
        if (tokens.Type == JsonTokenType.StartObject)
        {
            draft.Add(ProblemCode.BadValue, Member.FailureDetails, "It is one object and not a list.");
            Failure(ref tokens, draft, 0);
        }
        else if (tokens.Type == JsonTokenType.StartArray)
        {
            for (int i = 0; tokens.Read() && tokens.Type != JsonTokenType.EndArray; i++)
            {
                draft.CountItem();
                if (tokens.Type == JsonTokenType.StartObject)
                {
                    Failure(ref tokens, draft, i);
                    i += Scan(ref tokens, draft);
                }
                else
                {
                    draft.Add(ProblemCode.BadValue, Member.FailureDetails, $"Entry {i} should be an object and is something else.");
                    tokens.Skip();
                }
            }
        }
        else if (tokens.Type != JsonTokenType.Null)
        {
            Odd(ref tokens, draft, Member.FailureDetails);
        }
    }

    /// <summary>Reads the plain failures behind the one that was read.</summary>
    /// <returns>How many they are.</returns>
    private int Scan(ref JsonTokens tokens, ReportDraft draft)
    {
        int before = _rows.Count;
        tokens.Pass(_scanner.Scan(tokens.Ahead));
        draft.CountItem(_rows.Count - before);
        return _rows.Count - before;
    }

    private void Failure(ref JsonTokens tokens, ReportDraft draft, int index)
    {
        draft.Detail = index;
        FailureRow row = new() { Count = -1 };
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            switch (member)
            {
                case Member.ResultType: row.Type = _rows.Number(Word(_values.Text(ref tokens, draft, member), ReportWords.IsResultType, draft, member)); break;
                case Member.SendingMtaIp: row.Sender = Text(ref tokens, draft, member); break;
                case Member.ReceivingMxHostname: row.Host = Text(ref tokens, draft, member); break;
                case Member.ReceivingMxHelo: row.Helo = Text(ref tokens, draft, member); break;
                case Member.ReceivingIp: row.Address = Text(ref tokens, draft, member); break;
                case Member.FailedSessionCount: row.Count = ValueReader.Count(ref tokens, draft, member) ?? -1; break;
                case Member.AdditionalInformation: row.More = Text(ref tokens, draft, member); break;
                case Member.FailureReasonCode: row.Reason = Text(ref tokens, draft, member); break;
                default: Odd(ref tokens, draft, member); break;
            }
        }

        if (row.Type == 0 || row.Count < 0)
        {
            draft.Add(ProblemCode.MissingField, row.Type == 0 ? Member.ResultType : Member.FailedSessionCount, "The failure does not say " + (row.Type == 0 ? "what it is." : "how often it happened."));
        }

        draft.Detail = -1;
        _rows.Add(row);
    }

    private int Text(ref JsonTokens tokens, ReportDraft draft, Member member) => _rows.Number(_values.Text(ref tokens, draft, member));

    /// <summary>A word of the standard in its own letters; another as it is.</summary>
    private static string? Word(string? text, System.Func<string, bool> known, ReportDraft draft, Member member)
    {
        if (text is null || known(text))
        {
            return text;
        }

        string lower = text.Trim().ToLowerInvariant();
        bool same = known(lower);
        draft.Add(ProblemCode.BadValue, member, same ? $"'{VisibleText.Show(text, 100)}' should be written {lower}." : $"'{VisibleText.Show(text, 100)}' is no word of RFC 8460; it is kept as it is.");
        return same ? lower : text;
    }

    private void CheckPolicy(TlsRptPolicy policy, ReportDraft draft)
    {
        if (policy.PolicyType is null || policy.PolicyDomain is null)
        {
            draft.Add(ProblemCode.MissingField, policy.PolicyType is null ? Member.PolicyType : Member.PolicyDomain, "It is missing.");
        }

        if (policy.SuccessfulSessions is null || policy.FailedSessions is null)
        {
            draft.Add(ProblemCode.MissingField, Member.Summary, "It does not count successful and failed sessions.");
        }

        if (policy.FailedSessions is not { } failed)
        {
            return;
        }

        decimal sum = _rows.Sum;
        if (sum > failed)
        {
            draft.Add(ProblemCode.BadValue, Member.FailureDetails, $"The failures add up to {sum} sessions, more than the {failed} of the summary.");
        }
        else if (failed > 0 && _rows.Count == 0)
        {
            draft.Add(ProblemCode.MissingField, Member.FailureDetails, $"{failed} failed sessions are counted and none is explained.");
        }
    }

    private static void Odd(ref JsonTokens tokens, ReportDraft draft, Member member)
    {
        draft.Add(ProblemCode.BadValue, member, "It does not belong here, or has another form than it should; it was passed over.");
        tokens.Skip();
    }

    private static ValueList<string> List(string[]? texts) => texts is { Length: > 0 } ? new ValueList<string>(texts) : ValueList<string>.Nothing;

    private readonly record struct PolicyApplied(string? Type, string? Domain, string[]? Strings, string[]? Hosts);
}
