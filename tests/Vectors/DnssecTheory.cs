using System.IO;
using System.Text.Json;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Vectors;

/// <summary>Answers of recorded signed zones below a private root, through the resolver, with only the socket replaced.</summary>
public sealed class DnssecTheory
{
    public static IEnumerable<TheoryDataRow<string, string>> Rows => VectorFile.Rows("dnssec.json");

    [Theory, MemberData(nameof(Rows))]
    public async Task Answers_are_proved_as_the_standard_says(string id, string text)
    {
        JsonElement item = JsonElement.Parse(text);
        JsonElement input = item.GetProperty("input");
        SignedTree tree = SignedTree.Load(Path.Combine(VectorFile.Folder, "dnssec.json"));
        if (input.TryGetProperty("overrides", out JsonElement overrides))
        {
            tree.Replace(overrides);
        }

        if (input.TryGetProperty("trust_anchors", out JsonElement anchors))
        {
            tree.Anchors = SignedTree.ReadAnchors(anchors);
        }

        Assert.True(DnsTypes.TryParse(input.GetProperty("query").GetProperty("type").GetString()!, out DnsType type));
        DnsName name = DnsName.Parse(input.GetProperty("query").GetProperty("name").GetString()!);
        StillClock clock = new(input.GetProperty("validation_time").GetDateTimeOffset());
        DnsAnswer answer = await tree.CreateResolver(clock: clock).AskAsync(name, type, CancellationToken.None);

        IReadOnlyList<JsonElement> expected = VectorFile.Expected(item);
        List<string> misses = [.. expected.Select(outcome => FindMiss(outcome, answer)).OfType<string>()];
        Assert.True(misses.Count < expected.Count, $"{id}: {string.Join("; ", misses)}\n{answer.SecurityReason}\n{string.Join('\n', answer.Proof?.Steps ?? [])}");
        Assert.True(answer.Security != DnsSecurity.Bogus || (answer.Status == DnsStatus.ServerFailure && answer.Records.Count == 0), "something bogus could be used");

        DnsAnswer again = await SavedProof.Of(answer).ReproveAsync(tree.Anchors, clock.Now, CancellationToken.None);
        Assert.Equal((answer.Security, answer.Status), (again.Security, again.Status));
        Assert.Equal(answer.Proof!.Steps, again.Proof!.Steps);
    }

    private static string? FindMiss(JsonElement expect, DnsAnswer answer)
    {
        string state = answer.Security.ToString()!.ToLowerInvariant();
        if (state != expect.GetProperty("state").GetString())
        {
            return $"state is {state}";
        }

        if (expect.TryGetProperty("rcode", out JsonElement rcode) && rcode.GetString() != answer.Rcode!.Value.Show())
        {
            return $"rcode is {answer.Rcode}";
        }

        return expect.TryGetProperty("data", out JsonElement data)
            && !data.EnumerateArray().Select(value => value.GetString()!).Order().SequenceEqual(answer.Records.Select(record => record.Data.ToString()).Order())
            ? $"data is {string.Join(", ", answer.Records)}"
            : null;
    }
}
