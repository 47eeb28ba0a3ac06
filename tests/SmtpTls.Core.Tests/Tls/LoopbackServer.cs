using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace SmtpTls.Core.Tests.Tls;

/// <summary>One connection on a loopback socket: a script plays the server, the test holds the client's end.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TcpClient _client = new();
    private readonly Task _script;

    private LoopbackServer(Func<Socket, Task> script)
    {
        _listener.Start(1);
        _script = RunAsync(script);
    }

    public Stream Client => _client.GetStream();

    /// <summary>What went wrong on the server's side, if anything did: tests of failures look here when they surprise.</summary>
    public Exception? ServerError { get; private set; }

    public static async Task<LoopbackServer> StartAsync(Func<Socket, Task> script)
    {
        LoopbackServer server = new(script);
        await server._client.ConnectAsync((IPEndPoint)server._listener.LocalEndpoint);
        return server;
    }

    public static Task<LoopbackServer> TlsAsync(SslServerAuthenticationOptions options) => StartAsync(async socket =>
    {
        await using NetworkStream plain = new(socket, ownsSocket: true);
        await using SslStream tls = new(plain);
        await tls.AuthenticateAsServerAsync(options);
        byte[] line = new byte[16];
        int count = await tls.ReadAsync(line);
        await tls.WriteAsync(line.AsMemory(0, count));
        _ = await tls.ReadAsync(line);
    });

    /// <summary>Server options that send exactly <paramref name="others"/> after the leaf.</summary>
    public static SslServerAuthenticationOptions Options(X509Certificate2 leaf, params X509Certificate2[] others) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(leaf, [.. others], offline: true, trust: null),
    };

    /// <summary>Skips the test where the platform does not let a server choose.</summary>
    public static CipherSuitesPolicy Only(TlsCipherSuite suite)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let a program choose the suites.");
#pragma warning disable CA1416
        return new CipherSuitesPolicy([suite]);
#pragma warning restore CA1416
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _listener.Stop();
        await _script;
    }

    private async Task RunAsync(Func<Socket, Task> script)
    {
        try
        {
            using Socket socket = await _listener.AcceptSocketAsync();
            await script(socket);
        }
        catch (Exception e) when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            ServerError = e;
        }
    }
}
