using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>Makes answers wrong: by bits, by cuts, and by whole records lost, doubled, moved, or taken from another answer.</summary>
internal static class DnssecMutation
{
    public static byte[] Mutate(Random random, byte[] source, byte[] other)
    {
        byte[] octets = (byte[])source.Clone();
        for (int i = random.Next(3); i >= 0; i--)
        {
            int at = random.Next(octets.Length);
            octets = random.Next(8) switch
            {
                0 or 1 => [.. octets[..at], (byte)(octets[at] ^ (1 << random.Next(8))), .. octets[(at + 1)..]],
                2 => octets[..Math.Max(12, at)],
                3 => [.. octets[..at], .. other[Math.Min(at, other.Length - 1)..]],
                4 => [.. octets[..at], .. octets.AsSpan(at, random.Next(Math.Min(40, octets.Length - at))), .. octets[at..]],
                _ => MutateRecords(random, octets, other),
            };
        }

        return octets;
    }

    private static byte[] MutateRecords(Random random, byte[] octets, byte[] other)
    {
        if (!DnsMessage.TryParse(octets, out DnsMessage? message, out _) || !DnsMessage.TryParse(other, out DnsMessage? second, out _))
        {
            return octets;
        }

        List<DnsRecord> answers = [.. message.Answers, .. second.Answers.Take(random.Next(3))];
        List<DnsRecord> authority = [.. message.Authority, .. second.Authority.Take(random.Next(4))];
        Drop(random, answers);
        Drop(random, authority);
        return (message with
        {
            Answers = random.Next(6) == 0 ? authority : answers,
            Authority = random.Next(6) == 0 ? answers : authority,
            Rcode = random.Next(6) == 0 ? DnsRcode.NXDomain : random.Next(6) == 0 ? DnsRcode.NoError : message.Rcode,
        }).ToOctets();
    }

    private static void Drop(Random random, List<DnsRecord> records)
    {
        if (records.Count > 0 && random.Next(3) == 0)
        {
            records.RemoveAt(random.Next(records.Count));
        }
    }
}
