using System;
using System.Collections.Generic;
using SmtpTls.Http;

namespace SmtpTls.MtaSts;

/// <summary>What a fetch means to a sender.</summary>
/// <param name="State">In the contract's words.</param>
/// <param name="Policy">Found only when the policy may be applied; Unknown where nobody could say; Invalid otherwise.</param>
/// <param name="ResultType">What a sender reports (RFC 8460 §4.3.2); null when the policy is good.</param>
/// <param name="Problems">Of the policy's text, and of how it was served.</param>
internal sealed record StsFetchReading(StsFetchState State, Outcome<StsPolicy> Policy, string? ResultType, IReadOnlyList<TextProblem> Problems)
{
    private const string MediaType = "text/plain";

    public static StsFetchReading Of(StsFetchSeen seen) => seen.State switch
    {
        WebState.Answered when seen.HttpStatus == 200 => OfBody(seen),
        WebState.Answered => Failed(StsFetchState.FetchFailed, new Fault(FaultKind.Protocol, StatusText(seen))),
        WebState.CertificateInvalid => Failed(StsFetchState.WebCertificateInvalid, FaultOf(seen)) with { ResultType = ResultTypes.WebPkiInvalid },

        // "There is no such host" and "it refused" are answers; a failing resolver, silence and our own refusal are not.
        WebState.NameUnknown or WebState.Timeout or WebState.AddressRefused => Unknown(FaultOf(seen)),
        WebState.ConnectFailed when FaultOf(seen).Kind != FaultKind.Refused => Unknown(FaultOf(seen)),
        _ => Failed(StsFetchState.FetchFailed, FaultOf(seen)),
    };

    private static StsFetchReading OfBody(StsFetchSeen seen)
    {
        if (!IsPlainText(seen.ContentType))
        {
            // RFC 8461 §3.2: senders SHOULD insist on it, so that a host that lets strangers upload pictures serves no policy.
            TextProblem wrong = TextProblem.Error(TextProblemKind.Value, "the file is not served as text/plain", seen.ContentType ?? "no Content-Type");
            return Refused(seen, wrong, StsPolicy.Parse(seen.Body ?? []).Problems);
        }

        if (seen.ContentEncoding is { Length: > 0 } coding && !coding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            // RFC 9110 §12.5.3: identity alone was asked for. What is packed all the same would be judged as rubbish, line by line.
            return Refused(seen, TextProblem.Error(TextProblemKind.Value, "the web host sends the file compressed though it was asked not to (Content-Encoding)", coding), []);
        }

        Reading<StsPolicy> reading = StsPolicy.Parse(seen.Body ?? []);
        return reading.Value is not null
            ? new StsFetchReading(StsFetchState.Valid, reading.Outcome, null, reading.Problems)
            : new StsFetchReading(StsFetchState.InvalidPolicy, reading.Outcome, ResultTypes.PolicyInvalid, reading.Problems);
    }

    private static StsFetchReading Refused(StsFetchSeen seen, TextProblem wrong, IReadOnlyList<TextProblem> more)
    {
        Fault fault = new(FaultKind.Protocol, $"{VisibleText.Show(seen.Url, 300)}: {wrong}.");
        return new StsFetchReading(StsFetchState.InvalidPolicy, Outcome<StsPolicy>.Invalid(fault), ResultTypes.PolicyInvalid, [wrong, .. more]);
    }

    // RFC 9110 §8.3.1: type and subtype have no case, parameters do not matter here.
    private static bool IsPlainText(string? contentType)
    {
        string type = contentType ?? "";
        int end = type.IndexOf(';');
        return (end < 0 ? type : type.Substring(0, end)).Trim(' ', '\t').Equals(MediaType, StringComparison.OrdinalIgnoreCase);
    }

    private static string StatusText(StsFetchSeen seen)
    {
        string url = VisibleText.Show(seen.Url, 300);
        return seen is { HttpStatus: >= 300 and < 400, Location: { } location }
            ? $"{url}: the web host answered {seen.HttpStatus} and points to {VisibleText.Show(location, 300)}; senders follow no redirect (RFC 8461 §3.3)."
            : $"{url}: the web host answered {seen.HttpStatus}; only 200 gives a policy (RFC 8461 §3.3).";
    }

    private static Fault FaultOf(StsFetchSeen seen) => seen.Fault ?? new Fault(FaultKind.Protocol, $"{VisibleText.Show(seen.Url, 300)}: no whole answer came.");

    private static StsFetchReading Failed(StsFetchState state, Fault fault) => new(state, Outcome<StsPolicy>.Invalid(fault), ResultTypes.FetchError, []);

    private static StsFetchReading Unknown(Fault fault) => new(StsFetchState.Indeterminate, Outcome<StsPolicy>.Unknown(fault), ResultTypes.FetchError, []);
}
