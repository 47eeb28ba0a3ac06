using System.Diagnostics;
using System.IO;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Rules;
using SmtpTls.Rules.Plan;

namespace SmtpTls.Benchmarks;

/// <summary>
/// 10,000 forced-TLS rules, a third of them with stars, planned for 100,000 recipients: as one message, and as a message each. The yardstick is
/// the least that any planner has to do: read the domain of each address and look it up in one table.
/// </summary>
internal sealed class Plans(Settings settings, TextWriter log)
{
    private const int RuleCount = 10_000, RecipientCount = 100_000;
    private static readonly string[] Levels = ["Encrypt", "Certificate", "Domain", "Dane"];
    private static readonly Aim Below2 = new("under 2", value => value < 2);
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public void Run(Table table, CancellationToken stop)
    {
        ForcedTlsRule[] rules = [.. Enumerable.Range(0, RuleCount).Select(i => new ForcedTlsRule
        {
            Name = $"Rule {i}",
            Level = Levels[i % 4],
            Priority = i % 7,
            Domains = i % 3 == 0 ? [$"partner{i}.test", $"*.partner{i}.test"] : [$"partner{i}.test"],
        })];
        string[] recipients = [.. Enumerable.Range(0, RecipientCount).Select(i => $"user{i}@{(i % 5 == 0 ? "mail." : "")}partner{i % (RuleCount * 2)}.test")];
        Series whole = new(), wholeFloor = new(), each = new(), eachFloor = new(), reading = new();
        for (int round = 0; round <= settings.Rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            log.WriteLine($"plans, round {round}");
            RuleSet set = null!;
            double read = Seconds(() => set = RuleSet.Of(rules));
            double one = Seconds(() => Check(new DeliveryPlanner(set).Plan(Message(recipients), Now).Copies.Sum(static copy => copy.Recipients.Count)));
            double many = Seconds(() =>
            {
                DeliveryPlanner planner = new(set);
                Check(recipients.Sum(text => planner.Plan(Message([text]), Now).Copies[0].Recipients.Count));
            });
            double floor = Seconds(() => Check(Floor(rules, recipients)));

            // The first round is the runtime's, which compiles.
            if (round > 0)
            {
                reading.Add(read);
                whole.Add(read + one);
                each.Add(read + many);
                wholeFloor.Add(floor);
                eachFloor.Add(floor);
            }
        }

        table.Begin("a table of names");
        table.Show("10,000 rules read and held against each other, s", reading, Below2);
        table.Show("10,000 rules and a message to 100,000 recipients, s", whole, Below2);
        table.Show("10,000 rules and 100,000 messages, s", each, Below2);
        table.Compare("the same message beside one look-up a recipient, s", whole, wholeFloor);
        table.Compare("the same messages beside one look-up a recipient, s", each, eachFloor);
    }

    private static PlanMessage Message(string[] recipients) => new(null, null, [.. recipients.Select(static text => MailAddress.TryParse(text, out MailAddress? address, out _) ? address : throw new FormatException(text))]);

    private static int Floor(ForcedTlsRule[] rules, string[] recipients)
    {
        Dictionary<string, ForcedTlsRule> map = new(StringComparer.OrdinalIgnoreCase);
        foreach (ForcedTlsRule rule in rules)
        {
            map[rule.Domains[0]] = rule;
        }

        List<string> matched = [], others = [];
        foreach (string text in recipients)
        {
            (map.ContainsKey(text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..]) ? matched : others).Add(text);
        }

        return matched.Count + others.Count;
    }

    private static void Check(int planned)
    {
        if (planned != RecipientCount)
        {
            throw new InvalidOperationException($"{planned} of {RecipientCount} recipients were planned");
        }
    }

    private static double Seconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
