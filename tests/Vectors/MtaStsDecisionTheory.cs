using System.Text;
using System.Text.Json;
using SmtpTls.Http;
using SmtpTls.MtaSts;

namespace SmtpTls.Vectors;

/// <summary>mta-sts-decision.json: what a sender does with one message (RFC 8461 §3.3, §5, §5.1, §5.2).</summary>
public sealed class MtaStsDecisionTheory
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("mta-sts-decision.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sender_does_what_the_standard_says(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement input = document.RootElement.GetProperty("input");
        SenderQuestion question = Question(input);

        SenderAnswer answer = SenderDecision.Decide(question);

        List<string> objections = [.. VectorFile.Expected(document.RootElement).Select(expect => Object(expect, answer))];
        Assert.True(objections.Contains(""), $"{id}: {string.Join(" | ", objections)}");
        if (question.Record?.Value is { } record)
        {
            // A case that fetches is one in which a sender has to, and the other way round.
            Assert.Equal(question.Fetch is not null, SenderDecision.NeedsFetch(question.Cache, record, Now));
        }
    }

    private static SenderQuestion Question(JsonElement input)
    {
        List<JsonElement> mx = [.. input.GetProperty("mx").EnumerateArray()];
        bool dane = input.TryGetProperty("dane", out JsonElement word) && word.GetString() == "mismatch";
        return new SenderQuestion
        {
            Now = Now,
            Cache = Cache(input.GetProperty("cache"), mx),
            Record = Record(input.GetProperty("txt")),
            Fetch = Fetch(input.GetProperty("fetch"), mx),
            Candidates = [.. mx.Select(host => Candidate(host) with { DaneFailed = dane })],
            WantsReports = input.GetProperty("tlsrpt_record").GetBoolean(),
            QueueExpired = input.TryGetProperty("queue_expired", out JsonElement expired) && expired.GetBoolean(),
        };
    }

    private static CachedPolicy? Cache(JsonElement cache, List<JsonElement> mx) => cache.ValueKind == JsonValueKind.Null ? null : new CachedPolicy
    {
        Id = cache.GetProperty("id").GetString()!,
        FetchedAt = Now.AddSeconds(-cache.GetProperty("age").GetInt32()),
        Text = Policy(cache, mx, host => host.TryGetProperty("match_old", out JsonElement old) ? old.GetBoolean() : host.GetProperty("match").GetBoolean()),
    };

    private static string Policy(JsonElement policy, List<JsonElement> mx, Func<JsonElement, bool> matches)
    {
        List<string> hosts = [.. mx.Where(matches).Select(host => host.GetProperty("host").GetString()!)];
        string lines = string.Concat((hosts.Count == 0 ? ["elsewhere.example"] : hosts).Select(host => $"mx: {host}\n"));
        return $"version: STSv1\nmode: {policy.GetProperty("mode").GetString()}\n{lines}max_age: {policy.GetProperty("max_age").GetInt32()}\n";
    }

    private static Outcome<StsRecord>? Record(JsonElement txt) => txt.TryGetProperty("id", out JsonElement id)
        ? Outcome<StsRecord>.Found(new StsRecord { Id = id.GetString()! })
        : txt.TryGetProperty("absent", out _) ? Outcome<StsRecord>.Absent()
        : txt.TryGetProperty("multiple", out _) ? Outcome<StsRecord>.Invalid(new Fault(FaultKind.Protocol, "two"))
        : txt.TryGetProperty("failed", out _) ? Outcome<StsRecord>.Unknown(new Fault(FaultKind.ServerFailure, "SERVFAIL"))
        : txt.TryGetProperty("not-looked-up", out _) ? null : throw new JsonException(txt.GetRawText());

    private static StsFetchSeen? Fetch(JsonElement fetch, List<JsonElement> mx)
    {
        if (fetch.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        StsFetchSeen seen = new() { Url = "https://mta-sts.example.com/.well-known/mta-sts.txt", Host = "mta-sts.example.com", At = Now, State = WebState.Answered, HttpStatus = 200, ContentType = "text/plain" };
        if (fetch.ValueKind == JsonValueKind.Object)
        {
            return seen with { Body = Encoding.ASCII.GetBytes(Policy(fetch, mx, host => host.GetProperty("match").GetBoolean())) };
        }

        string word = fetch.GetString()!;
        return word switch
        {
            "timeout" => seen with { State = WebState.Timeout, HttpStatus = null },
            "tls-expired" => seen with { State = WebState.CertificateInvalid, HttpStatus = null },
            "invalid" => seen with { Body = "no policy"u8.ToArray() },
            _ when word.StartsWith("http-", StringComparison.Ordinal) => seen with { HttpStatus = int.Parse(word[5..], System.Globalization.CultureInfo.InvariantCulture) },
            _ => throw new JsonException(word),
        };
    }

    private static SenderCandidate Candidate(JsonElement host) => new(
        host.GetProperty("host").GetString()!,
        host.GetProperty("starttls").GetString() switch
        {
            "ok" => CandidateTls.Ok,
            "not-offered" => CandidateTls.NotOffered,
            "refused" => CandidateTls.Refused,
            "handshake-failed" => CandidateTls.HandshakeFailed,
            _ => throw new JsonException(host.GetRawText()),
        },
        host.GetProperty("cert").GetString() switch
        {
            null => CandidateCertificate.NotSeen,
            "valid" => CandidateCertificate.Valid,
            "expired" => CandidateCertificate.Expired,
            "not-yet-valid" => CandidateCertificate.NotYetValid,
            "name-mismatch" => CandidateCertificate.NameMismatch,
            "untrusted" => CandidateCertificate.Untrusted,
            "self-signed" => CandidateCertificate.SelfSigned,
            _ => throw new JsonException(host.GetRawText()),
        });

    private static string Object(JsonElement expect, SenderAnswer answer)
    {
        List<string> wrong = [];
        string action = answer.Action switch { SenderAction.Deliver => "deliver", SenderAction.Defer => "defer", _ => "bounce-allowed" };
        Compare("action", action);
        Compare("via", answer.Via);
        Compare("tls", answer.Tls?.ToString().ToLowerInvariant());
        Compare("policy_in_force", answer.PolicyInForce?.ModeWord);
        if (expect.TryGetProperty("cache_after", out JsonElement after))
        {
            string? wanted = after.ValueKind == JsonValueKind.Null ? null : $"{after.GetProperty("mode").GetString()} {after.GetProperty("id").GetString()}";
            string? got = answer.CacheAfter is { } kept ? $"{kept.Policy!.ModeWord} {kept.Id}" : null;
            AddIf(wanted != got, $"cache_after is {got}");
        }

        AddIf(!ReportsFit([.. expect.GetProperty("reports").EnumerateArray()], [.. answer.Reports]), $"reports are {string.Join(',', answer.Reports)}");
        return string.Join("; ", wrong);

        void Compare(string name, string? got) => AddIf(expect.TryGetProperty(name, out JsonElement wanted) && wanted.GetString() != got, $"{name} is {got}");

        void AddIf(bool bad, string text) => wrong.AddRange(bad ? [text] : []);
    }

    private static bool ReportsFit(List<JsonElement> expected, List<string> reports)
    {
        foreach (JsonElement one in expected)
        {
            List<string> any = one.ValueKind == JsonValueKind.String ? [one.GetString()!] : [.. one.GetProperty("any_of").EnumerateArray().Select(word => word.GetString()!)];
            bool optional = one.ValueKind == JsonValueKind.Object && one.TryGetProperty("optional", out JsonElement may) && may.GetBoolean();
            int found = reports.FindIndex(any.Contains);
            if (found < 0 && !optional)
            {
                return false;
            }

            reports.RemoveRange(Math.Max(found, 0), found < 0 ? 0 : 1);
        }

        return reports.Count == 0;
    }
}
