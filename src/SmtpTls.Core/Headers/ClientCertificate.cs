using System;

namespace SmtpTls.Headers;

/// <summary>
/// What a receiving server says of the sender's certificate, in the forms of Postfix (smtpd_tls_received_header) and Sendmail (verify=). Of the
/// receiver's own certificate, which the sender checked, no server stamps anything.
/// </summary>
internal static class ClientCertificate
{
    /// <param name="comment">Of a stamp, without its outer parentheses.</param>
    public static Answer Of(string comment)
    {
        string text = comment.Trim();
        if (text.StartsWith("No client certificate requested", StringComparison.Ordinal) || text.StartsWith("Client did not present a certificate", StringComparison.Ordinal))
        {
            return Answer.No;
        }

        if (text.StartsWith("Client CN ", StringComparison.Ordinal))
        {
            return text.EndsWith("(verified OK)", StringComparison.Ordinal) ? Answer.Yes : text.EndsWith("(not verified)", StringComparison.Ordinal) ? Answer.No : Answer.Unknown;
        }

        int at = text.StartsWith("version=", StringComparison.Ordinal) ? text.IndexOf("verify=", StringComparison.Ordinal) : -1;
        return at < 0 ? Answer.Unknown : text.Substring(at + 7).Split(' ', ',', '\r', '\n', '\t')[0] switch
        {
            "OK" => Answer.Yes,
            "NO" or "NOT" or "FAIL" => Answer.No,
            _ => Answer.Unknown,
        };
    }
}
