namespace SmtpTls.Core.Tests.Common;

public sealed class TurnsTests
{
    [Fact]
    public async Task One_at_a_time_in_the_order_of_asking()
    {
        Turns turns = new();
        List<int> order = [];
        Action first = await turns.TakeAsync(TestContext.Current.CancellationToken);
        Task[] others = [.. Enumerable.Range(1, 5).Select(async i =>
        {
            Action done = await turns.TakeAsync(TestContext.Current.CancellationToken);
            order.Add(i);
            done();
        })];
        Assert.All(others, task => Assert.False(task.IsCompleted));
        first();
        await Task.WhenAll(others);
        Assert.Equal([1, 2, 3, 4, 5], order);
    }

    [Fact]
    public async Task Who_gives_up_holds_nobody_up_and_lets_nobody_in_early()
    {
        Turns turns = new();
        using CancellationTokenSource stop = new();
        Action first = await turns.TakeAsync(TestContext.Current.CancellationToken);
        Task<Action> second = turns.TakeAsync(stop.Token);
        Task<Action> third = turns.TakeAsync(TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted);
        first();
        (await third)();
    }
}
