using System.Text.Json;
using SmtpTls.Dns;

namespace SmtpTls.Vectors;

/// <summary>Response octets against the query they claim to answer, through the function that the resolver uses.</summary>
public sealed class DnsWireTheory
{
    public static IEnumerable<TheoryDataRow<string, string>> Rows => VectorFile.Rows("dns-wire.json");

    [Theory, MemberData(nameof(Rows))]
    public void Octets_are_taken_as_the_standard_says(string id, string text)
    {
        JsonElement item = JsonElement.Parse(text);
        JsonElement input = item.GetProperty("input");
        byte[] octets = Convert.FromHexString(input.GetProperty("message_hex").GetString()!);
        DnsReading reading = Query(input.GetProperty("query")).Read(octets, input.GetProperty("transport").GetString() == "tcp");

        IReadOnlyList<JsonElement> expected = VectorFile.Expected(item);
        List<string> misses = [.. expected.Select(outcome => FindMiss(outcome, reading)).OfType<string>()];
        Assert.True(misses.Count < expected.Count, $"{id}: {string.Join("; ", misses)}");
    }

    /// <summary>The recorded answers of the DNSSEC file hold every signed type that validation needs.</summary>
    [Fact]
    public void Recorded_signed_answers_are_read_and_written_again_without_loss()
    {
        foreach (JsonProperty response in VectorFile.Read("dnssec.json").GetProperty("responses").EnumerateObject())
        {
            Assert.True(DnsMessage.TryParse(Convert.FromHexString(response.Value.GetString()!), out DnsMessage? message, out string? error), $"{response.Name}: {error}");
            Assert.True(DnsMessage.TryParse(message.ToOctets(), out DnsMessage? again, out error), $"{response.Name}: {error}");
            Assert.Equal(string.Join('\n', message.Answers.Concat(message.Authority)), string.Join('\n', again.Answers.Concat(again.Authority)));
            foreach ((DnsRecord one, DnsRecord other) in message.Answers.Concat(message.Authority).Zip(again.Answers.Concat(again.Authority)))
            {
                Assert.True(one.Data.ToOctets().AsSpan().SequenceEqual(other.Data.ToOctets()), $"{response.Name}: {one}");
            }
        }
    }

    private static DnsQuery Query(JsonElement query)
    {
        Assert.True(DnsTypes.TryParse(query.GetProperty("type").GetString()!, out DnsType type));
        return new DnsQuery(DnsName.Parse(query.GetProperty("name").GetString()!), type)
        {
            Id = query.GetProperty("id").GetUInt16(),
            Edns = new DnsEdns { UdpSize = query.GetProperty("udp_size").GetUInt16(), DnssecOk = query.GetProperty("do").GetBoolean() },
        };
    }

    private static string? FindMiss(JsonElement expect, DnsReading reading)
    {
        string result = reading.State switch
        {
            DnsReadingState.Accepted => "accept",
            DnsReadingState.Rejected => "reject",
            DnsReadingState.Ignored => "ignore",
            _ => "retry-tcp",
        };
        if (result != expect.GetProperty("result").GetString())
        {
            return $"result is {result} ({reading.Error})";
        }

        if (expect.TryGetProperty("error", out JsonElement error) && error.GetString() != reading.Error)
        {
            return $"error is {reading.Error}";
        }

        return reading.Message is { } message ? FindMiss(expect, reading, message) : null;
    }

    private static string? FindMiss(JsonElement expect, DnsReading reading, DnsMessage message)
    {
        List<(string Member, string Seen)> seen =
        [
            ("rcode", JsonSerializer.Serialize(message.Rcode.Show())),
            ("answers", Show(message.Answers)),
            ("usable_answers", Show(message.Answers.Where(record => record.Class == DnsClass.Internet))),
            ("ede", JsonSerializer.Serialize((message.Edns?.ExtendedErrors ?? []).Select(e => new object[] { e.Code, e.Text }))),
            ("ad", JsonSerializer.Serialize(message.AuthenticData)),
            ("retry_without_edns", JsonSerializer.Serialize(reading.RetryWithoutEdns)),
        ];
        foreach ((string member, string value) in seen)
        {
            if (expect.TryGetProperty(member, out JsonElement wanted) && JsonSerializer.Serialize(wanted) != value)
            {
                return $"{member} is {value}";
            }
        }

        return null;
    }

    private static string Show(IEnumerable<DnsRecord> records) =>
        JsonSerializer.Serialize(records.Select(r => new object[] { r.Owner.ToString(), r.Ttl, r.Type.Show(), r.Data.ToString() }));
}
