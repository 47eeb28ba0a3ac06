using System.Text.Json.Serialization;

namespace SmtpTls;

/// <summary>
/// How results are written as JSON, worked out when this is compiled: reflection would cost each start, and each object, time, and a program that is compiled
/// ahead has not all of it. A contract test holds that no kind of result is missing; the last lines are the kinds of values that a connector's parameters have.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditDrift))]
[JsonSerializable(typeof(AuditSchedule))]
[JsonSerializable(typeof(ConnectorCommand))]
[JsonSerializable(typeof(DaneResult))]
[JsonSerializable(typeof(DeliveryPlan))]
[JsonSerializable(typeof(DomainAudit))]
[JsonSerializable(typeof(ErrorExplanation))]
[JsonSerializable(typeof(ForcedTlsDifference))]
[JsonSerializable(typeof(ForcedTlsRule))]
[JsonSerializable(typeof(MessagePath))]
[JsonSerializable(typeof(MtaStsPolicy))]
[JsonSerializable(typeof(MtaStsPolicyPlan))]
[JsonSerializable(typeof(MtaStsResult))]
[JsonSerializable(typeof(RuleBreach))]
[JsonSerializable(typeof(StartTlsResult))]
[JsonSerializable(typeof(TlsaRecordPlan))]
[JsonSerializable(typeof(TlsaRecordSet))]
[JsonSerializable(typeof(TlsRptRecord))]
[JsonSerializable(typeof(TlsRptRecordPlan))]
[JsonSerializable(typeof(TlsRptReport))]
[JsonSerializable(typeof(TlsRptRow))]
[JsonSerializable(typeof(TlsRptSummary))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ResultsJson : JsonSerializerContext;
