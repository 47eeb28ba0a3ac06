using System.Text;
using System.Text.Json;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Dns;

namespace SmtpTls.Vectors;

/// <summary>A resolver in front of a server that gives the answer of a case, message for message.</summary>
internal static class TxtAnswer
{
    public static Resolver Resolver(JsonElement input)
    {
        List<DnsRecord> records = [.. input.GetProperty("answer").EnumerateArray().Select(Record)];
        DnsRcode code = Enum.Parse<DnsRcode>(input.GetProperty("rcode").GetString()!, ignoreCase: true);
        FakeDns dns = new() { Behave = query => query.Reply(code, [.. From(records, query.Question.Name)]) };
        return dns.CreateResolver();
    }

    // A question for a name further down the chain gets what the case holds from there on.
    private static IEnumerable<DnsRecord> From(List<DnsRecord> records, DnsName name) => records.SkipWhile(record => record.Owner != name);

    private static DnsRecord Record(JsonElement record)
    {
        DnsName owner = DnsName.Parse(record.GetProperty("name").GetString()!);
        return record.GetProperty("type").GetString() == "CNAME"
            ? new DnsRecord(owner, DnsType.Cname, 300, new NameData(DnsName.Parse(record.GetProperty("target").GetString()!)))
            : new DnsRecord(owner, DnsType.Txt, 300, new TxtData([.. Strings(record)]));
    }

    private static IEnumerable<byte[]> Strings(JsonElement record) => record.TryGetProperty("strings", out JsonElement strings)
        ? strings.EnumerateArray().Select(text => Encoding.UTF8.GetBytes(text.GetString()!))
        : record.GetProperty("strings_b64").EnumerateArray().Select(text => text.GetBytesFromBase64());
}
