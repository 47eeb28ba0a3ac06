using FsCheck;
using FsCheck.Fluent;
using SmtpTls.Dane;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Dane;

public sealed class TlsaRecordTests
{
    [Theory]
    [InlineData("3 1 1 00", "1")]
    [InlineData("(3 1 1 00)", "1")]
    [InlineData("3 1 1 0 0", "1")]
    [InlineData("3 1 1 00 AB\tcd\r\n", "3")]
    [InlineData("3 1 1", "0")]
    [InlineData("255 255 255 ff", "1")]
    public void Text_is_read(string text, string octets)
    {
        Assert.True(TlsaRecord.TryParse(text, out TlsaRecord? record));
        Assert.Equal(octets, record.Data.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("3 1")]
    [InlineData("3 1 x 00")]
    [InlineData("256 1 1 00")]
    [InlineData("-3 1 1 00")]
    [InlineData("3 1 1 0")]
    [InlineData("3 1 1 0g")]
    [InlineData("3 1 1 ٣٣")]
    public void What_is_no_record_is_refused(string? text) => Assert.False(TlsaRecord.TryParse(text, out _));

    [Fact]
    public void Parse_print_parse_is_stable() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), octets => octets.Length < 3
            ? TlsaRecord.FromOctets(octets) is null
            : TlsaRecord.FromOctets(octets) is { } record && TlsaRecord.TryParse(record.ToString(), out TlsaRecord? again)
                && again.ToOctets().SequenceEqual(octets) && again.ToString() == record.ToString() && again.Flaw == record.Flaw && record.Usable == (record.Problem is null)));

    [Fact]
    public void Any_text_is_read_or_refused() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<string>(), text => !TlsaRecord.TryParse(text, out TlsaRecord? record) || TlsaRecord.TryParse(record.ToString(), out _)));

    [Fact]
    public void Any_records_and_any_certificates_end_in_a_word_for_each_record()
    {
        byte[] good = Audit.DaneFacts.Leaf;
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[][]>(), ArbMap.Default.ArbFor<byte[][]>(), (records, chain) =>
        {
            TlsaSet set = TlsaSet.Of(records.Where(octets => octets is not null));
            IReadOnlyList<CertificateFacts> sent = [.. chain.Where(der => der is not null).Prepend(good).Select(CertificateReader.Read)];
            return TlsaMatcher.Fit(set, sent, Audit.Seen.Now).Count == set.Records.Count && TlsaMatcher.Fit(set, [], Audit.Seen.Now).Count == set.Records.Count;
        }));
    }

    [Fact]
    public void Mutated_certificates_in_records_and_chains_do_no_harm()
    {
        Random random = new(7672);
        for (int run = 0; run < 2000; run++)
        {
            byte[] der = (byte[])Audit.DaneFacts.Leaf.Clone();
            for (int change = random.Next(1, 8); change > 0; change--)
            {
                der[random.Next(der.Length)] = (byte)random.Next(256);
            }

            der = der[..random.Next(1, der.Length + 1)];
            TlsaSet set = TlsaSet.Of([[2, 0, 0, .. der], [3, 0, 0, .. der], [2, 1, 0, .. der.Skip(run % 100)], [3, 1, 0, .. der.Skip(run % 100)]]);
            Assert.Equal(4, TlsaMatcher.Fit(set, [CertificateReader.Read(der), CertificateReader.Read(Audit.DaneFacts.Leaf)], Audit.Seen.Now).Count);
        }
    }

    [Fact]
    public void Hundreds_of_records_are_bounded_and_said()
    {
        TlsaSet set = new(Enumerable.Range(0, 900).Select(n => TlsaRecord.Of(2, 1, 1, [.. new byte[31], (byte)n])));
        Assert.Equal(900, set.Records.Count);
        Assert.Equal(TlsaSet.MostRecords, set.Records.Count(record => record.Usable));
        Assert.Equal(TlsaFlaw.TooMany, set.Records[899].Flaw);
    }
}
