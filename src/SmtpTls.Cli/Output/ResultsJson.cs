using System.Text.Json.Serialization;

namespace SmtpTls.Cli.Output;

/// <summary>How results are written as JSON, worked out when the program is compiled: reflection would cost each start, and each object, time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DomainAudit))]
[JsonSerializable(typeof(StartTlsResult))]
[JsonSerializable(typeof(MtaStsResult))]
[JsonSerializable(typeof(TlsRptRecord))]
[JsonSerializable(typeof(TlsRptReport))]
[JsonSerializable(typeof(TlsRptRow))]
[JsonSerializable(typeof(TlsRptSummary))]
[JsonSerializable(typeof(MessagePath))]
[JsonSerializable(typeof(ErrorExplanation))]
[JsonSerializable(typeof(DaneResult))]
internal sealed partial class ResultsJson : JsonSerializerContext;
