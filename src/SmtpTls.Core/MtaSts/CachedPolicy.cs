using System;
using System.Text;
using System.Text.Json.Serialization;

namespace SmtpTls.MtaSts;

/// <summary>A policy as a sender keeps it between deliveries (RFC 8461 §3.3, §5.1).</summary>
internal sealed record CachedPolicy
{
    private static readonly TimeSpan Refresh = TimeSpan.FromDays(1), Pause = TimeSpan.FromMinutes(5);

    private Reading<StsPolicy>? _reading;

    /// <summary>The id of the record at which it was fetched.</summary>
    public required string Id { get; init; }

    /// <summary>When it was last fetched whole.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>The policy file as it came.</summary>
    public required string Text
    {
        get;
        init
        {
            field = value;
            _reading = null;
        }
    }

    /// <summary>The last attempt since then that failed; the policy is kept all the same.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>What that attempt ended in (RFC 8460 §4.3.2).</summary>
    public string? Failure { get; init; }

    /// <summary>Null only where stored text is no policy.</summary>
    [JsonIgnore]
    public StsPolicy? Policy => (_reading ??= StsPolicy.Parse(Encoding.UTF8.GetBytes(Text))).Value;

    /// <summary>Senders that hold it use it until then, whatever is published.</summary>
    [JsonIgnore]
    public DateTimeOffset ExpiresAt => After(FetchedAt, TimeSpan.FromSeconds(Policy?.MaxAge ?? 0));

    public bool IsValidAt(DateTimeOffset now) => Policy is not null && now < ExpiresAt;

    /// <summary>RFC 8461 §3.3 and §10.2: fetched again before it expires, after a day or half its life, whichever is sooner.</summary>
    public bool IsRefreshDue(DateTimeOffset now)
    {
        TimeSpan half = TimeSpan.FromSeconds((Policy?.MaxAge ?? 0) / 2.0);
        return now >= After(FetchedAt, half < Refresh ? half : Refresh);
    }

    /// <summary>RFC 8461 §3.3: after a failed attempt five minutes pass before the next for the same id.</summary>
    public bool IsPausedAt(DateTimeOffset now) => FailedAt is { } failed && now >= failed && now < After(failed, Pause);

    // A file may hold the last day of the calendar.
    private static DateTimeOffset After(DateTimeOffset time, TimeSpan span) => time > DateTimeOffset.MaxValue - span ? DateTimeOffset.MaxValue : time + span;
}
