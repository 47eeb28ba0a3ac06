using System;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmtpTls.Audit;

/// <summary>An IP address as its text.</summary>
internal sealed class AddressText : JsonConverter<IPAddress>
{
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPAddress.TryParse(reader.GetString(), out IPAddress? address) ? address : throw new JsonException("An address is not readable.");

    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>A domain name as its text.</summary>
internal sealed class NameText : JsonConverter<DomainName>
{
    public override DomainName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DomainName.TryParse(reader.GetString(), out DomainName? name, out string? problem) ? name : throw new JsonException($"A name is not readable: {problem}.");

    public override void Write(Utf8JsonWriter writer, DomainName value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
