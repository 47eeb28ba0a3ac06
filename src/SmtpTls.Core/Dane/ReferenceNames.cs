using System.Collections.Generic;
using System.Linq;
using SmtpTls.Tls;

namespace SmtpTls.Dane;

/// <summary>
/// The names that a certificate behind a DANE-TA record may bear (RFC 7672 §3.2.2): the host whose TLSA records count, and, where the MX records
/// are secure, the domain that the mail is for, with the name it is an alias of.
/// </summary>
internal sealed record ReferenceNames(IReadOnlyList<string> Names)
{
    /// <param name="baseDomain">Whose TLSA records count.</param>
    /// <param name="nextHop">The domain; null where a host was named directly.</param>
    /// <param name="nextHopAlias">Where the domain's own alias ends; null when it is none.</param>
    /// <param name="secureMx">The MX answer is secure, or says securely that there is none.</param>
    public static ReferenceNames For(string baseDomain, string? nextHop, string? nextHopAlias, bool secureMx) =>
        new([baseDomain, .. (secureMx ? (string?[])[nextHop, nextHopAlias] : []).OfType<string>().Where(name => name != baseDomain).Distinct()]);

    public bool Fit(CertificateFacts leaf) => Names.Any(name => NameMatch.Matches(name, leaf, NameProfile.DaneTrustAnchor));

    public override string ToString() => string.Join(" or ", Names);
}
