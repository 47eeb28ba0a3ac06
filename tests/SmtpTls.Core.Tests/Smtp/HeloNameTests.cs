using System.Net;
using SmtpTls.Smtp;

namespace SmtpTls.Core.Tests.Smtp;

public sealed class HeloNameTests
{
    [Theory]
    [InlineData("mail.example.com", "192.0.2.7", "mail.example.com")]
    [InlineData("MAIL.example.com", "192.0.2.7", "mail.example.com")]
    [InlineData("laptop", "192.0.2.7", "[192.0.2.7]")]
    [InlineData("localhost.localdomain", "192.0.2.7", "[192.0.2.7]")]
    [InlineData("laptop", "2001:db8::7", "[IPv6:2001:db8::7]")]
    [InlineData("laptop", "127.0.0.1", "[127.0.0.1]")]
    public void Is_the_full_name_or_an_address_literal(string host, string address, string name) =>
        Assert.Equal(name, HeloName.Choose(host, [IPAddress.Parse(address)]));

    [Theory]
    [InlineData("mail.example.com", true)]
    [InlineData("[192.0.2.1]", true)]
    [InlineData("[IPv6:2001:db8::1]", true)]
    [InlineData("[2001:db8::1]", false)]
    [InlineData("[1]", false)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    [InlineData("a\r\nMAIL FROM:<>", false)]
    public void Only_such_are_taken_from_the_user(string text, bool valid) => Assert.Equal(valid, HeloName.IsValid(text));
}
