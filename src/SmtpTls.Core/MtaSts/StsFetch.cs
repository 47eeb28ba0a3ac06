using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Http;

namespace SmtpTls.MtaSts;

internal sealed record StsFetchOptions
{
    /// <summary>RFC 8461 §3.3 suggests one minute and 64 KiB.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public const int MostOctets = 65536;

    /// <summary>Where policy hosts listen; another port than 443 is for practice ranges.</summary>
    public int Port { get; init; } = 443;

    /// <summary>The whole fetch; never longer than <see cref="Longest"/>.</summary>
    public TimeSpan Limit { get; init; } = Longest;
}

/// <summary>
/// Fetches a policy as a sender does (RFC 8461 §3.3): HTTPS to <c>mta-sts.DOMAIN</c> and nowhere else, its certificate good for that name, no
/// redirect followed, status 200 only. The source must check certificates with <see cref="WebCertificateJudge.Check"/>; the judge given here stores
/// what the chain came to.
/// </summary>
internal sealed class StsFetch(IWebSource web, WebCertificateJudge judge, IClock clock, StsFetchOptions options)
{
    public static string HostFor(DomainName domain) => "mta-sts." + domain;

    public static string UrlFor(DomainName domain, int port) =>
        $"https://{HostFor(domain)}{(port == 443 ? "" : ":" + port.ToString(System.Globalization.CultureInfo.InvariantCulture))}/.well-known/mta-sts.txt";

    /// <summary>Never throws for what the other side does; throws <see cref="OperationCanceledException"/> when the caller stops.</summary>
    public async Task<StsFetchSeen> FetchAsync(DomainName domain, CancellationToken stop)
    {
        string url = UrlFor(domain, options.Port);
        StsFetchSeen seen = new() { Url = url, Host = HostFor(domain), At = clock.Now, State = WebState.NameNotFound };
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri))
        {
            // A domain of nearly 253 octets leaves no room for the label in front.
            return seen with { Fault = new Fault(FaultKind.NameNotFound, $"{VisibleText.Show(seen.Host, 300)} is no name that a host can have.") };
        }

        Stopwatch watch = Stopwatch.StartNew();
        WebAnswer answer = await web.FetchAsync(
            new WebQuery
            {
                Url = uri,
                MostBytes = StsFetchOptions.MostOctets,
                Limit = options.Limit < StsFetchOptions.Longest ? options.Limit : StsFetchOptions.Longest,
            },
            stop).ConfigureAwait(false);
        return seen with
        {
            State = answer.State,
            HttpStatus = answer.Status,
            ContentType = answer.ContentType,
            ContentEncoding = answer.ContentEncoding,
            Location = answer.Location,
            Body = answer is { State: WebState.Answered, Status: 200 } ? answer.Body : null,
            Address = answer.Address,
            Chain = answer.Chain,
            ChainFacts = judge.Assess(answer.Chain),
            Fault = answer.Fault,
            DurationMs = watch.Elapsed.TotalMilliseconds,
        };
    }
}
