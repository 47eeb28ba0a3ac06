using System;
using System.Text.Json;

namespace SmtpTls;

/// <summary>Results as the command line program prints them with <c>--jsonl</c>: camelCase, members always present, one line.</summary>
internal static class ResultText
{
    public static string ToJson(object result, Type type) => JsonSerializer.Serialize(result, type, ResultsJson.Default);
}
