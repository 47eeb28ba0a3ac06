using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.TlsRpt.Publish;

/// <summary>
/// Makes the record by which a domain asks for TLS reports (RFC 8460 §3): a TXT record at <c>_smtp._tls</c> below the domain that lists where
/// senders may send, once a day, how many sessions with its mail hosts were encrypted as its policies ask, and how many failed and why.
/// </summary>
internal static class TlsRptRecordPlanner
{
    /// <summary>Pure.</summary>
    public static TlsRptRecordPlan Plan(DomainName domain, IReadOnlyList<ReportUri> addresses)
    {
        string[] uris = [.. addresses.Select(one => one.Text).Distinct(StringComparer.Ordinal)];
        string name = $"_smtp._tls.{domain}";
        string text = $"v=TLSRPTv1; rua={string.Join(",", uris)}";
        return new TlsRptRecordPlan
        {
            Domain = domain.ToString(),
            Name = name,
            Text = text,
            ZoneLine = ZoneText.Txt(name, text),
            Rua = uris,
            Notes = [.. Notes(domain, addresses, text)],
        };
    }

    private static IEnumerable<string> Notes(DomainName domain, IReadOnlyList<ReportUri> addresses, string text)
    {
        if (addresses.All(one => one.IsMail && one.Text.EndsWith("@" + domain, StringComparison.Ordinal)))
        {
            yield return $"All reports go to mailboxes of {domain} itself. When its mail hosts cannot be reached, reports of just that cannot either: an address elsewhere gets them.";
        }

        if (text.Length > 255)
        {
            yield return $"The text has {text.Length} characters, so it stands as several strings in one TXT record. Web forms of DNS providers usually split it themselves: enter it whole.";
        }

        // RFC 8460 §3: with more than one record, senders act as though there were none.
        yield return $"There must be no second record that begins with v=TLSRPTv1 at _smtp._tls.{domain}.";
    }
}
