using System.IO;
using System.Text;
using SmtpTls.Core.Tests.Fakes;
using SmtpTls.Http;
using SmtpTls.MtaSts;

namespace SmtpTls.Core.Tests.MtaSts;

public sealed class PolicyStoreTests : IDisposable
{
    private static readonly StsRecord Record = new() { Id = "A1" };
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("smtptls-");
    private readonly ManualClock _clock = new();

    private string Folder => Path.Combine(_parent.FullName, "policies");

    private string Entry => Path.Combine(Folder, StoreEntry.NameFor(Sts.Domain));

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public async Task Policy_comes_back_as_it_was_kept()
    {
        Assert.Empty(await KeepAsync(Sts.Fetched(Sts.Policy() + "note: \u00fc\n")));
        StoreAnswer answer = await ReadAsync();
        Assert.Empty(answer.Notices);
        Assert.Equal(("A1", Sts.Now, Sts.Policy() + "note: \u00fc\n"), (answer.Policy!.Id, answer.Policy.FetchedAt, answer.Policy.Text));
        Assert.DoesNotContain(Directory.GetFiles(Folder), path => path.Contains("example", StringComparison.Ordinal) || path.EndsWith("tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Empty_store_holds_nothing_and_is_not_made_by_reading()
    {
        StoreAnswer answer = await ReadAsync();
        Assert.Null(answer.Policy);
        Assert.Empty(answer.Notices);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task Folder_and_files_are_the_owners_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Net, "This platform, or this framework, has no modes.");
        await KeepAsync(Sts.Fetched(Sts.Policy()));
#pragma warning disable CA1416
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.All(Directory.GetFiles(Folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));

        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | UnixFileMode.OtherWrite);
#pragma warning restore CA1416
        Assert.Contains("chmod 700", Assert.Single(await KeepAsync(Sts.Fetched(Sts.Policy("testing")))), StringComparison.Ordinal);
        StoreAnswer answer = await ReadAsync();
        Assert.Contains("chmod 700", Assert.Single(answer.Notices), StringComparison.Ordinal);
        Assert.Null(answer.Policy);
    }

    [Fact]
    public async Task Failed_fetch_keeps_the_policy_and_is_remembered()
    {
        await KeepAsync(Sts.Fetched(Sts.Policy()));
        Assert.Empty(await KeepAsync(Sts.Seen(WebState.Timeout, Sts.Now.AddHours(1))));
        CachedPolicy kept = (await ReadAsync(Sts.Now.AddHours(1))).Policy!;
        Assert.Equal((Sts.Now, Sts.Now.AddHours(1), "sts-policy-fetch-error", MtaStsMode.Enforce), (kept.FetchedAt, kept.FailedAt, kept.Failure, kept.Policy!.Mode));
    }

    [Fact]
    public async Task Failed_fetch_of_an_unknown_domain_leaves_no_entry()
    {
        Assert.Empty(await KeepAsync(Sts.Seen(WebState.Timeout)));
        Assert.False(File.Exists(Entry));
    }

    [Fact]
    public async Task Policy_that_may_not_be_kept_takes_the_old_one_away()
    {
        await KeepAsync(Sts.Fetched(Sts.Policy()));
        await KeepAsync(Sts.Fetched(Sts.Policy(maxAge: 0), Sts.Now.AddSeconds(1)));
        Assert.False(File.Exists(Entry));
    }

    [Fact]
    public async Task Later_fetch_wins_whoever_writes_last()
    {
        await KeepAsync(Sts.Fetched(Sts.Policy("testing"), Sts.Now));
        await KeepAsync(Sts.Fetched(Sts.Policy("enforce"), Sts.Now.AddMinutes(-1)));
        await KeepAsync(Sts.Seen(WebState.Timeout, Sts.Now.AddMinutes(-1)));
        CachedPolicy kept = (await ReadAsync()).Policy!;
        Assert.Equal((MtaStsMode.Testing, null), (kept.Policy!.Mode, kept.Failure));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"version\":2}")]
    [InlineData("{\"version\":1,\"domain\":\"example.com\"}")]
    public async Task Corrupt_entry_is_rebuilt_and_said_and_nothing_else_is_lost(string text)
    {
        DomainName other = DomainName.Parse("other.example");
        await KeepAsync(Sts.Fetched(Sts.Policy()));
        await Store().KeepAsync(other, Record, Sts.Fetched(Sts.Policy("testing")), _stop);
        await File.WriteAllTextAsync(Entry, text, _stop);

        StoreAnswer answer = await ReadAsync();
        Assert.Null(answer.Policy);
        Assert.StartsWith("The stored policy of example.com was corrupt and is rebuilt", Assert.Single(answer.Notices), StringComparison.Ordinal);
        Assert.Empty((await ReadAsync()).Notices);
        Assert.Equal(MtaStsMode.Testing, (await Store().ReadAsync(other, _stop)).Policy!.Policy!.Mode);

        await File.WriteAllTextAsync(Entry, text, _stop);
        Assert.Contains("was corrupt and is rebuilt", Assert.Single(await KeepAsync(Sts.Fetched(Sts.Policy()))), StringComparison.Ordinal);
        Assert.NotNull((await ReadAsync()).Policy);
    }

