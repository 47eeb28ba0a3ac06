using System;
using System.Text;

namespace SmtpTls.TlsRpt.Intake;

/// <summary>The members of a report (RFC 8460 §4.4).</summary>
internal enum Member
{
    Other,
    OrganizationName,
    DateRange,
    StartDateTime,
    EndDateTime,
    ContactInfo,
    ReportId,
    Policies,
    Policy,
    PolicyType,
    PolicyString,
    PolicyDomain,
    MxHost,
    MxHostPattern,
    Summary,
    TotalSuccessful,
    TotalFailure,
    FailureDetails,
    ResultType,
    SendingMtaIp,
    ReceivingMxHostname,
    ReceivingMxHelo,
    ReceivingIp,
    FailedSessionCount,
    AdditionalInformation,
    FailureReasonCode,
}

/// <summary>Names of members as they stand in JSON.</summary>
internal static class MemberNames
{
    private static readonly byte[][] Begun = MakeBegun();

    /// <summary>A member's name as most senders write it: in quotation marks, the colon right behind.</summary>
    public static ReadOnlySpan<byte> Beginning(Member member) => Begun[(int)member];

    /// <summary>The member of a name; names of the drafts before the RFC count too.</summary>
    public static Member Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        6 when name.SequenceEqual("policy"u8) => Member.Policy,
        7 when name.SequenceEqual("mx-host"u8) => Member.MxHost,
        7 when name.SequenceEqual("summary"u8) => Member.Summary,
        8 when name.SequenceEqual("policies"u8) => Member.Policies,
        9 when name.SequenceEqual("report-id"u8) => Member.ReportId,
        10 when name.SequenceEqual("date-range"u8) => Member.DateRange,
        11 when name.SequenceEqual("result-type"u8) => Member.ResultType,
        11 when name.SequenceEqual("policy-type"u8) => Member.PolicyType,
        12 when name.SequenceEqual("receiving-ip"u8) => Member.ReceivingIp,
        12 when name.SequenceEqual("contact-info"u8) => Member.ContactInfo,
        12 when name.SequenceEqual("end-datetime"u8) => Member.EndDateTime,
        13 when name.SequenceEqual("policy-domain"u8) => Member.PolicyDomain,
        13 when name.SequenceEqual("policy-string"u8) => Member.PolicyString,
        14 when name.SequenceEqual("sending-mta-ip"u8) => Member.SendingMtaIp,
        14 when name.SequenceEqual("start-datetime"u8) => Member.StartDateTime,
        15 when name.SequenceEqual("failure-details"u8) => Member.FailureDetails,
        15 when name.SequenceEqual("mx-host-pattern"u8) => Member.MxHostPattern,
        _ => OfLong(name),
    };

    public static string Text(Member member) => member switch
    {
        Member.OrganizationName => "organization-name",
        Member.StartDateTime => "start-datetime",
        Member.EndDateTime => "end-datetime",
        Member.SendingMtaIp => "sending-mta-ip",
        Member.MxHostPattern => "mx-host-pattern",
        Member.TotalSuccessful => "total-successful-session-count",
        Member.TotalFailure => "total-failure-session-count",
        Member.ReceivingMxHostname => "receiving-mx-hostname",
        Member.ReceivingMxHelo => "receiving-mx-helo",
        Member.FailedSessionCount => "failed-session-count",
        Member.AdditionalInformation => "additional-information",
        Member.FailureReasonCode => "failure-reason-code",
        _ => Hyphenated(member.ToString()),
    };

    private static byte[][] MakeBegun()
    {
        byte[][] begun = new byte[(int)Member.FailureReasonCode + 1][];
        for (int i = 0; i < begun.Length; i++)
        {
            begun[i] = Encoding.ASCII.GetBytes("\"" + Text((Member)i) + "\":");
        }

        return begun;
    }

    private static Member OfLong(ReadOnlySpan<byte> name) => name.Length switch
    {
        17 when name.SequenceEqual("organization-name"u8) => Member.OrganizationName,
        17 when name.SequenceEqual("receiving-mx-helo"u8) => Member.ReceivingMxHelo,
        18 when name.SequenceEqual("failure-error-code"u8) => Member.FailureReasonCode,
        19 when name.SequenceEqual("failure-reason-code"u8) => Member.FailureReasonCode,
        19 when name.SequenceEqual("additional-info-uri"u8) => Member.AdditionalInformation,
        20 when name.SequenceEqual("failed-session-count"u8) => Member.FailedSessionCount,
        21 when name.SequenceEqual("receiving-mx-hostname"u8) => Member.ReceivingMxHostname,
        22 when name.SequenceEqual("additional-information"u8) => Member.AdditionalInformation,
        27 when name.SequenceEqual("total-failure-session-count"u8) => Member.TotalFailure,
        30 when name.SequenceEqual("total-successful-session-count"u8) => Member.TotalSuccessful,
        _ => Member.Other,
    };

    private static string Hyphenated(string name)
    {
        StringBuilder text = new();
        foreach (char c in name)
        {
            if (char.IsUpper(c))
            {
                text.Append(text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }
}
