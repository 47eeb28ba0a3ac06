using System;
using System.Collections.Generic;

namespace SmtpTls.MtaSts.Publish;

/// <summary>Where a policy can be hosted; the words of <c>-HostingKind</c>.</summary>
internal enum HostingKind
{
    /// <summary>Internet Information Services on a Windows server.</summary>
    IIS,

    /// <summary>nginx.</summary>
    Nginx,

    /// <summary>Azure Static Web Apps.</summary>
    AzureStaticWebApp,

    /// <summary>A Cloudflare Worker.</summary>
    CloudflareWorker,
}

/// <summary>What a kit hosts.</summary>
/// <param name="Domain">The mail domain.</param>
/// <param name="PolicyText">Only letters, digits and the punctuation of names, and CRLF: the writer of policies sees to it.</param>
internal sealed record HostedPolicy(DomainName Domain, string PolicyText)
{
    /// <summary>RFC 8461 §3.3: the one name that senders ask.</summary>
    public string Host => StsFetch.HostFor(Domain);

    /// <summary>RFC 8461 §3.3, RFC 8615.</summary>
    public string Url => StsFetch.UrlFor(Domain, 443);
}

/// <summary>
/// The files by which one kind of web host serves a policy. Senders are strict (RFC 8461 §3.3): HTTPS with a certificate for exactly
/// <c>mta-sts.DOMAIN</c>, status 200 at one path, <c>text/plain</c>, no redirect. Each kit sees to that and nothing else, and its README leads
/// somebody through who has never set up a web site.
/// </summary>
internal static class HostingKit
{
    public static IReadOnlyList<TextFile> Files(HostingKind kind, HostedPolicy policy) => kind switch
    {
        HostingKind.IIS => IisKit.Files(policy),
        HostingKind.Nginx => NginxKit.Files(policy),
        HostingKind.AzureStaticWebApp => AzureKit.Files(policy),
        HostingKind.CloudflareWorker => CloudflareKit.Files(policy),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of hosting."),
    };

    /// <summary>The DNS record that leads senders to the web host, in what is known of it.</summary>
    public static DnsRecordLine HostRecord(HostingKind? kind, HostedPolicy policy) => kind switch
    {
        HostingKind.AzureStaticWebApp => new(policy.Host, "CNAME", null, null, "The name that Azure gave the app, as in happy-sea-0123.azurestaticapps.net."),
        HostingKind.CloudflareWorker => new(policy.Host, "CNAME", null, null, "Cloudflare makes this record itself when the worker is deployed; make none by hand."),
        _ => new(policy.Host, "A", null, null, "The address of the web server that serves the policy; AAAA too where it has IPv6, or a CNAME to its name."),
    };

    /// <summary>How every README ends.</summary>
    internal static string CheckText(HostedPolicy policy) => Lines($"""
        ## Check it

        Open {policy.Url} in a browser: the policy must appear as plain text, without a warning and without the address changing. Then:

            Get-MtaStsPolicy {policy.Domain}
            Test-MtaSts {policy.Domain}

        ## When the policy changes

        Put the new policy in its place first, then change the id in the TXT record at `_mta-sts.{policy.Domain}`. Senders that hold a policy look at
        the id only; without a new one they keep the old policy until its max_age has passed (RFC 8461 §3.3).

        ## Keep the certificate valid

        Senders that find an expired certificate, or one for another name, behave as though there were no policy at all, or keep the old one.
        Renewal must run by itself.

        """);

    /// <summary>A template's text with the line ends of the host.</summary>
    internal static string Lines(string text, string lineEnd = "\n") => text.Replace("\r\n", "\n").Replace("\n", lineEnd);
}
