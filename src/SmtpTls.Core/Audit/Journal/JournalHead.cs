using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using SmtpTls.Compat;

namespace SmtpTls.Audit.Journal;

/// <summary>Which run a journal is of: what decides what is seen, and so whether a later start may go on with it.</summary>
internal sealed record JournalHead
{
    /// <summary>The form of a journal. A reader refuses a newer one.</summary>
    public const int Version = 1;

    private const int MostFileOctets = 16 * 1024 * 1024;

    public required DateTimeOffset Begun { get; init; }

    /// <summary>The part of the list; null for all of it.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Name and value of each option, sorted by name. How many connections at a time, and the name given in EHLO, which differs from machine to machine, are none of them.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>The name of the run's files in a folder, without an extension.</summary>
    public string FileName => Hex.ToString(Hashes.Sha256(Encoding.UTF8.GetBytes(
        string.Concat(Options.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}\n")) + "shard=" + Shard)));

    /// <param name="options">Limits and names.</param>
    /// <param name="dnsServers">As the user wrote them.</param>
    /// <param name="caFile">Counts by what it holds; null for none.</param>
    /// <param name="trustAnchorFile">Likewise.</param>
    public static IReadOnlyDictionary<string, string> OptionsOf(AuditOptions options, IEnumerable<string> dnsServers, string? caFile, string? trustAnchorFile) =>
        new Dictionary<string, string>
        {
            ["allowPrivateNetwork"] = options.AllowPrivateNetwork.ToString(),
            ["asked"] = options.Asked.ToString(),
            ["caFile"] = SumOf(caFile),
            ["connectTimeoutSec"] = options.ConnectTimeout.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
            ["dnsServer"] = string.Join(",", dnsServers),
            ["dnssecMode"] = options.Dnssec.ToString(),
            ["ipVersion"] = options.IPVersion.ToString(),
            ["mtaStsPort"] = options.MtaStsPort.ToString(CultureInfo.InvariantCulture),
            ["port"] = options.Port.ToString(CultureInfo.InvariantCulture),
            ["proxy"] = options.Proxy?.ToString() ?? "",
            ["skipRevocationCheck"] = options.SkipRevocationCheck.ToString(),
            ["timeoutSec"] = options.Timeout.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
            ["trustAnchor"] = SumOf(trustAnchorFile),
        };

    public string Write()
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("begun", Begun.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("shard", Shard?.ToString() ?? "");
            json.WriteStartObject("options");
            foreach ((string name, string value) in Options)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.ToArray());
    }

    /// <summary>Null when it is no head that this program can read. Never throws.</summary>
    public static JournalHead? Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            JsonElement root = document.RootElement;
            string shard = root.GetProperty("shard").GetString() ?? "";
            Shard? part = null;
            if (root.GetProperty("version").GetInt32() != Version || (shard.Length > 0 && !Shard.TryParse(shard, out part)))
            {
                return null;
            }

            return new JournalHead
            {
                Begun = DateTimeOffset.Parse(root.GetProperty("begun").GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                Shard = part,
                Options = root.GetProperty("options").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString() ?? ""),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Where another run differs, a clause for people; null where only the part of the list does.</summary>
    public string? DifferenceTo(JournalHead other)
    {
        List<string> names = [.. Options.Keys.Union(other.Options.Keys).Where(name => Value(this, name) != Value(other, name)).OrderBy(name => name, StringComparer.Ordinal)];
        return names.Count == 0 ? null : string.Join(", ", names.Select(name => $"{name} '{VisibleText.Show(Value(other, name), 60)}' there, '{VisibleText.Show(Value(this, name), 60)}' now"));
    }

    private static string Value(JournalHead head, string name) => head.Options.TryGetValue(name, out string? value) ? value : "";

    private static string SumOf(string? file)
    {
        // It was read and found good before; what cannot be read now is no reason to fail here.
        if (file is null || !File.Exists(file) || new FileInfo(file).Length > MostFileOctets)
        {
            return file ?? "";
        }

        return Hex.ToString(Hashes.Sha256(File.ReadAllBytes(file)));
    }
}
