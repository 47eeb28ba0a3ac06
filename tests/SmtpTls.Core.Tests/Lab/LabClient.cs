using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>A mail client without opinions: sends what it is told and shows what came.</summary>
internal sealed class LabClient : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly CancellationTokenSource _limit;
    private readonly string _host;
    private Stream _stream;

    private LabClient(TcpClient tcp, CancellationTokenSource limit, string host)
    {
        _tcp = tcp;
        _limit = limit;
        _host = host;
        _stream = tcp.GetStream();
    }

    /// <summary>As sent, leaf first, once TLS is up.</summary>
    public List<X509Certificate2> Chain { get; } = [];

    public SslStream Secure => (SslStream)_stream;

    public static async Task<LabClient> ConnectAsync(LabHost host, int port)
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        TcpClient tcp = new(host.Address.AddressFamily);
        await tcp.ConnectAsync(host.Address, port, limit.Token);
        return new LabClient(tcp, limit, host.Name);
    }

    /// <summary>Octets up to a line feed, as Latin-1 with the line end; what there was when the server closed.</summary>
    public async Task<string> ReadLineAsync()
    {
        StringBuilder line = new();
        byte[] one = new byte[1];
        while (await _stream.ReadAsync(one, _limit.Token) == 1)
        {
            line.Append((char)one[0]);
            if (one[0] == '\n')
            {
                break;
            }
        }

        return line.ToString();
    }

    /// <summary>A whole reply, its lines joined.</summary>
    public async Task<string> ReadReplyAsync()
    {
        string reply = "";
        string line;
        do
        {
            line = await ReadLineAsync();
            reply += line;
        }
        while (line.Length > 3 && char.IsAsciiDigit(line[0]) && line[3] == '-');
        return reply;
    }

    /// <summary>Up to so many octets, or what there was when the server closed.</summary>
    public async Task<byte[]> ReadAsync(int most)
    {
        byte[] octets = new byte[most];
        return octets[..await _stream.ReadAtLeastAsync(octets, most, throwOnEndOfStream: false, _limit.Token)];
    }

    public async Task<string> AskAsync(string command)
    {
        await SendAsync(command + "\r\n");
        return await ReadReplyAsync();
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), _limit.Token);

    public async Task SendAsync(byte[] octets) => await _stream.WriteAsync(octets, _limit.Token);

    /// <summary>Greeting, EHLO, STARTTLS; the reply to the last.</summary>
    public async Task<string> ToStartTlsAsync()
    {
        await ReadReplyAsync();
        await AskAsync("EHLO client.test");
        return await AskAsync("STARTTLS");
    }

    public async Task HandshakeAsync(SslProtocols protocols = SslProtocols.None)
    {
        SslStream secure = new(_stream);
        _stream = secure;
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = _host,
                EnabledSslProtocols = protocols,
                CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
                RemoteCertificateValidationCallback = Keep,
            },
            _limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
        _limit.Dispose();
    }

    private bool Keep(object sender, X509Certificate? leaf, X509Chain? chain, SslPolicyErrors errors)
    {
        Chain.Add(X509CertificateLoader.LoadCertificate(leaf!.GetRawCertData()));
        Chain.AddRange(chain!.ChainPolicy.ExtraStore.Where(sent => !sent.RawData.SequenceEqual(Chain[0].RawData)).Select(static sent => X509CertificateLoader.LoadCertificate(sent.RawData)));
        return true;
    }
}
