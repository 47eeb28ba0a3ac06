using System.Collections.Generic;
using SmtpTls.Lab.Certificates;
using SmtpTls.Lab.Web;

namespace SmtpTls.Lab.Catalog;

/// <summary>Web hosts from which an MTA-STS policy cannot be had, or must not be believed (RFC 8461 §3.3). The policy itself would be good.</summary>
internal static class PolicyHostCases
{
    private static readonly string Policy = PolicyScript.Policy("enforce", ["mx.good-ecdsa.lab.test"]);

    public static IEnumerable<LabCase> All(MailHosts hosts)
    {
        LabCase mail = hosts["good-ecdsa"];
        foreach (LabCase item in (IEnumerable<LabCase>)[.. Answers(), .. Certificates(), .. Connections()])
        {
            yield return item with { MailAt = mail };
        }
    }

    private static IEnumerable<LabCase> Answers()
    {
        PolicyScript good = new(Policy);
        yield return Failing("sts-404", "a record, and 404 where the policy should be", "Fail", good with { Status = "404 Not Found" });
        yield return Failing("sts-500", "a policy host that answers 500", "Fail", good with { Status = "500 Internal Server Error", ContentType = "text/html" });
        yield return Failing("sts-redirect", "a policy host that redirects, which no sender may follow", "Fail",
            good with { Status = "301 Moved Permanently", MoreHeaders = "Location: https://mta-sts.sts-enforce.lab.test/.well-known/mta-sts.txt\r\n" });
        yield return new LabCase("sts-html", "a policy served as text/html")
        {
            MtaSts = new LabMtaSts("InvalidPolicy", "Fail") { Host = good with { ContentType = "text/html" } },
        };
        yield return Failing("sts-big", "a policy of 70 KiB, where senders read 64 at most", "Fail", new PolicyScript(Policy + Padding(70 * 1024)));
        yield return Failing("sts-endless", "a policy without end", "Fail", new PolicyScript(Policy + Padding(16 * 1024)) { Conduct = PolicyConduct.Endless });
        yield return Failing("sts-drip", "a policy that comes at an octet a second", "Inconclusive", good with { Conduct = PolicyConduct.Drip });
        yield return Failing("sts-silent", "a policy host that takes the request and never answers", "Inconclusive", good with { Conduct = PolicyConduct.SilentAfterRequest });
    }

    private static IEnumerable<LabCase> Certificates()
    {
        yield return Unsafe("sts-web-expired", "a policy host whose certificate ran out two days ago", new CertificateRecipe { FromDay = -90, ToDay = -2 });
        yield return Unsafe("sts-web-wrong-name", "a policy host with a certificate for the domain, not for mta-sts below it", new CertificateRecipe { Name = "sts-web-wrong-name.lab.test" });
        yield return Unsafe("sts-web-self-signed", "a policy host with a self-signed certificate", new CertificateRecipe { Issuer = LabIssuer.Self });
        yield return Unsafe("sts-web-untrusted", "a policy host with a certificate of an authority that nobody trusts", new CertificateRecipe { Issuer = LabIssuer.Stranger, Revocation = LabRevocation.NotNamed });
        yield return new LabCase("sts-needs-sni", "a policy host that shows its certificate only to whoever names the host in the handshake")
        {
            MtaSts = new LabMtaSts("Valid", "Pass") { Host = new PolicyScript(Policy) { NeedsServerName = true } },
        };
        yield return new LabCase("sts-web-expires-soon", "a policy host whose certificate runs out in five days")
        {
            MtaSts = new LabMtaSts("Valid", "Pass") { Host = new PolicyScript(Policy) { Certificate = new CertificateRecipe { FromDay = -85, ToDay = 5 } } },
        };
    }

    private static IEnumerable<LabCase> Connections()
    {
        PolicyScript good = new(Policy);
        yield return Failing("sts-no-host", "a record, and no host where the policy should be", "Fail", null);
        yield return Failing("sts-refused", "a policy host that refuses connections", "Fail", good with { Conduct = PolicyConduct.Refuse });
        yield return Failing("sts-tls-silent", "a policy host that never answers the TLS handshake", "Inconclusive", good with { Conduct = PolicyConduct.SilentAtOnce });
    }

    private static LabCase Failing(string name, string about, string verdict, PolicyScript? host) =>
        new(name, about) { MtaSts = new LabMtaSts(verdict == "Inconclusive" ? "Indeterminate" : "FetchFailed", verdict) { Host = host } };

    private static LabCase Unsafe(string name, string about, CertificateRecipe certificate) =>
        new(name, about) { MtaSts = new LabMtaSts("WebCertificateInvalid", "Fail") { Host = new PolicyScript(Policy) { Certificate = certificate } } };

    private static string Padding(int octets)
    {
        string line = $"x-padding: {new string('0', 50)}\r\n";
        System.Text.StringBuilder text = new(octets + line.Length);
        while (text.Length < octets)
        {
            text.Append(line);
        }

        return text.ToString();
    }
}
