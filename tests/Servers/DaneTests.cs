using System.IO;
using System.Text;
using SmtpTls.Servers.Dane;

namespace SmtpTls.Servers;

/// <summary>What our program says of DANE on real servers, and what Postfix's own client says of the same.</summary>
public sealed class DaneTests(DaneRange range) : IClassFixture<DaneRange>
{
    public static TheoryData<string> Names => [.. DaneCases.All.Select(item => item.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task A_host_is_judged_as_the_standard_says_and_as_posttls_finger_judges_it(string name)
    {
        range.SkipUnlessRunning();
        DaneCase item = DaneCases.All.Single(one => one.Name == name);
        DaneResult ours = (await range.AnswerAsync(TestContext.Current.CancellationToken)).Single(one => one.Domain == item.Domain);
        Assert.True(item.State == ours.State, $"{ours.State} instead of {item.State}: {ours.Reason}");
        (PeerEffect peer, string raw) = await range.AskPeerAsync(item, TestContext.Current.CancellationToken);
        Assert.True(peer == item.Peer, $"posttls-finger {peer} instead of {item.Peer}:\n{raw}");
        Assert.True(item.Difference is not null || Agree(ours, peer), $"{ours.State}, {ours.Effect}; posttls-finger {peer}:\n{raw}");
    }

    [Fact]
    public async Task The_table_of_both_is_kept()
    {
        range.SkipUnlessRunning();
        if (Environment.GetEnvironmentVariable("SMTPTLS_TABLE") is not { Length: > 0 } file)
        {
            return;
        }

        StringBuilder table = new("case\tours\teffect\tposttls-finger\tdifference\n");
        IReadOnlyList<DaneResult> ours = await range.AnswerAsync(TestContext.Current.CancellationToken);
        foreach (DaneCase item in DaneCases.All)
        {
            DaneResult result = ours.Single(one => one.Domain == item.Domain);
            (PeerEffect peer, _) = await range.AskPeerAsync(item, TestContext.Current.CancellationToken);
            table.AppendJoin('\t', item.Name, result.State, result.Effect, peer, item.Difference).AppendLine();
        }

        await File.WriteAllTextAsync(file + ".dane", table.ToString(), TestContext.Current.CancellationToken);
    }

    private static bool Agree(DaneResult ours, PeerEffect peer) => ours.State switch
    {
        "Matched" => peer == PeerEffect.Authenticates,
        "Failed" => peer == PeerEffect.Refuses,
        "Bogus" or "Indeterminate" => peer == PeerEffect.Skips,
        _ => peer == PeerEffect.DoesNotAuthenticate,
    };
}
