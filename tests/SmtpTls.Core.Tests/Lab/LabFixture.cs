using SmtpTls.Lab;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Core.Tests.Lab;

/// <summary>One practice range for a whole class of tests.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    internal LabRange Range { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Range = await LabRange.StartAsync(new LabOptions(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Range.DisposeAsync();

    /// <summary>A connection to the first server of a domain, given at most ten seconds for all that follows.</summary>
    internal async Task<LabClient> ConnectAsync(string name, int server = 0)
    {
        LabHost host = Range.Hosts.Where(host => ("." + host.Name).EndsWith($".{name}.lab.test", StringComparison.Ordinal)).ElementAt(server);
        return await LabClient.ConnectAsync(host, Range.SmtpPort);
    }
}
