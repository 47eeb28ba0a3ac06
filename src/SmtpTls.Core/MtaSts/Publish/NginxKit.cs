using System.Collections.Generic;

namespace SmtpTls.MtaSts.Publish;

/// <summary>A server block for nginx, and the policy as a file.</summary>
internal static class NginxKit
{
    public static IReadOnlyList<TextFile> Files(HostedPolicy policy) =>
    [
        new("README.md", HostingKit.Lines(Readme(policy) + HostingKit.CheckText(policy))),
        new($"{policy.Host}.conf", HostingKit.Lines(Configuration(policy.Host))),
        new($"{policy.Host}/.well-known/mta-sts.txt", policy.PolicyText),
    ];

    private static string Configuration(string host) => $$"""
        # The MTA-STS policy (RFC 8461 §3.3) and nothing else.
        server {
            listen 443 ssl;
            listen [::]:443 ssl;
            server_name {{host}};

            # A certificate of a public authority for exactly this name.
            ssl_certificate /etc/letsencrypt/live/{{host}}/fullchain.pem;
            ssl_certificate_key /etc/letsencrypt/live/{{host}}/privkey.pem;
            ssl_protocols TLSv1.2 TLSv1.3;

            root /var/www/{{host}};

            location = /.well-known/mta-sts.txt {
                # Empty types let default_type decide, whatever the server says of .txt elsewhere.
                types { }
                default_type text/plain;
            }

            location / {
                return 404;
            }
        }

        """;

    private static string Readme(HostedPolicy policy) => $$"""
        # MTA-STS policy of {{policy.Domain}} on nginx

        `{{policy.Host}}.conf` is a server block, `{{policy.Host}}` the folder with the policy.

        ## Set it up

        On a Linux server that the internet reaches on TCP port 443 (and on port 80, for the certificate below), as root, in the folder of this file.
        The paths are those of Debian and Ubuntu.

        1. In DNS, point `{{policy.Host}}` at this server (an A record, and an AAAA record where it has IPv6).

        2. Install nginx and certbot, and get a certificate for exactly this name; certbot renews it by itself:

               apt install nginx certbot python3-certbot-nginx
               certbot certonly --nginx -d {{policy.Host}} --deploy-hook 'systemctl reload nginx'

        3. Copy both to their places, readable for nginx, and load them:

               cp -r {{policy.Host}} /var/www/
               chmod -R a+rX /var/www/{{policy.Host}}
               cp {{policy.Host}}.conf /etc/nginx/conf.d/
               nginx -t && systemctl reload nginx

        4. Publish the TXT record at `_mta-sts.{{policy.Domain}}`.

        Another path for the certificate or the folder: change it in `{{policy.Host}}.conf`. Do not add a redirect: senders do not follow one.


        """;
}
