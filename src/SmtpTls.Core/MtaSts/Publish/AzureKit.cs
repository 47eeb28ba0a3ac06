using System.Collections.Generic;

namespace SmtpTls.MtaSts.Publish;

/// <summary>An app for Azure Static Web Apps, which also gets the certificate and renews it.</summary>
internal static class AzureKit
{
    private const string Configuration = """
        {
          "mimeTypes": {
            ".txt": "text/plain"
          },
          "routes": [
            {
              "route": "/.well-known/mta-sts.txt",
              "methods": ["GET", "HEAD"],
              "headers": { "Cache-Control": "max-age=300" }
            }
          ],
          "globalHeaders": {
            "X-Content-Type-Options": "nosniff"
          }
        }

        """;

    public static IReadOnlyList<TextFile> Files(HostedPolicy policy) =>
    [
        new("README.md", HostingKit.Lines(Readme(policy) + HostingKit.CheckText(policy))),
        new("site/staticwebapp.config.json", HostingKit.Lines(Configuration)),
        new("site/index.html", HostingKit.Lines(Index(policy))),
        new("site/.well-known/mta-sts.txt", policy.PolicyText),
    ];

    // The names in it are A-labels: letters, digits, hyphens, underscores and dots, none of which HTML reads as anything else.
    private static string Index(HostedPolicy policy) => $$"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>{{policy.Host}}</title>
        <p>The <a href="/.well-known/mta-sts.txt">MTA-STS policy</a> of {{policy.Domain}}.</p>
        </html>

        """;

    private static string Readme(HostedPolicy policy) => $$"""
        # MTA-STS policy of {{policy.Domain}} on Azure Static Web Apps

        `site` is a whole app: the policy, the configuration that serves it as plain text, and a start page, without which Azure refuses a deployment.
        The free plan is enough. Azure gets the certificate and renews it.

        ## Set it up

        With the Azure CLI (`az`) and Node.js; the Cloud Shell in the Azure portal has both. In the folder of this file:

        1. Create the app (choose the resource group; `az group create` makes one) and see the name that Azure gave it:

               az staticwebapp create --name {{CloudflareKit.Label(policy.Host)}} --resource-group mta-sts --location westeurope --sku Free
               az staticwebapp show --name {{CloudflareKit.Label(policy.Host)}} --query defaultHostname --output tsv

        2. Upload the site:

               token=$(az staticwebapp secrets list --name {{CloudflareKit.Label(policy.Host)}} --query properties.apiKey --output tsv)
               npx @azure/static-web-apps-cli deploy ./site --env production --deployment-token "$token"

        3. In DNS, make `{{policy.Host}}` a CNAME of the name from step 1.

        4. Tell the app its name; Azure checks the CNAME and gets the certificate, which takes some minutes:

               az staticwebapp hostname set --name {{CloudflareKit.Label(policy.Host)}} --hostname {{policy.Host}}

        5. When {{policy.Url}} answers, publish the TXT record at `_mta-sts.{{policy.Domain}}`.

        Do not set a default domain in the app: the other names would then redirect to it, and senders do not follow redirects.


        """;
}
