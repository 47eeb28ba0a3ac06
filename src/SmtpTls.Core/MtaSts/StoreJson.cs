using System.Text.Json.Serialization;

namespace SmtpTls.MtaSts;

/// <summary>How an entry of the store is written and read, worked out when this is compiled.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = 4,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(StoreEntry))]
internal sealed partial class StoreJson : JsonSerializerContext;
