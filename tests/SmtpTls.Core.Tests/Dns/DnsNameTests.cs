using SmtpTls.Dns;

namespace SmtpTls.Core.Tests.Dns;

public sealed class DnsNameTests
{
    [Theory]
    [InlineData("example.com", "example.com.")]
    [InlineData("Example.COM.", "example.com.")]
    [InlineData(".", ".")]
    [InlineData(@"a\.b\\c.\000\255\032", @"a\.b\\c.\000\255\032.")]
    [InlineData(@"\@\$\;\(\)\""", @"\@\$\;\(\)\"".")]
    [InlineData("_25._tcp.mx1.example.com.", "_25._tcp.mx1.example.com.")]
    [InlineData(@"\065bc.", "abc.")]
    public void Reads_and_writes_the_presentation_form(string text, string shown)
    {
        DnsName name = DnsName.Parse(text);
        Assert.Equal(shown, name.ToString());
        Assert.Equal(name, DnsName.Parse(name.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("..")]
    [InlineData("bücher.de")]
    [InlineData(@"a\256")]
    [InlineData(@"a\2")]
    [InlineData(@"a\")]
    public void Refuses_what_is_no_name(string? text) => Assert.False(DnsName.TryParse(text, out _));

    [Fact]
    public void Holds_labels_of_63_and_names_of_255_octets_and_no_more()
    {
        string label = new('a', 63);
        string most = $"{label}.{label}.{label}.{new string('b', 61)}";
        Assert.Equal(255, DnsName.Parse(most).Wire.Length);
        Assert.Equal(255, DnsName.Parse(most + ".").Wire.Length);
        Assert.False(DnsName.TryParse($"{label}.{label}.{label}.{new string('b', 62)}", out _));
        Assert.False(DnsName.TryParse(new string('a', 64), out _));
        Assert.False(DnsName.TryParse($"{label}.{label}.{label}.{label}.", out _));
        Assert.Null(DnsName.Parse(most).WithPrefix("x"));
    }

    [Fact]
    public void Equals_whatever_the_case_of_ascii_letters_and_keeps_the_case_on_the_wire()
    {
        DnsName upper = DnsName.Parse("EXAMPLE.com");
        DnsName lower = DnsName.Parse("example.COM");
        Assert.Equal(upper, lower);
        Assert.Equal(upper.GetHashCode(), lower.GetHashCode());
        Assert.True(upper == lower);
        Assert.Equal((byte)'E', upper.Wire[1]);
        Assert.Equal(upper.ToCanonical(), lower.ToCanonical());
        Assert.NotEqual(DnsName.Parse(@"\224"), DnsName.Parse(@"\192"));
    }

    [Fact]
    public void Orders_as_rfc_4034_does()
    {
        string[] ordered =
        [
            "example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.", @"\001.z.example.", "*.z.example.", @"\200.z.example.",
        ];
        List<DnsName> names = [.. ordered.Reverse().Select(DnsName.Parse)];
        names.Sort();
        Assert.Equal(ordered.Select(name => DnsName.Parse(name)), names);
    }

    [Fact]
    public void Knows_what_is_below_it_by_labels_not_by_octets()
    {
        DnsName zone = DnsName.Parse("example.com");
        Assert.True(zone.IsAtOrAbove(DnsName.Parse("a.b.Example.com")));
        Assert.True(zone.IsAtOrAbove(zone));
        Assert.True(DnsName.Root.IsAtOrAbove(zone));
        Assert.False(zone.IsAtOrAbove(DnsName.Parse("notexample.com")));
        Assert.False(zone.IsAtOrAbove(DnsName.Parse("com")));
        Assert.False(zone.IsAtOrAbove(DnsName.Parse(@"a\007example.com")));
    }

    [Fact]
    public void Moves_below_another_name_as_dname_does()
    {
        DnsName moved = DnsName.Parse("a.b.old.test").Moved(DnsName.Parse("old.test"), DnsName.Parse("new.example"))!;
        Assert.Equal("a.b.new.example.", moved.ToString());
        Assert.Null(DnsName.Parse("old.test").Moved(DnsName.Parse("old.test"), DnsName.Parse("new.example")));
        Assert.Null(DnsName.Parse("a.other.test").Moved(DnsName.Parse("old.test"), DnsName.Parse("new.example")));
    }

    [Theory]
    [InlineData("mx1.example.com.", "mx1.example.com")]
    [InlineData("xn--bcher-kva.example.", "xn--bcher-kva.example")]
    [InlineData("_mta-sts.example.com", "_mta-sts.example.com")]
    public void Becomes_a_domain_name(string text, string domain)
    {
        Assert.True(DnsName.Parse(text).TryToDomain(out DomainName? name, out _));
        Assert.Equal(domain, name.ToString());
        Assert.Equal(DnsName.Parse(text), DnsName.FromDomain(name));
    }

    [Theory]
    [InlineData(".")]
    [InlineData(@"a\.b.example.com")]
    [InlineData(@"a\032b.example.com")]
    [InlineData(@"a\255.example.com")]
    [InlineData("192.0.2.1.")]
    [InlineData("*.example.com")]
    public void Becomes_no_domain_name_where_a_host_cannot_be_called_so(string text)
    {
        Assert.False(DnsName.Parse(text).TryToDomain(out _, out string? problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Takes_only_well_formed_wire_forms()
    {
        Assert.Equal("a.b.", DnsName.FromWire([1, (byte)'a', 1, (byte)'b', 0])!.ToString());
        Assert.Null(DnsName.FromWire([]));
        Assert.Null(DnsName.FromWire([1, (byte)'a']));
        Assert.Null(DnsName.FromWire([0, 0]));
        Assert.Null(DnsName.FromWire([0xc0, 0]));
        Assert.Null(DnsName.FromWire([5, (byte)'a', 0]));
    }

    [Fact]
    public void Any_octets_survive_print_and_parse()
    {
        Random random = new(4343);
        for (int i = 0; i < 20_000; i++)
        {
            List<byte> wire = [];
            for (int labels = random.Next(0, 6); labels > 0; labels--)
            {
                byte[] label = new byte[random.Next(1, 40)];
                random.NextBytes(label);
                wire.Add((byte)label.Length);
                wire.AddRange(label);
            }

            DnsName name = DnsName.FromWire([.. wire, 0])!;
            DnsName again = DnsName.Parse(name.ToString());
            Assert.True(name.Equals(again) && name.CompareTo(again) == 0, name.ToString());
        }
    }
}
