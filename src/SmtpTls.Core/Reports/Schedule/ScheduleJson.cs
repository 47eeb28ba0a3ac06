using System.Text.Json.Serialization;

namespace SmtpTls.Reports.Schedule;

/// <summary>How the settings of a schedule are written, worked out when this is compiled: beside their own members the kinds of values that parameters of the audit may have.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ScheduleSettings))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ScheduleJson : JsonSerializerContext;
