using System;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmtpTls.Compat;

namespace SmtpTls.MtaSts;

/// <summary>One file of the store. Whatever it holds, reading it gives a policy that this domain's senders could keep, or the reason why not.</summary>
internal sealed record StoreEntry
{
    public const int Version = 1;

    /// <summary>A policy of 64 KiB, every character escaped, and room to spare.</summary>
    public const int MostOctets = 512 * 1024;

    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    [JsonPropertyName("version")]
    public int Form { get; init; }

    public string? Domain { get; init; }

    public string? Id { get; init; }

    public DateTimeOffset? FetchedAt { get; init; }

    public string? Text { get; init; }

    public DateTimeOffset? FailedAt { get; init; }

    public string? Failure { get; init; }

    /// <summary>No part of a name from outside becomes part of a path.</summary>
    public static string NameFor(DomainName domain) => Hex.ToString(Hashes.Sha256(Encoding.UTF8.GetBytes(domain.ToString()))) + ".json";

    public static byte[] Write(DomainName domain, CachedPolicy policy) => JsonSerializer.SerializeToUtf8Bytes(
        new StoreEntry
        {
            Form = Version,
            Domain = domain.ToString(),
            Id = policy.Id,
            FetchedAt = policy.FetchedAt,
            Text = policy.Text,
            FailedAt = policy.FailedAt,
            Failure = policy.Failure,
        },
        StoreJson.Default.StoreEntry);

    /// <summary>Never throws.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="domain">Whose entry it has to be.</param>
    /// <param name="now">An entry from the future would outlive its policy.</param>
    /// <param name="policy">The policy, when it is usable.</param>
    /// <returns>Null when it is, else one clause.</returns>
    public static string? TryRead(byte[] octets, DomainName domain, DateTimeOffset now, out CachedPolicy? policy)
    {
        policy = null;
        StoreEntry? entry;
        try
        {
            entry = JsonSerializer.Deserialize(octets, StoreJson.Default.StoreEntry);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or FormatException)
        {
            return "it is no entry of this store";
        }

        string? problem = entry is null ? "it is empty" : FindProblem(entry, domain, now);
        if (problem is null)
        {
            policy = new CachedPolicy { Id = entry!.Id!, FetchedAt = entry.FetchedAt!.Value.ToUniversalTime(), Text = entry.Text!, FailedAt = entry.FailedAt?.ToUniversalTime(), Failure = entry.Failure };
            problem = policy.Policy is { } held && IsTime(policy, held) ? null : "its policy is none";
            policy = problem is null ? policy : null;
        }

        return problem;
    }

    private static string? FindProblem(StoreEntry entry, DomainName domain, DateTimeOffset now)
    {
        if (entry.Form != Version)
        {
            return $"its version is {entry.Form}, and this program reads version {Version}";
        }

        if (entry.Domain != domain.ToString())
        {
            return $"it is that of {VisibleText.Show(entry.Domain, 100)}";
        }

        return entry.Id is null || !StsRecord.IsId(entry.Id) || entry.Text is null || entry.FetchedAt is null ? "something is missing in it"
            : entry.FetchedAt > now + Skew ? "it was fetched in the future"
            : entry.FailedAt > now + Skew ? "its last attempt is in the future"
            : entry.Failure is not (null or ResultTypes.FetchError or ResultTypes.PolicyInvalid or ResultTypes.WebPkiInvalid) ? "its last failure is none"
            : null;
    }

    // Expiry and pause are sums: a date at the end of the calendar has none.
    private static bool IsTime(CachedPolicy policy, StsPolicy held) =>
        held.MaxAge > 0 && policy.FetchedAt.Year is > 2000 and < 9000 && policy.FailedAt?.Year is null or (> 2000 and < 9000);
}
