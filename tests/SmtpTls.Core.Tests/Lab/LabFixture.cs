using SmtpTls.Lab;
using SmtpTls.Lab.Servers;

[assembly: AssemblyFixture(typeof(SmtpTls.Core.Tests.Lab.LabOwner))]

namespace SmtpTls.Core.Tests.Lab;

/// <summary>Starts one practice range for all tests, when the first of them asks for it, and ends it after the last.</summary>
public sealed class LabOwner : IAsyncDisposable
{
    private readonly Lazy<Task<LabRange>> _range = new(static () => LabRange.StartAsync(new LabOptions(), CancellationToken.None));

    internal Task<LabRange> Range => _range.Value;

    public async ValueTask DisposeAsync()
    {
        if (_range.IsValueCreated)
        {
            await (await _range.Value).DisposeAsync();
        }
    }
}

/// <summary>The practice range as a class of tests sees it.</summary>
public sealed class LabFixture(LabOwner owner) : IAsyncLifetime
{
    internal LabRange Range { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Range = await owner.Range;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal LabHost Host(string name, int server = 0) =>
        Range.Hosts.Where(host => ("." + host.Name).EndsWith($".{name}.lab.test", StringComparison.Ordinal)).ElementAt(server);

    /// <summary>A connection to a server of a domain, given at most twenty seconds for all that follows.</summary>
    internal Task<LabClient> ConnectAsync(string name, int server = 0) => LabClient.ConnectAsync(Host(name, server), Range.SmtpPort);
}
