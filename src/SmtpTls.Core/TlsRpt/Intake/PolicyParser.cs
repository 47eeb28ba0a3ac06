using System.Collections.Generic;
using System.Text.Json;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>Reads what a report says of policies and failures (RFC 8460 §4.2 to §4.4).</summary>
/// <param name="values">Reads the single values.</param>
/// <param name="explanations">What a result type means.</param>
internal sealed class PolicyParser(ValueReader values, Explanations explanations)
{
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
        TlsRptPolicy policy = new();
        List<TlsRptFailureDetail>? details = null;
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            switch (member)
            {
                case Member.Policy when tokens.Type == JsonTokenType.StartObject:
                    policy = Applied(ref tokens, draft, policy);
                    break;
                case Member.Summary when tokens.Type == JsonTokenType.StartObject:
                    policy = Summary(ref tokens, draft, policy);
                    break;
                case Member.FailureDetails:
                    details = Details(ref tokens, draft);
                    break;
                default:
                    Odd(ref tokens, draft, member);
                    break;
            }
        }

        policy = policy with { FailureDetails = details is { Count: > 0 } ? new ValueList<TlsRptFailureDetail>(details) : ValueList<TlsRptFailureDetail>.Nothing };
        CheckPolicy(policy, draft);
        draft.Policy = -1;
        return policy;
    }

    private TlsRptPolicy Applied(ref JsonTokens tokens, ReportDraft draft, TlsRptPolicy policy)
    {
        List<string>? hosts = null, patterns = null, strings = null;
        string? type = null, domain = null;
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            switch (member)
            {
                case Member.PolicyType:
                    type = Word(values.Text(ref tokens, draft, member), ReportWords.IsPolicyType, draft, member);
                    break;
                case Member.PolicyDomain:
                    domain = values.Text(ref tokens, draft, member);
                    break;
                case Member.PolicyString:
                    strings = values.Texts(ref tokens, draft, member);
                    break;
                case Member.MxHost:
                    hosts = values.Texts(ref tokens, draft, member);
                    break;
                case Member.MxHostPattern:
                    patterns = values.Texts(ref tokens, draft, member);
                    draft.Add(ProblemCode.BadValue, member, "This is the name of a draft; RFC 8460 calls the member mx-host.");
                    break;
                default:
                    Odd(ref tokens, draft, member);
                    break;
            }
        }

        return policy with { PolicyType = type, PolicyDomain = domain, PolicyString = List(strings), MxHost = List(hosts ?? patterns) };
    }

    private static TlsRptPolicy Summary(ref JsonTokens tokens, ReportDraft draft, TlsRptPolicy policy)
    {
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            switch (member)
            {
                case Member.TotalSuccessful:
                    policy = policy with { SuccessfulSessions = ValueReader.Count(ref tokens, draft, member) };
                    break;
                case Member.TotalFailure:
                    policy = policy with { FailedSessions = ValueReader.Count(ref tokens, draft, member) };
                    break;
                default:
                    Odd(ref tokens, draft, member);
                    break;
            }
        }

        return policy;
    }

    private List<TlsRptFailureDetail> Details(ref JsonTokens tokens, ReportDraft draft)
    {
        List<TlsRptFailureDetail> details = [];
        if (tokens.Type == JsonTokenType.StartObject)
        {
            draft.Add(ProblemCode.BadValue, Member.FailureDetails, "It is one object and not a list.");
            details.Add(Detail(ref tokens, draft, 0));
        }
        else if (tokens.Type == JsonTokenType.StartArray)
        {
            for (int i = 0; tokens.Read() && tokens.Type != JsonTokenType.EndArray; i++)
            {
                draft.CountItem();
                if (tokens.Type == JsonTokenType.StartObject)
                {
                    details.Add(Detail(ref tokens, draft, i));
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

        return details;
    }

    private TlsRptFailureDetail Detail(ref JsonTokens tokens, ReportDraft draft, int index)
    {
        draft.Detail = index;
        string? type = null, sender = null, host = null, helo = null, address = null, more = null, reason = null;
        long? count = null;
        uint seen = 0;
        while (ValueReader.Next(ref tokens, draft, ref seen) is { } member)
        {
            switch (member)
            {
                case Member.ResultType: type = Word(values.Text(ref tokens, draft, member), ReportWords.IsResultType, draft, member); break;
                case Member.SendingMtaIp: sender = values.Text(ref tokens, draft, member); break;
                case Member.ReceivingMxHostname: host = values.Text(ref tokens, draft, member); break;
                case Member.ReceivingMxHelo: helo = values.Text(ref tokens, draft, member); break;
                case Member.ReceivingIp: address = values.Text(ref tokens, draft, member); break;
                case Member.FailedSessionCount: count = ValueReader.Count(ref tokens, draft, member); break;
                case Member.AdditionalInformation: more = values.Text(ref tokens, draft, member); break;
                case Member.FailureReasonCode: reason = values.Text(ref tokens, draft, member); break;
                default: Odd(ref tokens, draft, member); break;
            }
        }

        if (type is null || count is null)
        {
            draft.Add(ProblemCode.MissingField, type is null ? Member.ResultType : Member.FailedSessionCount, "The failure does not say " + (type is null ? "what it is." : "how often it happened."));
        }

        draft.Detail = -1;
        return new TlsRptFailureDetail
        {
            ResultType = type,
            SendingMtaIp = sender,
            ReceivingMxHostname = host,
            ReceivingMxHelo = helo,
            ReceivingIp = address,
            FailedSessions = count,
            AdditionalInformation = more,
            FailureReasonCode = reason,
            Explanation = type is null ? null : explanations.Of(type),
        };
    }

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

    private static void CheckPolicy(TlsRptPolicy policy, ReportDraft draft)
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

        decimal sum = 0;
        foreach (TlsRptFailureDetail detail in policy.FailureDetails)
        {
            sum += detail.FailedSessions ?? 0;
        }

        if (sum > failed)
        {
            draft.Add(ProblemCode.BadValue, Member.FailureDetails, $"The failures add up to {sum} sessions, more than the {failed} of the summary.");
        }
        else if (failed > 0 && policy.FailureDetails.Count == 0)
        {
            draft.Add(ProblemCode.MissingField, Member.FailureDetails, $"{failed} failed sessions are counted and none is explained.");
        }
    }

    private static void Odd(ref JsonTokens tokens, ReportDraft draft, Member member)
    {
        draft.Add(ProblemCode.BadValue, member, "It does not belong here, or has another form than it should; it was passed over.");
        tokens.Skip();
    }

    private static ValueList<string> List(List<string>? texts) => texts is { Count: > 0 } ? new ValueList<string>(texts) : ValueList<string>.Nothing;
}
