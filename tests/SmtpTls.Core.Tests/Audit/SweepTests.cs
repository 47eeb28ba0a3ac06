using System.Runtime.CompilerServices;
using SmtpTls.Audit;

namespace SmtpTls.Core.Tests.Audit;

public sealed class SweepTests
{
    [Theory]
    [InlineData(false, "slow,fast,last")]
    [InlineData(true, "fast,last,slow")]
    public async Task Results_keep_the_order_of_the_input_unless_asked_otherwise(bool asCompleted, string order)
    {
        TaskCompletionSource<string> slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource fast = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<string> got = [];
        await foreach (string one in Sweep.RunAsync(Items("slow", "fast", "last"), Work, new SweepPlan(3, asCompleted), TestContext.Current.CancellationToken))
        {
            got.Add(one);
            if (one == "fast")
            {
                fast.SetResult();
            }
            else if (one == "last")
            {
                slow.TrySetResult("slow");
            }
        }

        Assert.Equal(order, string.Join(',', got));

        async Task<string> Work(string item, CancellationToken stop)
        {
            if (item == "slow")
            {
                return await slow.Task;
            }

            await Task.Yield();
            if (item == "last" && asCompleted)
            {
                // Each waits for the one before, so that the machine's load has no say in the order.
                await fast.Task;
            }
            else if (item == "last")
            {
                slow.SetResult("slow");
            }

            return item;
        }
    }

    [Fact]
    public async Task Input_is_read_only_as_far_as_there_is_room()
    {
        int read = 0;
        TaskCompletionSource<int> never = new();
        IAsyncEnumerator<int> sweep = Sweep.RunAsync(Counted(), (item, stop) => item == 0 ? Task.FromResult(0) : never.Task.WaitAsync(stop), new SweepPlan(4, false), TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.True(await sweep.MoveNextAsync());
        await sweep.DisposeAsync();
        Assert.InRange(read, 1, 5);

        async IAsyncEnumerable<int> Counted()
        {
            while (true)
            {
                yield return read++;
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Who_stops_reading_stops_the_work()
    {
        bool stopped = false;
        await foreach (int one in Sweep.RunAsync(Numbers(), Work, new SweepPlan(8, true), TestContext.Current.CancellationToken))
        {
            break;
        }

        Assert.True(stopped);

        static async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken stop = default)
        {
            for (int i = 0; i < 8; i++)
            {
                await Task.Yield();
                stop.ThrowIfCancellationRequested();
                yield return i;
            }
        }

        async Task<int> Work(int item, CancellationToken stop)
        {
            if (item == 1)
            {
                return 1;
            }

            try
            {
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                stopped = true;
            }

            return item;
        }
    }

    [Fact]
    public async Task A_bug_in_the_work_comes_out_as_it_is() =>
        await Assert.ThrowsAsync<InvalidCastException>(async () =>
        {
            await foreach (string one in Sweep.RunAsync<string, string>(Items("a"), (item, stop) => throw new InvalidCastException(), new SweepPlan(2, false), TestContext.Current.CancellationToken))
            {
                Assert.Fail(one);
            }
        });

    private static async IAsyncEnumerable<string> Items(params string[] items)
    {
        foreach (string item in items)
        {
            await Task.Yield();
            yield return item;
        }
    }
}
