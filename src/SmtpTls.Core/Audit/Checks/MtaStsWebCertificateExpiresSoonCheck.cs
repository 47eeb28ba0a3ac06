using System;
using System.Collections.Generic;
using SmtpTls.MtaSts;

namespace SmtpTls.Audit.Checks;

/// <summary>Warns while there is time: MTA-STS fails with the web certificate as surely as with those of the mail hosts.</summary>
internal sealed class MtaStsWebCertificateExpiresSoonCheck : Check
{
    public override CheckInfo Info { get; } = new("MTASTS-WEB-CERTIFICATE-EXPIRES-SOON", "The policy host's certificate expires soon", Severity.Low, "RFC 8461 §10.2",
        "Renew the certificate of the policy host now and check why its automatic renewal has not done so.");

    public override IEnumerable<Finding> Judge(DomainFacts facts)
    {
        if (facts.MtaSts?.Fetch is not { Reading.State: not StsFetchState.WebCertificateInvalid, Leaf.Info: { NotAfter: { } end, NotBefore: { } start } } fetch)
        {
            yield break;
        }

        TimeSpan left = end - facts.TakenAt.UtcDateTime;
        TimeSpan ahead = new(Math.Min(TimeSpan.FromDays(21).Ticks, (end - start).Ticks / 3));
        if (left > TimeSpan.Zero && left < ahead)
        {
            Severity severity = left < new TimeSpan(ahead.Ticks / 3) ? Severity.Medium : Severity.Low;
            string days = left.TotalDays < 2 ? $"{(int)left.TotalHours} hours" : $"{left.Days} days";
            yield return Found(facts.Subject, $"The certificate of {fetch.Host} expires on {TimeText.Minute(end)}, in {days}.", severity);
        }
    }
}
