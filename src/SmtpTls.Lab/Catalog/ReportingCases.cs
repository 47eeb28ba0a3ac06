using System.Collections.Generic;

namespace SmtpTls.Lab.Catalog;

/// <summary>TLS-RPT records (RFC 8460 §3): where senders shall report that encrypted delivery worked or failed.</summary>
internal static class ReportingCases
{
    public const string GoodRecord = "v=TLSRPTv1; rua=mailto:tls-reports@lab.test";

    public static IEnumerable<LabCase> All(MailHosts hosts)
    {
        LabCase mail = hosts["good-ecdsa"];
        yield return One("rpt-mailto", "TLS reports by mail", "Valid", GoodRecord);
        yield return One("rpt-https", "TLS reports by HTTPS", "Valid", "v=TLSRPTv1; rua=https://reports.lab.test/v1/tlsrpt");
        yield return One("rpt-two", "TLS reports by mail and by HTTPS", "Valid", "v=TLSRPTv1; rua=mailto:tls-reports@lab.test,https://reports.lab.test/v1/tlsrpt");
        yield return One("rpt-two-records", "two TLS-RPT records, so senders act as if there were none", "Invalid", GoodRecord, "v=TLSRPTv1; rua=mailto:other@lab.test");
        yield return One("rpt-syntax", "a TLS-RPT record without its rua", "Invalid", "v=TLSRPTv1; ruf=mailto:tls-reports@lab.test");
        yield return One("rpt-bad-uri", "a TLS-RPT record with http, where mailto and https are allowed", "Invalid", "v=TLSRPTv1; rua=http://reports.lab.test/v1/tlsrpt");
        yield return new LabCase("rpt-old-name", "a TLS-RPT record at _smtp-tlsrpt, the name of an old draft, where nobody looks")
        {
            MailAt = mail,
            MoreRecords = static zone => zone.Text("_smtp-tlsrpt", GoodRecord),
        };

        LabCase One(string name, string about, string state, params string[] records) => new(name, about) { MailAt = mail, TlsRptState = state, TlsRpt = records };
    }
}
