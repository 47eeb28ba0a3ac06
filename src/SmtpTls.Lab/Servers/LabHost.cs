using System.Collections.Generic;
using System.Net;
using System.Net.Security;

namespace SmtpTls.Lab.Servers;

/// <summary>A server of the range as it stands on its address.</summary>
/// <param name="Name">Its host name.</param>
/// <param name="Address">Its own loopback address.</param>
/// <param name="Script">What it does with each connection.</param>
/// <param name="Certificate">What StartTls shows; null for a server that never gets so far.</param>
internal sealed record LabHost(string Name, IPAddress Address, IReadOnlyList<Step> Script, SslStreamCertificateContext? Certificate);

/// <summary>What one connection to a server was.</summary>
/// <param name="Host">The server's name.</param>
/// <param name="Address">The server's address.</param>
/// <param name="Seen">The verbs the client sent, and "TLS" where a handshake succeeded.</param>
/// <param name="ServerName">The name in the client's ClientHello, where TLS was begun.</param>
internal sealed record LabVisit(string Host, IPAddress Address, IReadOnlyList<string> Seen, string? ServerName);
