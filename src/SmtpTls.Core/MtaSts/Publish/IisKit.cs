using System.Collections.Generic;

namespace SmtpTls.MtaSts.Publish;

/// <summary>A site of its own in IIS: the policy as a file, and a configuration that serves it as <c>text/plain</c> and nothing else.</summary>
internal static class IisKit
{
    private const string WebConfig = """
        <?xml version="1.0" encoding="utf-8"?>
        <configuration>
          <system.webServer>
            <!-- RFC 8461 §3.3: the policy is text/plain, whatever the server says of .txt elsewhere. -->
            <staticContent>
              <remove fileExtension=".txt" />
              <mimeMap fileExtension=".txt" mimeType="text/plain" />
            </staticContent>
            <defaultDocument enabled="false" />
            <directoryBrowse enabled="false" />
          </system.webServer>
        </configuration>

        """;

    public static IReadOnlyList<TextFile> Files(HostedPolicy policy) =>
    [
        new("README.md", HostingKit.Lines(Readme(policy) + HostingKit.CheckText(policy), "\r\n")),
        new("site/web.config", HostingKit.Lines(WebConfig, "\r\n")),
        new("site/.well-known/mta-sts.txt", policy.PolicyText),
    ];

    private static string Readme(HostedPolicy policy) => $$"""
        # MTA-STS policy of {{policy.Domain}} on IIS

        `site` is a whole web site: one file, `.well-known/mta-sts.txt`, and the `web.config` that serves it as plain text.

        ## Set it up

        On a Windows server that the internet reaches on TCP port 443 (and on port 80, for the certificate below). In PowerShell as administrator,
        in the folder of this file:

        1. Install IIS, if it is not there yet:

               Install-WindowsFeature Web-Static-Content, Web-Mgmt-Console, Web-Scripting-Tools

        2. Copy the site and create it:

               Copy-Item ./site C:\inetpub\{{policy.Host}} -Recurse
               Import-Module WebAdministration
               New-Website -Name {{policy.Host}} -PhysicalPath C:\inetpub\{{policy.Host}} -HostHeader {{policy.Host}} -Port 80

        3. In DNS, point `{{policy.Host}}` at this server (an A record, and an AAAA record where it has IPv6).

        4. Get a certificate for exactly `{{policy.Host}}` from a public authority. With win-acme (https://www.win-acme.com), which also renews it:

               wacs.exe --source iis --host {{policy.Host}} --installation iis

           With a certificate of your own, imported into the computer's store:

               New-WebBinding -Name {{policy.Host}} -Protocol https -Port 443 -HostHeader {{policy.Host}} -SslFlags 1
               (Get-WebBinding -Name {{policy.Host}} -Protocol https).AddSslCertificate('THUMBPRINT', 'My')

        5. Let nothing redirect this site: senders do not follow redirects. A redirect that is set for the whole server must be switched off for it.

        6. Publish the TXT record at `_mta-sts.{{policy.Domain}}`.


        """;
}
