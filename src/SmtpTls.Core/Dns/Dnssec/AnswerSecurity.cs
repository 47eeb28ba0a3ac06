using System;
using System.Linq;
using System.Net;

namespace SmtpTls.Dns.Dnssec;

/// <summary>Puts what DNSSEC says into an answer. What is bogus leaves as a failure, so that nobody can use it by oversight.</summary>
internal static class AnswerSecurity
{
    /// <summary>RFC 8914 §4.7 to §4.13: the server's own validation failed.</summary>
    private const ushort FirstBogusError = 6;
    private const ushort LastBogusError = 12;

    public static DnsAnswer Off(DnsAnswer answer) => answer with { SecurityReason = "DNSSEC is off: nobody looked whether the answer is genuine" };

    public static DnsAnswer Apply(DnsAnswer answer, DnsProof proof)
    {
        answer = answer with
        {
            Security = proof.Security,
            Proof = proof,
            SecurityReason = proof.Remedy is { } remedy ? $"{proof.Reason}. {remedy}" : proof.Reason,
            Ttl = Math.Min(answer.Ttl, proof.MostTtl),
        };
        if (proof.Security != DnsSecurity.Bogus)
        {
            return answer;
        }

        string what = $"{answer.Type.Show()} of {answer.Name.ToShortString()}";
        return answer with
        {
            Status = DnsStatus.ServerFailure,
            Records = [],
            Aliases = [],
            CanonicalName = answer.Name,
            Fault = new Fault(FaultKind.ServerFailure, $"The answer for {what} is not genuine by DNSSEC (bogus) and was not used: {proof.Reason}. {proof.Remedy}".TrimEnd()),
        };
    }

    /// <summary>RFC 4035 §4.9.3: AD is worth what the way to the server is worth.</summary>
    public static DnsAnswer FromAd(DnsAnswer answer, bool named)
    {
        (DnsSecurity security, string reason) = Judge(answer, named);
        return answer with { Security = security, SecurityReason = reason };
    }

    private static (DnsSecurity Security, string Reason) Judge(DnsAnswer answer, bool named)
    {
        if (answer.Server is not { } server)
        {
            return (DnsSecurity.Indeterminate, "no DNS server answered");
        }

        if (!named && !IPAddress.IsLoopback(server.Address))
        {
            return (DnsSecurity.Indeterminate, $"the AD bit of {server} is not believed: it is neither on this machine nor named by you. Name it, or validate here");
        }

        if (!answer.IsDecisive)
        {
            return answer.ExtendedErrors.Any(error => error.Code is >= FirstBogusError and <= LastBogusError)
                ? (DnsSecurity.Bogus, $"{server} says that it could not validate the answer")
                : (DnsSecurity.Indeterminate, $"{server} gave no answer");
        }

        return answer.AuthenticData
            ? (DnsSecurity.Secure, $"{server} says by the AD bit that it validated the answer")
            : (DnsSecurity.Insecure, $"{server} did not set the AD bit: the zone is not signed, or the server does not validate");
    }
}
