using System;
using System.Globalization;

namespace SmtpTls.Dns;

/// <summary>What a server says of a question, with the upper bits from OPT (RFC 1035 §4.1.1, RFC 6891 §6.1.3).</summary>
internal enum DnsRcode
{
    NoError = 0,
    FormErr = 1,
    ServFail = 2,
    NXDomain = 3,
    NotImp = 4,
    Refused = 5,
    YXDomain = 6,
    YXRRSet = 7,
    NXRRSet = 8,
    NotAuth = 9,
    NotZone = 10,
    BadVers = 16,
    BadCookie = 23,
}

internal static class DnsRcodes
{
    public static string Show(this DnsRcode rcode) =>
        Enum.IsDefined(typeof(DnsRcode), rcode)
            ? rcode.ToString().ToUpperInvariant()
            : "RCODE" + ((int)rcode).ToString(CultureInfo.InvariantCulture);
}
