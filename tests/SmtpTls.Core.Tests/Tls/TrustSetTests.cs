using System.IO;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Tls;

public sealed class TrustSetTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Missing_file_is_named()
    {
        Outcome<TrustSet> outcome = TrustSet.Load(_file);
        Assert.Equal((OutcomeState.Invalid, FaultKind.Input), (outcome.State, outcome.Fault!.Kind));
        Assert.Contains(_file, outcome.Fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no PEM certificate")]
    [InlineData("hello", "no PEM certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA", "no END line")]
    [InlineData("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----", "not Base64")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "block 1 is not a certificate")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "no PEM certificate")]
    public void Bad_file_says_why(string text, string reason)
    {
        File.WriteAllText(_file, text);
        Assert.Contains(reason, TrustSet.Load(_file).Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_is_no_file() => Assert.Equal(OutcomeState.Invalid, TrustSet.Load(Path.GetTempPath()).State);

    [Fact]
    public void File_is_added_to_the_systems_roots()
    {
        Certificates.Node root = Certificates.Root("CN=File Root");
        File.WriteAllText(_file, "A root:\n" + root.Certificate.ExportCertificatePem() + "\n");
        TrustSet trust = TrustSet.Load(_file).Value!;
        CertificateFacts facts = CertificateReader.Read(root.Der);
        Assert.Equal("CaFile", trust.Find(facts)!.Source);
        Assert.True(trust.IsPinned(facts));
    }

    [Fact]
    public void System_alone_loads() => Assert.Equal(OutcomeState.Found, TrustSet.Load(null).State);
}
