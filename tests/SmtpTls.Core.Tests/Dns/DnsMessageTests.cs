using System.Net;
using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class DnsMessageTests
{
    private static readonly DnsName Name = DnsName.Parse("Mail.example.com");
    private static readonly TypeBitmap Types = TypeBitmap.Of([DnsType.A, DnsType.MX, DnsType.Rrsig, DnsType.Nsec, (DnsType)1234]);

    public static TheoryData<string, string> Datas { get; } = new(All.Select(item => (item.Type.Show(), item.Data.ToString())));

    private static IReadOnlyList<(DnsType Type, RData Data)> All =>
    [
        (DnsType.A, new AddressData(IPAddress.Parse("192.0.2.25"))),
        (DnsType.Aaaa, new AddressData(IPAddress.Parse("2001:db8::25"))),
        (DnsType.MX, new MxData(10, Name)),
        (DnsType.Txt, TxtData.Of(new string('x', 300))),
        (DnsType.Cname, new NameData(Name)),
        (DnsType.Dname, new NameData(Name)),
        (DnsType.NS, new NameData(Name)),
        (DnsType.Ptr, new NameData(Name)),
        (DnsType.Soa, new SoaData { PrimaryName = Name, ResponsibleName = Name, Serial = 1, Refresh = 2, Retry = 3, Expire = 4, Minimum = uint.MaxValue }),
        (DnsType.Tlsa, new TlsaData(3, 1, 1, [1, 2, 255])),
        (DnsType.DS, new DsData(27978, 13, 2, [0xab, 0xcd])),
        (DnsType.Dnskey, new DnskeyData(257, 3, 13, [1, 2, 3])),
        (DnsType.Rrsig, new RrsigData
        {
            TypeCovered = DnsType.MX,
            Algorithm = 13,
            Labels = 2,
            OriginalTtl = 300,
            Expiration = 2_000_000_000,
            Inception = 0,
            KeyTag = 7,
            Signer = DnsName.Parse("Example.com"),
            Signature = [9, 8, 7],
        }),
        (DnsType.Nsec, new NsecData(Name, Types)),
        (DnsType.Nsec3, new Nsec3Data { HashAlgorithm = 1, Flags = 1, Iterations = 5, Salt = [0xaa], NextHash = [.. Enumerable.Range(0, 20).Select(i => (byte)i)], Types = Types }),
        (DnsType.Nsec3Param, new Nsec3ParamData(1, 0, 0, [])),
        ((DnsType)65280, new RawData([0xc0, 0x0c])),
        ((DnsType)65281, new RawData([])),
    ];

    [Theory, MemberData(nameof(Datas))]
    public void Every_type_is_read_as_it_was_written(string typeText, string shown)
    {
        Assert.True(DnsTypes.TryParse(typeText, out DnsType type));
        RData data = All.Single(item => item.Type == type).Data;
        DnsRecord record = new(DnsName.Parse("example.com"), type, 300, data);
        DnsMessage message = RoundTrip(new DnsMessage { IsResponse = true, Answers = [record, record], Authority = [record], Additional = [record] });
        foreach (DnsRecord read in message.Answers.Concat(message.Authority).Concat(message.Additional))
        {
            Assert.Equal(record.Owner, read.Owner);
            Assert.Equal(type, read.Type);
            Assert.Equal(shown, read.Data.ToString());
            Assert.Equal(data.ToOctets(), read.Data.ToOctets());
        }
    }

    [Theory]
    [InlineData("RRSIG", "MX 13 2 300 20330518033320 19700101000000 7 example.com. CQgH")]
    [InlineData("NSEC", "mail.example.com. A MX RRSIG NSEC TYPE1234")]
    [InlineData("NSEC3", "1 1 5 aa 000g40o40k30e209185go38e1s8124gj A MX RRSIG NSEC TYPE1234")]
    [InlineData("NSEC3PARAM", "1 0 0 -")]
    [InlineData("DS", "27978 13 2 abcd")]
    [InlineData("DNSKEY", "257 3 13 AQID")]
    [InlineData("TYPE65281", "\\# 0")]
    [InlineData("AAAA", "2001:db8::25")]
    public void Data_is_printed_as_master_files_have_it(string type, string shown) =>
        Assert.Equal(shown, All.Single(item => item.Type.Show() == type).Data.ToString());

    [Fact]
    public void Flags_and_counts_are_those_of_rfc_1035()
    {
        DnsMessage message = new()
        {
            Id = 0xbeef,
            IsResponse = true,
            Opcode = 4,
            Authoritative = true,
            RecursionDesired = true,
            CheckingDisabled = true,
            Rcode = DnsRcode.BadVers,
            Questions = [new DnsQuestion(Name, DnsType.MX)],
            Edns = new DnsEdns { UdpSize = 4096, Version = 1, DnssecOk = true, Options = [new DnsOption(10, [1, 2]), DnsEdns.ExtendedError(6, "bogus")] },
        };
        DnsMessage read = RoundTrip(message);
        Assert.Equal("beef" + "a510" + "0001000000000001", Convert.ToHexStringLower(message.ToOctets().AsSpan(0, 12)));
        Assert.Equal(DnsRcode.BadVers, read.Rcode);
        Assert.Equal((4, true, false, true), (read.Opcode, read.Authoritative, read.Truncated, read.CheckingDisabled));
        Assert.Equal((4096, 1, true), (read.Edns!.UdpSize, read.Edns.Version, read.Edns.DnssecOk));
        Assert.Equal([new DnsExtendedError(6, "bogus")], read.Edns.ExtendedErrors);
        Assert.Empty(read.Additional);
    }

    [Fact]
    public void Names_are_compressed_where_rfc_3597_allows_it()
    {
        DnsName target = DnsName.Parse("mx1.example.com");
        DnsMessage With(DnsType type, RData data) => new() { Questions = [new DnsQuestion(DnsName.Parse("example.com"), type)], Answers = [new DnsRecord(DnsName.Parse("example.com"), type, 1, data)] };
        Assert.Equal(12 + 17 + 12 + 2 + 6, With(DnsType.MX, new MxData(1, target)).ToOctets().Length);
        Assert.Equal(12 + 17 + 12 + 17, With(DnsType.Dname, new NameData(target)).ToOctets().Length);
    }

    [Fact]
    public void What_an_asker_cannot_take_is_cut_and_says_so()
    {
        DnsRecord record = new(Name, DnsType.Txt, 1, TxtData.Of(new string('x', 1000)));
        DnsMessage message = new() { IsResponse = true, Questions = [new DnsQuestion(Name, DnsType.Txt)], Answers = [record], Edns = new DnsEdns() };
        Assert.True(DnsMessage.TryParse(message.ToOctets(512), out DnsMessage? cut, out _));
        Assert.True(cut.Truncated);
        Assert.Empty(cut.Answers);
        Assert.Equal(Name, cut.Questions[0].Name);
        Assert.NotNull(cut.Edns);
        Assert.False(RoundTrip(message).Truncated);
    }

    [Fact]
    public void A_ttl_with_the_top_bit_counts_as_zero()
    {
        DnsRecord record = new(Name, DnsType.A, 0x8000_0001, new AddressData(IPAddress.Loopback));
        Assert.Equal(0u, RoundTrip(new DnsMessage { Answers = [record] }).Answers[0].Ttl);
    }

    [Fact]
    public void The_canonical_form_has_lower_case_names_but_for_the_next_name_of_nsec()
    {
        Assert.Equal(DnsName.Parse("mail.example.com").Wire.ToArray(), new NameData(Name).ToCanonical());
        Assert.Equal(Name.Wire.ToArray(), new NameData(Name).ToOctets());
        Assert.Equal(Name.Wire.ToArray(), new NsecData(Name, TypeBitmap.Of([])).ToCanonical());
    }

    [Fact]
    public void Mutated_and_random_octets_never_throw_and_what_is_accepted_can_be_written_again()
    {
        byte[][] seeds =
        [
            .. All.Select(item => new DnsMessage { IsResponse = true, Questions = [new DnsQuestion(Name, item.Type)], Answers = [new DnsRecord(Name, item.Type, 60, item.Data)], Edns = new DnsEdns { Options = [DnsEdns.ExtendedError(6, "x")] } }.ToOctets()),
            new DnsMessage { Answers = [.. All.Select(item => new DnsRecord(Name, item.Type, 60, item.Data))] }.ToOctets(),
        ];
        DnsQuery query = new(Name, DnsType.MX);
        Random random = new(1035);
        int accepted = 0;
        for (int i = 0; i < 60_000; i++)
        {
            byte[] octets = [.. seeds[random.Next(seeds.Length)]];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
            {
                octets[random.Next(octets.Length)] = random.Next(4) == 0 ? (byte)0xc0 : (byte)random.Next(256);
            }

            octets = random.Next(4) == 0 ? octets[..random.Next(octets.Length)] : octets;
            _ = query.Read(octets, tcp: i % 2 == 0);
            if (DnsMessage.TryParse(octets, out DnsMessage? message, out _))
            {
                accepted++;
                Assert.Equal(string.Join('\n', message.Answers), string.Join('\n', RoundTrip(message).Answers));
            }
        }

        Assert.InRange(accepted, 10_000, 60_000);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] octets = new byte[random.Next(0, 200)];
            random.NextBytes(octets);
            _ = query.Read(octets, tcp: false);
            _ = DnsMessage.TryParse(octets, out _, out _);
        }
    }

    [Fact]
    public void A_message_of_64_kib_made_to_be_costly_costs_little()
    {
        // 5000 owners, each a chain of pointers to a long name.
        DnsWriter writer = new();
        foreach (int word in (int[])[1, 0x8000, 0, 5000, 0, 0])
        {
            writer.U16(word);
        }

        DnsRecord first = new(DnsName.Parse(string.Join(".", Enumerable.Repeat("a", 126))), (DnsType)65280, 0, new RawData([]));
        first.Write(writer);
        int last = 12;
        for (int i = 1; i < 5000; i++)
        {
            int here = writer.Length;
            writer.U16(0xc000 | last);
            writer.Octets([0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
            last = i < 126 ? here : last;
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(DnsMessage.TryParse(writer.ToOctets(), out DnsMessage? message, out string? error), error);
        Assert.Equal(5000, message.Answers.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000_000);
    }

    private static DnsMessage RoundTrip(DnsMessage message)
    {
        Assert.True(DnsMessage.TryParse(message.ToOctets(), out DnsMessage? read, out string? error), error);
        return read;
    }
}
