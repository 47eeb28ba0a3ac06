using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class RootProgramsTests
{
    private const string IsrgRootX1 = "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6";
    private const string Header = "sha256,subject,notAfter,microsoft,mozilla\n";
    private static readonly RootPrograms Programs = RootPrograms.Load();

    [Fact]
    public void The_whole_list_is_carried()
    {
        Assert.Equal(524, Programs.Count);
        Assert.Equal((507, 146), (Programs.Roots.Count(one => one.Value.Microsoft), Programs.Roots.Count(one => one.Value.Mozilla)));
    }

    [Theory]
    [InlineData(IsrgRootX1, true, true, "2035-06-04")]
    [InlineData("3808ce3e961ca532682ffb8708b544e8f175aa065601a45902df92128fc38532", true, false, "2047-05-03")]
    [InlineData("0c2cd63df7806fa399ede809116b575bf87989f06518f9808c860503178baf66", false, true, "2029-12-31")]
    public void Known_roots_are_in_their_programs(string sha256, bool microsoft, bool mozilla, string lastDay)
    {
        Assert.True(Programs.TryFind(sha256, out ListedRoot root));
        Assert.Equal((microsoft, mozilla, DateTimeKind.Utc), (root.Microsoft, root.Mozilla, root.LastDay.Kind));
        Assert.Equal(lastDay, $"{root.LastDay:yyyy-MM-dd}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("96BCEC06264976F37460779ACF28C5A7CFE8A3C0AAE11A8FFCEE05C0BDDF08C6")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public void Others_are_not(string sha256) => Assert.False(Programs.TryFind(sha256, out _));

    [Fact]
    public void Dates_of_the_list_are_those_of_this_machines_certificates()
    {
        using X509Store store = new(StoreName.Root, StoreLocation.LocalMachine);
        store.Open(OpenFlags.ReadOnly);
        int compared = 0;
        foreach (X509Certificate2 certificate in store.Certificates)
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
            if (Programs.TryFind(hash, out ListedRoot root))
            {
                compared++;
                Assert.Equal(certificate.NotAfter.ToUniversalTime().Date, root.LastDay);
            }
        }

        Assert.SkipWhen(compared == 0, "This machine's store holds no public root.");
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("sha256,subject\n", 1)]
    [InlineData(Header + IsrgRootX1 + ",\"CN=A, B\",2035-06-04,1,1\n\n", 3)]
    [InlineData(Header + IsrgRootX1 + ",CN=A,2035-06-04,1,2\n", 2)]
    [InlineData(Header + IsrgRootX1 + ",CN=A,2035-13-04,1,1\n", 2)]
    [InlineData(Header + IsrgRootX1 + ",2035-06-04,1,1\n" + IsrgRootX1 + ",CN=A,2035-06-04,1,1\n", 2)]
    [InlineData(Header + IsrgRootX1 + ",CN=A,2035-06-04,1,1\n" + IsrgRootX1 + ",CN=A,2035-06-04,1,1\n", 3)]
    [InlineData(Header + "X6bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6,CN=A,2035-06-04,1,1\n", 2)]
    public void A_bad_list_names_its_line(string text, int line) =>
        Assert.StartsWith($"line {line} ", RootPrograms.Parse(new StringReader(text)).Fault?.Message, StringComparison.Ordinal);

    [Fact]
    public void Mutated_lists_never_throw_and_endless_ones_end()
    {
        string text = Header + string.Concat(Programs.Roots.Take(3).Select(one => $"{one.Key},\"CN=A\\, B\",2035-06-04,1,0\n"));
        Random random = new(7);
        for (int i = 0; i < 20_000; i++)
        {
            char[] letters = text.ToCharArray();
            for (int j = 0; j <= i % 4; j++)
            {
                letters[random.Next(letters.Length)] = (char)random.Next(1, 300);
            }

            Outcome<RootPrograms> read = RootPrograms.Parse(new StringReader(new string(letters, 0, random.Next(letters.Length))));
            Assert.True(read.State is OutcomeState.Found or OutcomeState.Invalid);
        }

        string many = Header + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i:x64},CN=A,2035-06-04,1,0\n"));
        Assert.Equal("line 20001 is no root", RootPrograms.Parse(new StringReader(many)).Fault!.Message);
        Assert.Equal("line 2 is no root", RootPrograms.Parse(new StringReader(Header + IsrgRootX1 + new string('x', 5000) + ",2035-06-04,1,1")).Fault!.Message);
    }
}
