using System.Globalization;
using System.Text;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>Bends good inputs, the same way in every run. <c>SMTPTLS_FUZZ</c> names another count than 20,000.</summary>
internal sealed class Mutator
{
    private readonly Random _random = new(20261122);
    private readonly IReadOnlyList<byte[]> _seeds;
    private readonly IReadOnlyList<byte[]> _pieces;

    /// <param name="seeds">Good inputs, and bad ones worth bending.</param>
    /// <param name="pieces">What the format is made of, to be put in odd places.</param>
    public Mutator(IEnumerable<string> seeds, params string[] pieces)
    {
        _seeds = [.. seeds.Select(seed => Encoding.UTF8.GetBytes(seed))];
        _pieces = [.. pieces.Concat(["", "\0", "\r", "\n", "\t", " ", "\u00fc", "\u202e", "\ufeff", "\u001b[31m", "%", "=", ";", ":", ",", "*", ".", "99999999999"]).Select(piece => Encoding.UTF8.GetBytes(piece))];
    }

    public static int Count => int.TryParse(Environment.GetEnvironmentVariable("SMTPTLS_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 20_000;

    public IEnumerable<byte[]> All()
    {
        for (int i = Count; i > 0; i--)
        {
            List<byte> bent = [.. _seeds[_random.Next(_seeds.Count)]];
            for (int times = _random.Next(1, 6); times > 0; times--)
            {
                Bend(bent);
            }

            yield return [.. bent];
        }
    }

    private void Bend(List<byte> octets)
    {
        int at = _random.Next(octets.Count + 1);
        int length = Math.Min(_random.Next(1, 12), octets.Count - at);
        switch (_random.Next(5))
        {
            case 0:
                octets.RemoveRange(at, length);
                break;
            case 1:
                octets.InsertRange(at, _pieces[_random.Next(_pieces.Count)]);
                break;
            case 2 when octets.Count > at:
                octets[at] = (byte)_random.Next(256);
                break;
            case 3 when octets.Count < 4096:
                octets.InsertRange(_random.Next(octets.Count + 1), octets.GetRange(at, length));
                break;
            default:
                byte[] other = _seeds[_random.Next(_seeds.Count)];
                int from = _random.Next(other.Length + 1);
                octets.RemoveRange(at, octets.Count - at);
                octets.AddRange(other.AsSpan(from).ToArray());
                break;
        }
    }
}
