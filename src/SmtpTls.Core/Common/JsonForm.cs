using System;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SmtpTls;

/// <summary>Objects to JSON and back by what their options know of each type; a type that these do not know is a mistake of ours and throws <see cref="NotSupportedException"/>.</summary>
internal static class JsonForm
{
    public static string Text<T>(T value, JsonSerializerOptions options) => JsonSerializer.Serialize(value, Info<T>(options));

    public static byte[] Octets<T>(T value, JsonSerializerOptions options) => JsonSerializer.SerializeToUtf8Bytes(value, Info<T>(options));

    public static void Write<T>(Utf8JsonWriter json, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(json, value, Info<T>(options));

    /// <exception cref="JsonException">The element has another form.</exception>
    public static T? Read<T>(JsonElement element, JsonSerializerOptions options) => element.Deserialize(Info<T>(options));

    /// <summary>
    /// What reads files. Code made by the compiler sets a member that a file lacks to null instead of leaving its initial value; so records with initial
    /// values are read by reflection, and only what is made by a constructor's arguments, and all that is no record, by that code.
    /// </summary>
    /// <param name="compiled">Knows all types that are read, since they are also written.</param>
    /// <param name="refuse">Looks over each type's members.</param>
    public static IJsonTypeInfoResolver Reading(IJsonTypeInfoResolver compiled, Action<JsonTypeInfo> refuse) => new ReadingResolver(compiled).WithAddedModifier(refuse);

    private static JsonTypeInfo<T> Info<T>(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The program that is compiled ahead keeps this assembly whole.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The same.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "What is read is also written, by code of the compiler, which brings the generic types that reading needs; tests of the compiled program read it all.")]
    private sealed class ReadingResolver(IJsonTypeInfoResolver compiled) : IJsonTypeInfoResolver
    {
        private readonly DefaultJsonTypeInfoResolver _found = new();

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) =>
            type.Assembly == typeof(JsonForm).Assembly && type.GetConstructor(Type.EmptyTypes) is not null ? _found.GetTypeInfo(type, options) : compiled.GetTypeInfo(type, options);
    }
}
