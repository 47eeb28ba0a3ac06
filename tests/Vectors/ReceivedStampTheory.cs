using System.Text.Json;
using SmtpTls.Headers;

namespace SmtpTls.Vectors;

/// <summary>received-stamps.json: what one Received field says about the hop (RFC 5321 §4.4, RFC 3848, RFC 8314 §4.3).</summary>
public sealed class ReceivedStampTheory
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases => VectorFile.Rows("received-stamps.json");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Stamp(string id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        ReceivedStamp stamp = ReceivedReader.Read(document.RootElement.GetProperty("input").GetProperty("header").GetString()!);
        List<string> objections = [.. VectorFile.Expected(document.RootElement).Select(expect => Object(expect, stamp))];
        Assert.True(objections.Contains(""), $"{id}: {string.Join(" | ", objections)}");
    }

    private static string Object(JsonElement expect, ReceivedStamp stamp)
    {
        JsonElement cipher = expect.GetProperty("cipher");
        bool stated = cipher.ValueKind == JsonValueKind.Object;
        string[] wrong =
        [
            Differs(expect, "from", Text(expect, "from"), stamp.From),
            Differs(expect, "from_ip", Text(expect, "from_ip"), stamp.FromIp),
            Differs(expect, "by", Text(expect, "by"), stamp.By),
            Differs(expect, "protocolKeyword", Text(expect, "protocolKeyword"), stamp.Keyword),
            Differs(expect, "tlsVersion", Text(expect, "tlsVersion"), stamp.TlsVersion),
            Differs(expect, "cipher", stated ? Text(cipher, "original") : null, stamp.CipherOriginal),
            Differs(expect, "iana", stated ? Text(cipher, "iana") : null, stamp.CipherSuite),
            Differs(expect, "bits", Text(expect, "bits"), stamp.Bits?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Differs(expect, "authenticated", Text(expect, "authenticated"), stamp.Authenticated switch { Answer.Yes => "true", Answer.No => "false", _ => null }),
            Differs(expect, "encrypted", Text(expect, "encrypted"), stamp.Encrypted.ToString().ToLowerInvariant()),
        ];
        return string.Join(", ", wrong.Where(one => one.Length > 0));
    }

    private static string Differs(JsonElement expect, string field, string? wanted, string? got)
    {
        if (wanted == got || (expect.TryGetProperty("alternatives", out JsonElement alternatives)
            && alternatives.TryGetProperty(field, out JsonElement values) && values.EnumerateArray().Any(value => Text(value) == got)))
        {
            return "";
        }

        return $"{field} was {Short(got)} instead of {Short(wanted)}";
    }

    private static string Short(string? text) => text is null ? "null" : text.Length > 100 ? text[..100] : text;

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) ? Text(value) : null;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => value.GetString(),
    };
}
