using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns;

/// <summary>What one run has been told, for as long as it may be believed. The same question asked by many at once is sent once.</summary>
/// <param name="clock">For how long.</param>
/// <param name="mostEntries">Some 6 MB. What one domain asks for itself is not asked again once it is done; what many share stays, since it is asked for again and again.</param>
internal sealed class DnsCache(IClock clock, int mostEntries = 2560)
{
    /// <summary>RFC 8767 §4 advises a cap in the order of days; a run is shorter.</summary>
    private const uint MostTtl = 86_400;

    /// <summary>RFC 2308 §5: one to three hours.</summary>
    private const uint MostNegativeTtl = 10_800;

    private readonly SharedWork<Key, DnsResponse> _responses = new(clock, mostEntries);

    public int Count => _responses.Count;

    /// <summary>Seconds that a message may be kept: zero when it does not say.</summary>
    public static uint TtlOf(DnsMessage message)
    {
        // RFC 2308 §5: a "there is none" lives for the lesser of the SOA's own TTL and its last field; without SOA it is not kept.
        uint? none = message.Authority.Where(record => record.Type == DnsType.Soa)
            .Select(record => record.Data is SoaData start ? Math.Min(Math.Min(start.Minimum, record.Ttl), MostNegativeTtl) : (uint?)null)
            .FirstOrDefault();
        uint some = message.Answers.Count > 0 ? Math.Min(message.Answers.Min(record => record.Ttl), MostTtl) : none ?? 0;
        return message.Rcode == DnsRcode.NXDomain && none is null ? 0 : Math.Min(some, none ?? some);
    }

    /// <summary>The kept response, or that of <paramref name="ask"/>, run once for all who want it now.</summary>
    public Task<DnsResponse> GetAsync(
        DnsName name, DnsType type, Func<CancellationToken, Task<(DnsResponse Response, TimeSpan KeepFor)>> ask, CancellationToken stop) =>
        _responses.GetAsync(new Key(name, type), ask, stop);

    /// <summary>What was kept is asked for again after this time.</summary>
    public void Shorten(DnsName name, DnsType type, TimeSpan most) => _responses.Shorten(new Key(name, type), most);

    private readonly record struct Key(DnsName Name, DnsType Type);
}
