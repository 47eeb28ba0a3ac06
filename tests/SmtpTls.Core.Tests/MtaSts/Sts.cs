using System.Text;
using SmtpTls.Http;
using SmtpTls.MtaSts;

namespace SmtpTls.Core.Tests.MtaSts;

/// <summary>Values that the tests of MTA-STS share.</summary>
internal static class Sts
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly DomainName Domain = DomainName.Parse("example.com");

    public static string Policy(string mode = "enforce", int maxAge = 604800, params string[] mx) =>
        $"version: STSv1\nmode: {mode}\n{string.Concat((mx.Length == 0 ? ["mx1.example.com"] : mx).Select(host => $"mx: {host}\n"))}max_age: {maxAge}\n";

    public static StsFetchSeen Fetched(string text, DateTimeOffset? at = null) =>
        Seen(WebState.Answered, at) with { HttpStatus = 200, ContentType = "text/plain", Body = Encoding.UTF8.GetBytes(text) };

    public static StsFetchSeen Seen(WebState state, DateTimeOffset? at = null) =>
        new() { Url = "https://mta-sts.example.com/.well-known/mta-sts.txt", Host = "mta-sts.example.com", At = at ?? Now, State = state };

    public static CachedPolicy Cached(string id = "A1", int age = 1000, string? text = null) => new() { Id = id, FetchedAt = Now.AddSeconds(-age), Text = text ?? Policy() };
}
