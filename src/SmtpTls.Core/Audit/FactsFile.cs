using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SmtpTls.Smtp;

namespace SmtpTls.Audit;

/// <summary>
/// Facts as JSON lines: one subject a line, a version number in each. What was seen today can be judged again tomorrow, here or at
/// somebody else's desk, without the network.
/// </summary>
internal static class FactsFile
{
    /// <summary>The form of a line. A reader refuses a newer one and says so.</summary>
    public const int Version = 2;

    /// <summary>The oldest form that is read: what it lacks (1: DANE) counts as not asked.</summary>
    public const int OldestVersion = 1;

    /// <summary>A line longer than this is no facts line: a chain of 1 MB and a full transcript stay well below.</summary>
    private const int MostCharacters = 16 * 1024 * 1024;

    private static readonly JsonSerializerOptions ToWrite = FactsJson.OptionsWith(FactsJson.Default), ToRead = FactsJson.OptionsWith(JsonForm.Reading(FactsJson.Default, RefuseNulls));

    /// <summary>One line, without its end.</summary>
    public static string Write(DomainFacts facts) => JsonForm.Text(new FactsLine { Version = Version, Facts = facts }, ToWrite);

    /// <summary>Reads one line; Invalid with the reason when it is none. Never throws.</summary>
    public static Outcome<DomainFacts> Read(string line)
    {
        if (line.Length > MostCharacters)
        {
            return Bad("it is longer than a line of facts can be");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = ToRead.MaxDepth });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("version", out JsonElement version))
            {
                return Bad("it has no version");
            }

            if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number) || number is < OldestVersion or > Version)
            {
                return Bad($"its version is {VisibleText.Show(version.GetRawText(), 20)}, and this program reads versions {OldestVersion} to {Version}");
            }

            DomainFacts? facts = root.TryGetProperty("facts", out JsonElement held) ? JsonForm.Read<DomainFacts>(held, ToRead) : null;
            return facts is null ? Bad("it holds no facts")
                : FactsTokens.FindBad(facts) is { } reason ? Bad(reason)
                : Outcome<DomainFacts>.Found(facts);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or FormatException or ArgumentException)
        {
            return Bad(VisibleText.Show(InWords(e), 200));
        }
    }

    /// <summary>The lines of a file that hold something, each read; numbers are those of the lines, from 1.</summary>
    public static IEnumerable<(int Number, Outcome<DomainFacts> Facts)> ReadAll(TextReader reader)
    {
        int number = 0;
        while (BoundedLine.Read(reader, MostCharacters + 1) is { } line)
        {
            number++;
            if (line.Trim().Length > 0)
            {
                yield return (number, Read(line));
            }
        }
    }

    /// <summary>The parser's message without its places within the line, which mean nothing to whoever gave the wrong file.</summary>
    private static string InWords(Exception e)
    {
        int place = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        string message = (place < 0 ? e.Message : e.Message.Substring(0, place)).TrimEnd(' ', '|', '.');
        return e is JsonException { Path: null } && place >= 0 ? "it is no JSON: " + message : message;
    }

    private static Outcome<DomainFacts> Bad(string why) => Outcome<DomainFacts>.Invalid(new Fault(FaultKind.Input, why));

    /// <summary>A file may say null where no fact can be null: in a list, and for a required member. That is no facts line.</summary>
    private static void RefuseNulls(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            bool list = property.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(property.PropertyType);
            if (property.Set is { } set && (list || property.IsRequired || property.PropertyType == typeof(ProbeTimings)))
            {
                property.Set = (target, value) => set(target, HoldsNull(value) ? throw new JsonException($"{property.Name} is null, or holds a null.") : value);
            }
        }
    }

    private static bool HoldsNull(object? value) => value switch
    {
        null => true,
        string or byte[] => false,
        IEnumerable items => items.Cast<object?>().Any(item => item is null),
        _ => false,
    };
}