    [Fact]
    public async Task Entry_of_another_domain_from_the_future_or_too_large_is_corrupt()
    {
        await KeepAsync(Sts.Fetched(Sts.Policy()));
        byte[] own = await File.ReadAllBytesAsync(Entry, _stop);
        Assert.Equal("it is that of example.com", StoreEntry.TryRead(own, DomainName.Parse("other.example"), Sts.Now, out _));
        Assert.Equal("it was fetched in the future", StoreEntry.TryRead(own, Sts.Domain, Sts.Now.AddDays(-1), out _));
        await File.WriteAllBytesAsync(Entry, new byte[StoreEntry.MostOctets + 1], _stop);
        Assert.Contains("larger than 524288 octets", Assert.Single((await ReadAsync()).Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_are_refused_and_what_they_point_to_stays_as_it_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making a link needs a right here.");
        await KeepAsync(Sts.Fetched(Sts.Policy()));
        string target = Path.Combine(_parent.FullName, "target");
        File.Move(Entry, target);
        string before = await File.ReadAllTextAsync(target, _stop);
        File.CreateSymbolicLink(Entry, target);
        Assert.Contains("is a link", Assert.Single((await ReadAsync()).Notices), StringComparison.Ordinal);
        Assert.False(File.Exists(Entry));

        File.CreateSymbolicLink(Path.Combine(Folder, "write.tmp"), target);
        Assert.Empty(await KeepAsync(Sts.Fetched(Sts.Policy("testing"))));
        Assert.Equal(before, await File.ReadAllTextAsync(target, _stop));

        File.Delete(Path.Combine(Folder, "lock"));
        File.CreateSymbolicLink(Path.Combine(Folder, "lock"), Path.Combine(_parent.FullName, "nowhere"));
        Assert.Contains("is a link", Assert.Single(await KeepAsync(Sts.Fetched(Sts.Policy()))), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_parent.FullName, "nowhere")));

        Directory.CreateSymbolicLink(Path.Combine(_parent.FullName, "linked"), Folder);
        PolicyStore linked = new(Path.Combine(_parent.FullName, "linked"), _clock);
        Assert.Contains("is a link", Assert.Single(await linked.KeepAsync(Sts.Domain, Record, Sts.Fetched(Sts.Policy()), _stop)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writer_waits_its_turn_and_says_when_it_does_not_come()
    {
        StateFolder folder = new(Folder, _clock);
        Outcome<StateFolder.StateWriter> held = await folder.LockAsync(_stop);
        Task<IReadOnlyList<string>> waiting = KeepAsync(Sts.Fetched(Sts.Policy()));
        Assert.False(waiting.IsCompleted);
        held.Value!.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await waiting);

        using StateFolder.StateWriter again = (await folder.LockAsync(_stop)).Value!;
        waiting = KeepAsync(Sts.Fetched(Sts.Policy()));
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Contains("another process holds", Assert.Single(await waiting), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_is_a_notice()
    {
        await File.WriteAllTextAsync(Folder, "a file", _stop);
        Assert.StartsWith("The stored policy of example.com was not kept: ", Assert.Single(await KeepAsync(Sts.Fetched(Sts.Policy()))), StringComparison.Ordinal);
        Assert.Null((await ReadAsync()).Policy);
    }

    [Fact]
    public async Task Many_stores_over_one_folder_lose_nothing_and_never_show_half_a_policy()
    {
        DomainName[] domains = [.. Enumerable.Range(0, 5).Select(i => DomainName.Parse($"d{i}.example"))];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            async () =>
            {
                PolicyStore store = new(Folder, SystemClock.Instance);
                for (int round = 0; round < 10; round++)
                {
                    foreach (DomainName domain in domains)
                    {
                        string text = Sts.Policy("enforce", 604800, [.. Enumerable.Range(0, 50 * worker + 1).Select(i => $"mx{i}.w{worker}.example")]);
                        Assert.Empty(await store.KeepAsync(domain, Record, Sts.Fetched(text, Sts.Now.AddSeconds(round)), _stop));
                        StoreAnswer answer = await store.ReadAsync(domain, _stop);
                        Assert.Empty(answer.Notices);
                        Assert.NotNull(answer.Policy);
                    }
                }
            },
            _stop)));
        foreach (DomainName domain in domains)
        {
            Assert.Equal(Sts.Now.AddSeconds(9), (await Store().ReadAsync(domain, _stop)).Policy!.FetchedAt);
        }
    }

    [Fact]
    public void Bent_entries_are_read_without_an_exception_and_only_whole_ones_are_used()
    {
        int found = 0;
        string good = Encoding.UTF8.GetString(StoreEntry.Write(Sts.Domain, Sts.Cached() with { FailedAt = Sts.Now, Failure = "sts-policy-fetch-error" }));
        string[] seeds = [good, Encoding.UTF8.GetString(StoreEntry.Write(Sts.Domain, Sts.Cached()))];
        foreach (byte[] octets in new Mutator(seeds, "{", "}", "\"", "[", "null", "9999-12-31T23:59:59Z", "0001-01-01", "\\u0000", "{\"a\":{\"a\":{\"a\":").All())
        {
            string? problem = StoreEntry.TryRead(octets, Sts.Domain, Sts.Now, out CachedPolicy? policy);
            Assert.Equal(problem is null, policy is not null);
            if (policy is not null)
            {
                found++;
                Assert.True(policy.ExpiresAt <= Sts.Now.AddMinutes(5).AddSeconds(StsPolicy.MostMaxAge));
                _ = (policy.IsValidAt(Sts.Now), policy.IsRefreshDue(Sts.Now), policy.IsPausedAt(Sts.Now));
                Assert.Null(StoreEntry.TryRead(StoreEntry.Write(Sts.Domain, policy), Sts.Domain, Sts.Now, out CachedPolicy? again));
                Assert.Equal((policy.Id, policy.Text, policy.FetchedAt, policy.FailedAt), (again!.Id, again.Text, again.FetchedAt, again.FailedAt));
            }
        }

        Assert.True(found > Mutator.Count / 100, $"only {found} were good");
    }

    /// <summary>False where the netstandard2.0 build is under test.</summary>
    private static bool Net => typeof(PolicyStore).Assembly.GetCustomAttributes(typeof(System.Runtime.Versioning.TargetFrameworkAttribute), false)
        .Cast<System.Runtime.Versioning.TargetFrameworkAttribute>().Any(target => target.FrameworkName.StartsWith(".NETCoreApp", StringComparison.Ordinal));

    private PolicyStore Store() => new(Folder, _clock);

    private Task<IReadOnlyList<string>> KeepAsync(StsFetchSeen seen) => Store().KeepAsync(Sts.Domain, Record, seen, _stop);

    private Task<StoreAnswer> ReadAsync(DateTimeOffset? now = null)
    {
        _clock.Advance((now ?? _clock.Now) - _clock.Now);
        return Store().ReadAsync(Sts.Domain, _stop);
    }
}
