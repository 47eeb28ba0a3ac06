using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace SmtpTls.Vectors;

/// <summary>A web host on loopback that plays one case of mta-sts-policy.json: its certificate, its answer, or its way of not answering.</summary>
internal sealed class PolicyHost : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow;
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly X509Certificate2 Trusted = Root("CN=Vector Root"), Other = Root("CN=Root that nobody knows");

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly JsonElement _http;
    private readonly Task _serving;

    public PolicyHost(JsonElement http)
    {
        _http = http;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        if (Word("transport") == "connect-refused")
        {
            _listener.Stop();
            _serving = Task.CompletedTask;
            return;
        }

        _serving = ServeAsync();
    }

    public static byte[] RootDer => Trusted.RawData;

    public int Port { get; }

    /// <summary>How many connections came; a redirect that is followed makes a second.</summary>
    public int Connections { get; private set; }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private string? Word(string name) => _http.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                Connections++;
                await AnswerAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The case is over.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        try
        {
            await using NetworkStream plain = new(socket);
            byte[] buffer = new byte[8192];
            if (Word("transport") == "reset-in-handshake")
            {
                _ = await plain.ReadAsync(buffer, _stop.Token);
                socket.LingerState = new LingerOption(true, 0);
                return;
            }

            await using SslStream tls = new(plain);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Leaf(Word("tls")) }, _stop.Token);
            _ = await tls.ReadAsync(buffer, _stop.Token);
            if (Word("transport") == "timeout")
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await tls.WriteAsync(Response(), _stop.Token);
            await tls.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or AuthenticationException or SocketException)
        {
            // The client would not have it.
        }
    }

    private byte[] Response()
    {
        byte[] body = Body();
        int length = _http.TryGetProperty("content_length", out JsonElement said) ? said.GetInt32() : body.Length;
        StringBuilder head = new($"HTTP/1.1 {_http.GetProperty("status").GetInt32()} Vector\r\nContent-Length: {length}\r\n");
        head.Append(Word("content_type") is { } type ? $"Content-Type: {type}\r\n" : "");
        head.Append(Word("location") is { } location ? $"Location: {location}\r\n" : "");
        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    private byte[] Body()
    {
        if (_http.TryGetProperty("body_b64", out JsonElement octets))
        {
            return octets.GetBytesFromBase64();
        }

        if (!_http.TryGetProperty("body_repeat", out JsonElement repeat))
        {
            return Encoding.UTF8.GetBytes(Word("body") ?? "");
        }

        StringBuilder text = new(repeat.GetProperty("prefix").GetString());
        for (int i = repeat.GetProperty("times").GetInt32(); i > 0; i--)
        {
            text.Append(repeat.GetProperty("unit").GetString());
        }

        return Encoding.UTF8.GetBytes(text.Append(repeat.TryGetProperty("suffix", out JsonElement suffix) ? suffix.GetString() : "").ToString());
    }

    private static X509Certificate2 Root(string subject)
    {
        CertificateRequest request = new(subject, Key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Start.AddDays(-400), Start.AddDays(400));
    }

    private static X509Certificate2 Leaf(string? fault)
    {
        (string word, string name) = (fault ?? "").Split(':', 2) is [var one, var two] ? (one, two) : (fault ?? "", "mta-sts.example.com");
        CertificateRequest request = new($"CN={name}", Key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        if (word != "cn-only")
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
        }

        int last = word switch
        {
            "" or "name-mismatch" or "untrusted-root" or "cn-only" => 90,
            "expired" => -1,
            _ => throw new JsonException(fault),
        };
        X509Certificate2 root = word == "untrusted-root" ? Other : Trusted;
        X509SignatureGenerator signer = X509SignatureGenerator.CreateForECDsa(Key);
        using X509Certificate2 signed = request.Create(root.SubjectName, signer, Start.AddDays(-30), Start.AddDays(last), RandomNumberGenerator.GetBytes(12));
        return signed.CopyWithPrivateKey(Key);
    }
}
