using System.Collections.Concurrent;
using System.Net;
using SmtpTls.Audit;

namespace SmtpTls.Core.Tests.Audit;

public sealed class ProbeBudgetTests
{
    [Theory]
    [InlineData("mx1.example.com", "example.com")]
    [InlineData("a.b.mail.protection.outlook.com", "outlook.com")]
    [InlineData("mx.example.co.uk", "example.co.uk")]
    [InlineData("example.com", "example.com")]
    [InlineData("mx1.example.de", "example.de")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    public void A_provider_is_the_name_that_hosts_share(string host, string provider) => Assert.Equal(provider, ProbeBudget.ProviderOf(host));

    [Theory]
    [InlineData("mx1.example.com", "192.0.2.1", "mx2.example.net", "192.0.2.1", 2)]
    [InlineData("mx1.example.com", "192.0.2.1", "mx2.example.com", "192.0.2.2", 4)]
    [InlineData("mx1.example.com", "192.0.2.1", "mx2.example.net", "192.0.2.2", 4)]
    public async Task No_more_at_a_time_than_allowed(string host, string address, string otherHost, string otherAddress, int most)
    {
        using ProbeBudget budget = new(new AuditOptions { HeloName = "test.example", ThrottleLimit = 100 });
        ConcurrentQueue<TaskCompletionSource<bool>> inside = new();
        using SemaphoreSlim begun = new(0);
        Task<bool>[] all = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? One(host, address) : One(otherHost, otherAddress))];

        // Whoever has a place has begun by now; the others wait until one inside is let go.
        Assert.Equal(most, inside.Count);
        for (int ended = 0; ended < all.Length; ended++)
        {
            await begun.WaitAsync(TestContext.Current.CancellationToken);
            Assert.InRange(inside.Count, 1, most);
            Assert.True(inside.TryDequeue(out TaskCompletionSource<bool>? oldest));
            oldest.SetResult(true);
        }

        await Task.WhenAll(all);
        Assert.Empty(inside);

        Task<bool> One(string name, string ip) => budget.RunAsync(name, IPAddress.Parse(ip), () =>
        {
            TaskCompletionSource<bool> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
            inside.Enqueue(end);
            begun.Release();
            return end.Task;
        }, CancellationToken.None);
    }

    [Fact]
    public async Task A_waiter_that_gives_up_leaves_its_place()
    {
        using ProbeBudget budget = new(new AuditOptions { HeloName = "test.example", MaxPerAddress = 1 });
        TaskCompletionSource<int> first = new();
        Task<int> holder = budget.RunAsync("a.example", IPAddress.Loopback, () => first.Task, CancellationToken.None);
        using CancellationTokenSource giveUp = new();
        Task<int> waiter = budget.RunAsync("a.example", IPAddress.Loopback, () => Task.FromResult(2), giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiter);
        first.SetResult(1);
        Assert.Equal(1, await holder);
        Assert.Equal(3, await budget.RunAsync("a.example", IPAddress.Loopback, () => Task.FromResult(3), CancellationToken.None));
    }
}
