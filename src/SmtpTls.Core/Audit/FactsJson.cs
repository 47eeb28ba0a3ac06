using System;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SmtpTls.Dane;
using SmtpTls.Dns;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Http;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Audit;

/// <summary>A line of a file of facts.</summary>
internal sealed record FactsLine
{
    public int Version { get; init; }

    public DomainFacts? Facts { get; init; }
}

/// <summary>How facts are written, worked out when this is compiled. Each enumeration is a word, never a number; a test looks whether one is missing below.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(AddressText), typeof(NameText)])]
[JsonSerializable(typeof(FactsLine))]
internal sealed partial class FactsJson : JsonSerializerContext
{
    /// <param name="resolver">What knows the types.</param>
    public static JsonSerializerOptions OptionsWith(IJsonTypeInfoResolver resolver) => new()
    {
        MaxDepth = 32,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new AddressText(), new NameText(),
            Words<TlsaFit>(), Words<DnsStatus>(), Words<DnsSecurity>(), Words<MailRouteRemarkKind>(), Words<MailRouteState>(), Words<FaultKind>(),
            Words<WebState>(), Words<OutcomeState>(), Words<ProbeOutcome>(), Words<ProbeRemark>(), Words<RevocationState>(), Words<TlsFailureCause>(),
        },
        TypeInfoResolver = resolver,
    };

    private static JsonStringEnumConverter<T> Words<T>()
        where T : struct, Enum => new(null, allowIntegerValues: false);
}
