using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Security;
using SmtpTls.Lab.Certificates;

namespace SmtpTls.Lab.Web;

/// <summary>How a policy host treats a connection.</summary>
internal enum PolicyConduct
{
    Answer,

    /// <summary>Nothing listens at its address.</summary>
    Refuse,

    /// <summary>Takes the connection and never answers the ClientHello.</summary>
    SilentAtOnce,

    /// <summary>Takes the request and never answers it.</summary>
    SilentAfterRequest,

    /// <summary>Sends the body at an octet a second.</summary>
    Drip,

    /// <summary>Sends the body again and again and never says how long it is.</summary>
    Endless,
}

/// <summary>A policy host, described. What is not said is as it should be (RFC 8461 §3.3).</summary>
/// <param name="Body">The policy as sent, line ends and all.</param>
internal sealed record PolicyScript(string Body)
{
    public string Status { get; init; } = "200 OK";

    public string ContentType { get; init; } = "text/plain";

    /// <summary>Header lines beyond the usual ones, each with its line end.</summary>
    public string MoreHeaders { get; init; } = "";

    public PolicyConduct Conduct { get; init; } = PolicyConduct.Answer;

    /// <summary>For <c>mta-sts.DOMAIN</c> unless it names another.</summary>
    public CertificateRecipe Certificate { get; init; } = new();

    /// <summary>Shows its certificate only to whoever names the host in the ClientHello (RFC 6066 §3), and another host's to the rest.</summary>
    public bool NeedsServerName { get; init; }

    /// <summary>A policy as RFC 8461 §3.2 writes it.</summary>
    public static string Policy(string mode, IReadOnlyList<string> mx, string maxAge = "604800", string lineEnd = "\r\n")
    {
        List<string> lines = ["version: STSv1", $"mode: {mode}"];
        foreach (string pattern in mx)
        {
            lines.Add($"mx: {pattern}");
        }

        lines.Add($"max_age: {maxAge}");
        return string.Join(lineEnd, lines) + lineEnd;
    }
}

/// <summary>A policy host as it stands on its address.</summary>
/// <param name="Name"><c>mta-sts.</c> and the domain.</param>
/// <param name="Address">Its own loopback address.</param>
/// <param name="Script">What it does with each connection.</param>
/// <param name="Certificate">Made when the first client comes.</param>
/// <param name="Fallback">What a host that needs the server name shows to whoever does not give it.</param>
internal sealed record PolicyHost(string Name, IPAddress Address, PolicyScript Script, Lazy<SslStreamCertificateContext> Certificate, Lazy<SslStreamCertificateContext> Fallback);

/// <summary>What one connection to a policy host was.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="Address">The host's address.</param>
/// <param name="ServerName">The name in the client's ClientHello; null where there was none.</param>
/// <param name="Secured">True when the handshake was completed.</param>
/// <param name="Head">The request line and headers; empty when none came.</param>
internal sealed record PolicyVisit(string Host, IPAddress Address, string? ServerName, bool Secured, string Head)
{
    public string RequestLine => Head.Split('\r')[0];
}
