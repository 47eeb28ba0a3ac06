using System.Collections.Generic;
using System.Globalization;
using System.Text;
using SmtpTls.Compat;

namespace SmtpTls.MtaSts.Publish;

/// <summary>A Cloudflare Worker that holds the policy in its script, for domains whose DNS is at Cloudflare; it also gets the certificate.</summary>
internal static class CloudflareKit
{
    public static IReadOnlyList<TextFile> Files(HostedPolicy policy) =>
    [
        new("README.md", HostingKit.Lines(Readme(policy) + HostingKit.CheckText(policy))),
        new("worker.js", HostingKit.Lines(Script(policy))),
        new("wrangler.toml", HostingKit.Lines(Settings(policy))),
    ];

    /// <summary>A host name as one DNS label, which is what a worker or an app may be called: at most 54 characters here.</summary>
    internal static string Label(string host)
    {
        const int Most = 54;
        string label = host.Replace('.', '-').Replace('_', '-');
        return label.Length <= Most ? label : $"{label.Substring(0, Most - 9).TrimEnd('-')}-{Hex.ToString(Hashes.Sha256(Encoding.ASCII.GetBytes(host))).Substring(0, 8)}";
    }

    private static string Script(HostedPolicy policy) => $$"""
        // The MTA-STS policy (RFC 8461 §3.3) and nothing else.
        const policy = {{Quote(policy.PolicyText)}};

        export default {
          async fetch(request) {
            if (new URL(request.url).pathname !== "/.well-known/mta-sts.txt") {
              return new Response("Not found\n", { status: 404, headers: { "content-type": "text/plain" } });
            }

            if (request.method !== "GET" && request.method !== "HEAD") {
              return new Response("Method not allowed\n", { status: 405, headers: { "content-type": "text/plain", "allow": "GET, HEAD" } });
            }

            return new Response(policy, { headers: { "content-type": "text/plain", "cache-control": "max-age=300" } });
          },
        };

        """;

    // custom_domain lets Cloudflare make the DNS record and the certificate; workers.dev would be a second, needless address.
    private static string Settings(HostedPolicy policy) => $$"""
        name = "{{Label(policy.Host)}}"
        main = "worker.js"
        compatibility_date = "2024-09-01"
        workers_dev = false
        routes = [{ pattern = "{{policy.Host}}", custom_domain = true }]

        """;

    /// <summary>A string literal that is the same in every version of JavaScript, and harmless inside HTML.</summary>
    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '\r' => quoted.Append("\\r"),
                '\n' => quoted.Append("\\n"),
                '"' or '\\' => quoted.Append('\\').Append(c),
                >= ' ' and <= '~' and not ('<' or '>' or '&') => quoted.Append(c),
                _ => quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static string Readme(HostedPolicy policy) => $$"""
        # MTA-STS policy of {{policy.Domain}} as a Cloudflare Worker

        `worker.js` answers with the policy, `wrangler.toml` says under which name. The free plan is enough. The DNS zone that holds
        `{{policy.Host}}` must be at Cloudflare; Cloudflare makes the DNS record and the certificate, and renews it.

        ## Set it up

        With Node.js, in the folder of this file:

        1. Log in (a browser opens):

               npx wrangler login

        2. If DNS has a record for `{{policy.Host}}` already, remove it. Then:

               npx wrangler deploy

        3. When {{policy.Url}} answers, publish the TXT record at `_mta-sts.{{policy.Domain}}`.

        Without Node.js: in the Cloudflare dashboard create a Worker, paste `worker.js` into its editor, deploy it, and add the custom domain
        `{{policy.Host}}` in its settings.

        If rules of the zone redirect or challenge visitors (Redirect Rules, Bot Fight Mode, "Under Attack"), except `{{policy.Host}}` from them:
        senders are programs, follow no redirect and solve no challenge.


        """;
}
