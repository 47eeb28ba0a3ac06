using SmtpTls.Audit;

namespace SmtpTls.Core.Tests.Audit;

public sealed class SharedWorkTests
{
    private readonly List<string> _begun = [];

    [Fact]
    public async Task Whoever_asks_second_gets_what_the_first_began()
    {
        SharedWork<string, string> shared = new(2);
        TaskCompletionSource<string> end = new();
        Task<string> first = shared.GetAsync("a", _ => end.Task);
        Task<string> second = shared.GetAsync("a", _ => throw new InvalidOperationException("The work is under way."));
        end.SetResult("done");
        Assert.Equal(["done", "done"], await Task.WhenAll(first, second));
    }

    [Fact]
    public async Task What_was_not_asked_for_the_longest_goes_first()
    {
        SharedWork<string, string> shared = new(2);
        foreach (string key in (string[])["a", "b", "a", "c", "a", "b"])
        {
            Assert.Equal(key, await shared.GetAsync(key, Begin));
        }

        Assert.Equal(["a", "b", "c", "b"], _begun);
    }

    [Fact]
    public async Task Work_under_way_is_not_given_up_for_room()
    {
        SharedWork<string, string> shared = new(1);
        TaskCompletionSource<string> end = new();
        Task<string> slow = shared.GetAsync("slow", _ => end.Task);
        await shared.GetAsync("b", Begin);
        await shared.GetAsync("c", Begin);
        Assert.Same(slow, shared.GetAsync("slow", Begin));
        end.SetResult("");

        // With its end there is room to be made: the next to come takes it from all who were asked for before.
        await shared.GetAsync("d", Begin);
        await shared.GetAsync("slow", Begin);
        Assert.Equal(["b", "c", "d", "slow"], _begun);
    }

    [Fact]
    public async Task A_key_is_worked_on_once_however_many_ask_at_once()
    {
        SharedWork<int, int> shared = new(100_000);
        int begun = 0;
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(() => shared.GetAsync(i % 10, key =>
        {
            Interlocked.Increment(ref begun);
            return Task.FromResult(key);
        }))));
        Assert.Equal(10, begun);
    }

    private Task<string> Begin(string key)
    {
        _begun.Add(key);
        return Task.FromResult(key);
    }
}
