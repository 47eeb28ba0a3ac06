using SmtpTls.Headers;

namespace SmtpTls.Core.Tests.Headers;

public sealed class CipherNamesTests
{
    [Theory]
    [InlineData("EDH-RSA-DES-CBC3-SHA", "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA")]
    [InlineData("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA")]
    [InlineData("AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA")]
    [InlineData("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256")]
    [InlineData("ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384")]
    [InlineData("ECDHE-ECDSA-AES128-CCM8", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8")]
    [InlineData("DHE-RSA-AES256-CCM", "TLS_DHE_RSA_WITH_AES_256_CCM")]
    [InlineData("DHE-RSA-CHACHA20-POLY1305", "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256")]
    [InlineData("ECDHE-ARIA256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384")]
    [InlineData("DHE-RSA-CAMELLIA256-SHA256", "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256")]
    [InlineData("AECDH-AES256-SHA", "TLS_ECDH_anon_WITH_AES_256_CBC_SHA")]
    [InlineData("ADH-AES128-SHA", "TLS_DH_anon_WITH_AES_128_CBC_SHA")]
    [InlineData("EXP-RC4-MD5", "TLS_RSA_EXPORT_WITH_RC4_40_MD5")]
    [InlineData("EXP-EDH-RSA-DES-CBC-SHA", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA")]
    [InlineData("RC4-SHA", "TLS_RSA_WITH_RC4_128_SHA")]
    [InlineData("NULL-SHA256", "TLS_RSA_WITH_NULL_SHA256")]
    [InlineData("ECDHE-PSK-CHACHA20-POLY1305", "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256")]
    [InlineData("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384")]
    [InlineData("TLS13_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256")]
    [InlineData("tls_aes_256_gcm_sha384", "TLS_AES_256_GCM_SHA384")]
    [InlineData("SSL_RSA_WITH_RC4_128_MD5", "TLS_RSA_WITH_RC4_128_MD5")]
    [InlineData("RSA_AES_256_CBC_SHA1", "TLS_RSA_WITH_AES_256_CBC_SHA")]
    [InlineData("DHE_RSA_AES_128_CBC_SHA1", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA")]
    [InlineData("RSA_ARCFOUR_SHA1", "TLS_RSA_WITH_RC4_128_SHA")]
    [InlineData("ECDHE_SECP256R1__RSA_SHA256__AES_256_GCM", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")]
    [InlineData("ECDHE_X25519__ECDSA_SHA256__AES_128_GCM", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")]
    [InlineData("EXP1024-DES-CBC-SHA", null)]
    [InlineData("no-such-cipher", null)]
    [InlineData("SHA", null)]
    [InlineData("", null)]
    public void A_name_becomes_the_registered_one(string name, string? iana) => Assert.Equal(iana, CipherNames.ToIana(name));

    [Fact]
    public void In_TLS_1_3_GnuTLS_says_more_than_the_suite() =>
        Assert.Equal("TLS_AES_256_GCM_SHA384", CipherNames.ToIana("ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM", "TLSv1.3"));

    [Fact]
    public void In_TLS_1_3_Exim_with_GnuTLS_writes_the_name_of_another_suite() =>
        Assert.Equal("TLS_AES_256_GCM_SHA384", CipherNames.ToIana("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLSv1.3"));

    [Theory]
    [InlineData("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, "Strong")]
    [InlineData("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 128, "Strong")]
    [InlineData("TLSv1.2", "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 256, "Strong")]
    [InlineData("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", 256, "Acceptable")]
    [InlineData("TLSv1.2", "TLS_RSA_WITH_AES_256_GCM_SHA384", 256, "Acceptable")]
    [InlineData("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", 128, "Acceptable")]
    [InlineData("TLSv1", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", 256, "Weak")]
    [InlineData("TLSv1.2", "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", 168, "Weak")]
    [InlineData("TLSv1.2", "TLS_ECDH_anon_WITH_AES_256_CBC_SHA", 256, "Weak")]
    [InlineData("TLSv1.2", "TLS_RSA_WITH_RC4_128_SHA", 128, "Broken")]
    [InlineData("SSLv3", "TLS_RSA_WITH_AES_256_CBC_SHA", 256, "Broken")]
    [InlineData("TLSv1.2", "TLS_RSA_WITH_NULL_SHA256", 0, "Broken")]
    [InlineData("TLSv1.3", null, null, "Strong")]
    [InlineData("TLSv1.2", null, null, "Unknown")]
    [InlineData(null, null, 40, "Weak")]
    public void Strength_follows_the_table(string? version, string? suite, int? bits, string strength) =>
        Assert.Equal(strength, CipherStrength.Of(version, suite, bits).ToString());

    [Theory]
    [InlineData("TLSv1/SSLv3", "TLSv1")]
    [InlineData("TLS1_2", "TLSv1.2")]
    [InlineData("Tls13", "TLSv1.3")]
    [InlineData("TLS1.0", "TLSv1")]
    [InlineData("SSL3.0", "SSLv3")]
    [InlineData("tls.example", null)]
    [InlineData("TLSv9", null)]
    public void A_version_has_many_spellings(string text, string? version) => Assert.Equal(version, TlsVersionName.Normalize(text));
}
