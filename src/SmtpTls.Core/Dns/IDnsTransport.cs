using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Dns;

/// <summary>A DNS server as an address and a port.</summary>
internal sealed record DnsServer(IPAddress Address, int Port = 53)
{
    public override string ToString() => new IPEndPoint(Address, Port).ToString();
}

/// <summary>One question to one server.</summary>
/// <param name="Query">The query message, without the TCP length prefix.</param>
/// <param name="Server">Whom to ask.</param>
/// <param name="Tcp">TCP instead of UDP (RFC 7766).</param>
/// <param name="IsAnswer">Tells an answer from a datagram that is none (RFC 5452 §9.1); what is none is dropped and the wait goes on.</param>
internal sealed record DnsExchange(byte[] Query, DnsServer Server, bool Tcp, Func<byte[], bool> IsAnswer);

/// <summary>Carries octets to a DNS server and back.</summary>
internal interface IDnsTransport
{
    /// <summary>The answer's octets. The caller's token carries the time limit.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The server could not be reached.</exception>
    /// <exception cref="System.IO.IOException">The TCP connection broke, or its length was over the limit.</exception>
    Task<byte[]> ExchangeAsync(DnsExchange exchange, CancellationToken stop);
}
