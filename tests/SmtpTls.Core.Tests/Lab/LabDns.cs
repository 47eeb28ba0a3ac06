using System.Net.Sockets;
using SmtpTls.Dns;
using SmtpTls.Lab;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>Asks a range's DNS server over TCP, so that nothing is truncated.</summary>
internal static class LabDns
{
    public static Task<DnsMessage> AskAsync(LabRange range, string name, DnsType type, bool dnssec = false) => AskAsync(range, new DnsMessage
    {
        Id = 4711,
        RecursionDesired = true,
        CheckingDisabled = dnssec,
        Questions = [new DnsQuestion(DnsName.Parse(name), type)],
        Edns = new DnsEdns { DnssecOk = dnssec },
    });

    public static async Task<DnsMessage> AskAsync(LabRange range, DnsMessage question)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using TcpClient client = new();
        await client.ConnectAsync(range.DnsServer, stop);
        byte[] query = question.ToOctets();
        await client.GetStream().WriteAsync((byte[])[(byte)(query.Length >> 8), (byte)query.Length, .. query], stop);
        byte[] length = new byte[2];
        await client.GetStream().ReadExactlyAsync(length, stop);
        byte[] octets = new byte[(length[0] << 8) | length[1]];
        await client.GetStream().ReadExactlyAsync(octets, stop);
        Assert.True(DnsMessage.TryParse(octets, out DnsMessage? message, out string? error), error);
        return message;
    }
}
