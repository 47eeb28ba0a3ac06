using System.Net;
using SmtpTls.Dns;
using SmtpTls.Lab.Dns;

namespace SmtpTls.Core.Tests.Lab;

public sealed class ZoneAnswererTests
{
    [Fact]
    public void Answers_or_keeps_silent_whatever_is_asked()
    {
        ZoneAnswerer answerer = Build();
        DnsMessage good = new() { Id = 1, Questions = [new DnsQuestion(DnsName.Parse("a.b.zone.test"), DnsType.MX)], Edns = new DnsEdns() };
        byte[] seed = good.ToOctets();
        Random random = new(53);
        int answered = 0;
        for (int i = 0; i < 20000; i++)
        {
            byte[] query = seed[..random.Next(i % 4 == 0 ? 0 : seed.Length, seed.Length + 1)];
            for (int flips = random.Next(6); flips > 0 && query.Length > 0; flips--)
            {
                query[random.Next(query.Length)] = (byte)random.Next(256);
            }

            if (answerer.Answer(query, tcp: i % 2 == 0) is { } answer)
            {
                answered++;
                Assert.True(DnsMessage.TryParse(answer, out DnsMessage? message, out string? error), error);
                Assert.True(message.IsResponse);
                Assert.True(i % 2 == 0 || answer.Length <= 1232);
            }
        }

        Assert.InRange(answered, 5000, 20000);
    }

    [Fact]
    public void Knows_names_between_its_records()
    {
        ZoneAnswerer answerer = Build();
        Assert.Equal(DnsRcode.NoError, Ask(answerer, "b.zone.test").Rcode);
        Assert.Equal(DnsRcode.NXDomain, Ask(answerer, "c.zone.test").Rcode);
    }

    [Fact]
    public void A_zone_keeps_its_names_in_canonical_order()
    {
        // RFC 4034 §6.1.
        Zone zone = NewZone();
        zone.Add(new DnsRecord(DnsName.Parse("Z.zone.test"), DnsType.A, 1, new AddressData(IPAddress.Loopback)));
        zone.Add(new DnsRecord(DnsName.Parse("a.z.zone.test"), DnsType.A, 1, new AddressData(IPAddress.Loopback)));
        zone.Add(new DnsRecord(DnsName.Parse("yb.zone.test"), DnsType.A, 1, new AddressData(IPAddress.Loopback)));
        Assert.Equal(["zone.test.", "yb.zone.test.", "z.zone.test.", "a.z.zone.test."], zone.Names.Select(static name => name.ToString()));
        Assert.Throws<ArgumentException>(() => zone.Add(new DnsRecord(DnsName.Parse("other.test"), DnsType.A, 1, new AddressData(IPAddress.Loopback))));
    }

    private static DnsMessage Ask(ZoneAnswerer answerer, string name)
    {
        byte[] answer = answerer.Answer(new DnsMessage { Questions = [new DnsQuestion(DnsName.Parse(name), DnsType.A)] }.ToOctets(), tcp: false)!;
        Assert.True(DnsMessage.TryParse(answer, out DnsMessage? message, out _));
        return message;
    }

    private static Zone NewZone()
    {
        DnsName apex = DnsName.Parse("zone.test");
        return new Zone(apex, new DnsRecord(apex, DnsType.Soa, 300, new SoaData { PrimaryName = apex, ResponsibleName = apex, Minimum = 60 }));
    }

    private static ZoneAnswerer Build()
    {
        Zone zone = NewZone();
        zone.Add(new DnsRecord(DnsName.Parse("a.b.zone.test"), DnsType.MX, 300, new MxData(10, DnsName.Parse("mx.zone.test"))));
        return new ZoneAnswerer([zone]);
    }
}
