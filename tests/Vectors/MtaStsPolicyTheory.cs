using System.Net;
using System.Text.Json;
using SmtpTls.Http;
using SmtpTls.MtaSts;
using SmtpTls.Tls;

namespace SmtpTls.Vectors;

/// <summary>mta-sts-policy.json: each case served over HTTPS on loopback and fetched by the real client (RFC 8461 §3.2, §3.3).</summary>
public sealed class MtaStsPolicyTheory
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("mta-sts-policy.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Policy(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement input = document.RootElement.GetProperty("input");
        JsonElement http = input.GetProperty("http");
        using PolicyHost host = new(http);
        bool silent = http.TryGetProperty("transport", out JsonElement transport) && transport.GetString() == "timeout";

        StsFetchSeen seen = await FetchAsync(input.GetProperty("domain").GetString()!, host, silent);

        List<string> objections = [.. VectorFile.Expected(document.RootElement).Select(expect => Object(expect, seen, host))];
        Assert.True(objections.Contains(""), $"{id}: {string.Join(" | ", objections)}");
        if (http.TryGetProperty("auditor_finding", out _))
        {
            Assert.Contains(seen.Reading.Problems, problem => problem.Message.Contains("text/plain", StringComparison.Ordinal));
        }
    }

    private static async Task<StsFetchSeen> FetchAsync(string domain, PolicyHost host, bool silent)
    {
        IClock clock = silent ? new QuickClock() : SystemClock.Instance;
        TrustSet trust = TrustSet.Of([PolicyHost.RootDer], []);
        WebCertificateJudge judge = new(new ChainAssessor(trust, SystemClock.Instance), SystemClock.Instance);
        HttpWebSource web = new(
            (_, _) => Task.FromResult(Outcome<IReadOnlyList<IPAddress>>.Found([IPAddress.Loopback])),
            new WebSourceOptions { AllowPrivateNetwork = true, CertificateCheck = judge.Check },
            clock);
        StsFetch fetch = new(web, judge, SystemClock.Instance, new StsFetchOptions { Port = host.Port });
        return await fetch.FetchAsync(DomainName.Parse(domain), TestContext.Current.CancellationToken);
    }

    private static string Object(JsonElement expect, StsFetchSeen seen, PolicyHost host)
    {
        StsFetchReading reading = seen.Reading;
        if (host.Connections > 1)
        {
            return "a redirect was followed";
        }

        if (!expect.GetProperty("usable").GetBoolean())
        {
            bool fits = reading.ResultType == expect.GetProperty("result_type").GetString()
                || (expect.TryGetProperty("or_result_type", out JsonElement other) && reading.ResultType == other.GetString());
            return fits && seen.Policy is null ? "" : $"{reading.State}, {reading.ResultType}: {reading.Policy.Fault}";
        }

        if (seen.Policy is not { } policy)
        {
            return $"{reading.State}, {reading.ResultType}: {reading.Policy.Fault}";
        }

        JsonElement wanted = expect.GetProperty("policy");
        string got = $"{policy.ModeWord} {policy.MaxAge} {string.Join(',', policy.Mx)}";
        return got == $"{wanted.GetProperty("mode").GetString()} {wanted.GetProperty("max_age").GetInt32()} {string.Join(',', wanted.GetProperty("mx").EnumerateArray())}" ? "" : got;
    }

    /// <summary>Every limit is over after a tenth of a second, which is long enough for a connection on loopback.</summary>
    private sealed class QuickClock : IClock
    {
        public DateTimeOffset Now => DateTimeOffset.UtcNow;

        public Task DelayAsync(TimeSpan time, CancellationToken stop) => Task.Delay(100, stop);
    }
}
