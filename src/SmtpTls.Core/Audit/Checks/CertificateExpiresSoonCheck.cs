using System;
using System.Collections.Generic;

namespace SmtpTls.Audit.Checks;

/// <summary>Warns while there is time: three weeks ahead, or a third of the life of a certificate that lives shorter than nine weeks.</summary>
internal sealed class CertificateExpiresSoonCheck : AddressCheck
{
    public override CheckInfo Info { get; } = new("CERT-EXPIRES-SOON", "The certificate expires soon", Severity.Low, "RFC 5280 §4.1.2.5",
        "Renew the certificate now and check why its automatic renewal has not done so; afterwards see that the SMTP service uses the new one.");

    public override IEnumerable<Finding> Judge(AddressCase seen)
    {
        if (seen.Address.Leaf is not { Info: { NotAfter: { } end, NotBefore: { } start } })
        {
            yield break;
        }

        TimeSpan left = end - seen.Facts.TakenAt.UtcDateTime;
        TimeSpan life = end - start;
        TimeSpan ahead = Shorter(TimeSpan.FromDays(21), TimeSpan.FromTicks(life.Ticks / 3));
        if (left > TimeSpan.Zero && left < ahead)
        {
            bool urgent = left < Shorter(TimeSpan.FromDays(7), TimeSpan.FromTicks(ahead.Ticks / 3));
            yield return Found(seen.Name, $"The certificate of {seen.Place} expires on {TimeText.Minute(end)}, in {Days(left)}.", urgent ? Severity.Medium : Severity.Low);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static string Days(TimeSpan left) => left.TotalDays < 2 ? $"{(int)left.TotalHours} hours" : $"{left.Days} days";
}
