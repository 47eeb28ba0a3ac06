using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;

namespace SmtpTls.Cli.Tests;

/// <summary><c>smtptls audit --state-path</c>: a run that is killed, damaged, cut off or shared out comes to the same end.</summary>
public sealed class ResumeTests(LabFixture lab) : IClassFixture<LabFixture>
{
    private static readonly string[] Domains =
    [
        "good-rsa.lab.test", "good-ecdsa.lab.test", "tls12-only.lab.test", "dane-good.lab.test", "dane-ta.lab.test", "dane-stale.lab.test", "expired.lab.test", "wrong-name.lab.test",
        "self-signed.lab.test", "incomplete-chain.lab.test", "no-starttls.lab.test", "stripped.lab.test", "null-mx.lab.test", "two-mx.lab.test", "two-addresses.lab.test",
        "implicit-mx.lab.test", "helo-only.lab.test", "dane-rollover.lab.test", "dane-mixed.lab.test", "dane-partial.lab.test",
    ];

    /// <summary>Whose values are the moment's.</summary>
    private static readonly string[] Moments = ["assessedAt", "durationMs", "timings", "atMs"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_moment_fifty_times_it_ends_as_an_undisturbed_run()
    {
        using Folder folder = new();
        string list = folder.List(Domains);
        string[] undisturbed = Results(await Smtptls.RunAsync(Audit("--input", list)));
        Assert.Equal(Domains.Length, undisturbed.Length);
        int seed = Environment.TickCount, kills = 0, runs = 0;
        Random random = new(seed);
        while (kills < 50)
        {
            string state = folder.At($"state-{runs++}");
            string[]? ended;
            while ((ended = await RunAndKillAsync(Audit("--input", list, "--state-path", state), state, kills < 50 ? random.Next(9000) : int.MaxValue)) is null)
            {
                kills++;
            }

            Assert.True(undisturbed.SequenceEqual(ended), $"seed {seed}, after {kills} kills:\n{string.Join('\n', ended.Except(undisturbed))}");

            // Nothing that was kept was done again.
            string[] kept = [.. Lines(state).Select(line => line.Split(' ')).Where(parts => parts[1] == "F").Select(parts => parts[3])];
            Assert.Equal(Domains.Length, kept.Length);
            Assert.Equal(Domains.Order(), kept.Order());
        }
    }

    [Fact]
    public async Task A_torn_last_line_and_a_damaged_one_are_said_and_done_again()
    {
        using Folder folder = new();
        string list = folder.List(Domains[..4]), state = folder.At("state");
        string[] whole = Results(await Smtptls.RunAsync(Audit("--input", list, "--state-path", state)));
        string file = Directory.GetFiles(state, "*.journal").Single();
        string[] lines = await File.ReadAllLinesAsync(file, Stop);
        lines[2] = string.Concat(lines[2].AsSpan(0, 40), lines[2][40] == 'x' ? "y" : "x", lines[2].AsSpan(41));
        await File.WriteAllTextAsync(file, string.Join('\n', lines[..^2]) + "\n" + lines[^2][..100], Stop);
        Ran ran = await Smtptls.RunAsync(Audit("--input", list, "--state-path", state));
        Assert.Equal(whole, Results(ran));
        Assert.Contains("2 domains of it are known", ran.Error, StringComparison.Ordinal);
        Assert.Contains("The last line was torn", ran.Error, StringComparison.Ordinal);
        Assert.Contains("1 damaged line could not be used", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_reads_the_journal_put_aside_against_the_present_one_torn_or_not()
    {
        using Folder folder = new();
        string list = folder.List(Domains[..2]), state = folder.At("state");
        Assert.Equal(2, Results(await Smtptls.RunAsync(Audit("--input", list, "--state-path", state))).Length);
        Assert.Equal(2, Results(await Smtptls.RunAsync(Audit("--input", list, "--state-path", state))).Length);
        Ran ran = await Smtptls.RunAsync("compare", state, "--jsonl", "--include-unchanged");
        Assert.Equal(Domains[..2].Order(), Results(ran).Select(line => JsonNode.Parse(line)!["domain"]!.GetValue<string>()).Order());
        Assert.True(ran.Error.Length == 0, ran.ToString());

        string file = Directory.GetFiles(state, "*.journal").Single();
        string[] lines = await File.ReadAllLinesAsync(file, Stop);
        await File.WriteAllTextAsync(file, string.Join('\n', lines[..^2]) + "\n" + lines[^2][..100], Stop);
        ran = await Smtptls.RunAsync("compare", state, "--jsonl", "--include-unchanged");
        Assert.Single(Results(ran));
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains("line 3: the line of the journal is torn or damaged", ran.Error, StringComparison.Ordinal);
        Assert.Contains("has not come to its end", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_list_and_changed_options_are_handled_and_said()
    {
        using Folder folder = new();
        string state = folder.At("state");
        await Smtptls.RunAsync(Audit("--input", folder.List(Domains[..4]), "--state-path", state));
        string file = Directory.GetFiles(state, "*.journal").Single();
        string[] lines = await File.ReadAllLinesAsync(file, Stop);
        await File.WriteAllTextAsync(file, string.Join('\n', lines[..^1]) + "\n", Stop);

        Ran other = await Smtptls.RunAsync(Audit("--input", folder.List(Domains[..2]), "--state-path", state, "--dnssec-mode", "Off"));
        Assert.Contains("An unfinished run of", other.Error, StringComparison.Ordinal);
        Assert.Contains("dnssecMode 'Validate' there, 'Off' now", other.Error, StringComparison.Ordinal);

        Ran ran = await Smtptls.RunAsync(Audit("--input", folder.List(Domains[3], Domains[5], Domains[0]), "--state-path", state));
        Assert.Equal([Domains[3], Domains[5], Domains[0]], Results(ran).Select(line => JsonNode.Parse(line)!["domain"]!.GetValue<string>()));
        Assert.Contains("2 domains in the journal of the interrupted run are not in this list", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_state_cannot_be_kept_the_program_says_so_and_ends_with_4()
    {
        using Folder folder = new();
        await File.WriteAllTextAsync(folder.At("file"), "", Stop);
        Ran ran = await Smtptls.RunAsync(Audit(Domains[0], "--state-path", folder.At("file/state")));
        Assert.True(ran.ExitCode == 4, ran.ToString());
        Assert.Contains("--state-path", ran.Error, StringComparison.Ordinal);
        Assert.Equal("", ran.Out);

        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        Directory.CreateDirectory(folder.At("real"));
        File.CreateSymbolicLink(folder.At("link"), folder.At("real"));
        ran = await Smtptls.RunAsync(Audit(Domains[0], "--state-path", folder.At("link")));
        Assert.True(ran.ExitCode == 4, ran.ToString());
        Assert.Contains("is a link", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_keeps_what_was_found_before_and_room_lets_it_go_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/unshare"), "A small file system needs root on Linux.");
        using Folder folder = new();
        string list = folder.List(Domains), state = folder.At("state"), kept = folder.At("kept");
        Directory.CreateDirectory(state);
        const string script = "mount -t tmpfs -o size=48k,mode=700 none \"$1\" && shift && kept=$1 && shift && \"$@\"; code=$?; cp -r \"$STATE\" \"$kept\"; chmod 700 \"$kept\"; exit $code";
        using Process process = StartWith("unshare", ["-m", "sh", "-c", script, "sh", state, kept, .. Smtptls.Command, .. Audit("--input", list, "--state-path", state)], ("STATE", state));
        Ran full = await Smtptls.EndAsync(process, Stopwatch.StartNew());
        Assert.True(full.ExitCode == 4, full.ToString());
        Assert.Contains("can no longer be written", full.Error, StringComparison.Ordinal);
        Assert.Contains("start the same command again", full.Error, StringComparison.Ordinal);

        Ran again = await Smtptls.RunAsync(Audit("--input", list, "--state-path", kept));
        Assert.Matches("[1-9][0-9]* domains? of it (is|are) known", again.Error);
        Assert.Equal(Results(await Smtptls.RunAsync(Audit("--input", list))), Results(again));
    }

    [Fact]
    public async Task Four_parts_of_a_list_put_together_are_one_run()
    {
        using Folder folder = new();
        string list = folder.List(Domains), state = folder.At("state");
        int results = 0;
        for (int i = 1; i <= 4; i++)
        {
            results += Results(await Smtptls.RunAsync(Audit("--input", list, "--state-path", state, "--shard", $"{i}/4"))).Length;
        }

        Assert.Equal(Domains.Length, results);
        Ran merged = await Smtptls.RunAsync("audit", "--jsonl", "--merge", state, "--input", list);
        Assert.Equal(Results(await Smtptls.RunAsync(Audit("--input", list))), Results(merged));
        Assert.Equal("", merged.Error);

        File.Delete(Directory.GetFiles(state, "*.journal")[0]);
        Ran less = await Smtptls.RunAsync("audit", "--jsonl", "--merge", state);
        Assert.True(less.ExitCode == 2, less.ToString());
        Assert.Contains("what belongs there is missing", less.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GNU_parallel_works_the_parts()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/parallel"), "GNU parallel is not installed (Debian package parallel).");
        using Folder folder = new();
        string list = folder.List(Domains), state = folder.At("state");
        using Process process = StartWith("parallel", ["--will-cite", "-j2", .. Smtptls.Command, .. Audit("--input", list, "--state-path", state), "--shard", "{}/3", ":::", "1", "2", "3"], ("PARALLEL_HOME", folder.At("parallel")));
        Ran ran = await Smtptls.EndAsync(process, Stopwatch.StartNew());
        Assert.Equal(Domains.Order(), Results(ran).Select(line => JsonNode.Parse(line)!["domain"]!.GetValue<string>()).Order());
        Assert.Equal(Domains, Results(await Smtptls.RunAsync("audit", "--jsonl", "--merge", state)).Select(line => JsonNode.Parse(line)!["domain"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_job_array_of_Slurm_works_the_parts()
    {
        Assert.SkipWhen(Slurm.Missing() is not null, Slurm.Missing() ?? "");
        using Folder folder = new();
        string list = folder.List(Domains), state = folder.At("state");
        using Slurm slurm = await Slurm.StartAsync(folder.At("slurm"), Stop);
        string command = string.Join(' ', ((string[])[.. Smtptls.Command, .. Audit("--input", list, "--state-path", state)]).Select(word => $"'{word}'"));
        Ran ran = await slurm.SubmitAsync("1-3", $"{command} --shard $SLURM_ARRAY_TASK_ID/3 > '{folder.At("part")}'-$SLURM_ARRAY_TASK_ID.jsonl");
        string[] parts = [.. Enumerable.Range(1, 3).Select(n => folder.At(string.Create(CultureInfo.InvariantCulture, $"part-{n}.jsonl")))];
        Assert.True(parts.All(File.Exists), ran.ToString());
        string[] undisturbed = Results(await Smtptls.RunAsync(Audit("--input", list)));
        Assert.Equal(undisturbed.Order(), parts.SelectMany(part => Normal(File.ReadAllText(part))).Order());
        Assert.Equal(undisturbed, Results(await Smtptls.RunAsync("audit", "--jsonl", "--merge", state)));
    }

    [Fact]
    public async Task A_column_of_a_CSV_file_is_a_list()
    {
        using Folder folder = new();
        string file = folder.At("partners.csv");
        await File.WriteAllTextAsync(file, "\ufeffName;Recipient\r\n\"Partner; \"\"one\"\"\";someone@Good-RSA.lab.test\r\nPartner\r\nTwo;*.expired.lab.test\r\n;\r\nSame;good-rsa.lab.test\r\nAll;*\r\n", Stop);
        Ran ran = await Smtptls.RunAsync(Audit("--input", file, "--column", "recipient"));
        Assert.Equal(["good-rsa.lab.test", "expired.lab.test"], Results(ran).Select(line => JsonNode.Parse(line)!["domain"]!.GetValue<string>()));
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains("line 4: '*.expired.lab.test' stands for every name below", ran.Error, StringComparison.Ordinal);
        Assert.Contains("line 7: '*' is not a domain name: it stands for every domain", ran.Error, StringComparison.Ordinal);

        ran = await Smtptls.RunAsync(Audit("--input", file, "--column", "Domain"));
        Assert.True(ran.ExitCode == 2, ran.ToString());
        Assert.Contains("has no column 'Domain': its header names Name, Recipient", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--shard", "0/4"), InlineData("--shard", "5/4"), InlineData("--shard", "1"), InlineData("--restart", "good-rsa.lab.test"), InlineData("--merge", "x", "--shard", "1/2")]
    public async Task What_makes_no_sense_is_wrong_usage(params string[] arguments)
    {
        Ran ran = await Smtptls.RunAsync(["audit", "good-rsa.lab.test", .. arguments]);
        Assert.True(ran.ExitCode == 2, ran.ToString());
    }

    private string[] Audit(params string[] more) =>
        [.. lab.Published("audit", ["--jsonl", "--max-per-provider", "64", .. more]).Select(argument => argument == "5" ? "60" : argument)];

    /// <summary>Each result without what is of the moment.</summary>
    private static string[] Results(Ran ran) => Normal(ran.Out);

    private static string[] Normal(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Timeless(JsonNode.Parse(line)!).ToJsonString())];

    private static JsonNode Timeless(JsonNode node)
    {
        if (node is JsonObject members)
        {
            Array.ForEach(Moments, name => members.Remove(name));
            members.Select(member => member.Value).OfType<JsonNode>().ToList().ForEach(value => Timeless(value));
        }
        else if (node is JsonArray items)
        {
            items.OfType<JsonNode>().ToList().ForEach(value => Timeless(value));
        }

        return node;
    }

    private static IEnumerable<string> Lines(string state) => File.ReadLines(Directory.GetFiles(state, "*.journal").Single());

    /// <summary>Ends it with a signal that it cannot catch once its journal has grown by so much; null then, and what it printed when it was faster.</summary>
    private static async Task<string[]?> RunAndKillAsync(string[] arguments, string state, int octets)
    {
        long enough = Size(state) + octets;
        using Process process = Smtptls.Start(arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop), errors = process.StandardError.ReadToEndAsync(Stop);
        while (!process.HasExited && Size(state) < enough)
        {
            await Task.Delay(2, Stop);
        }

        bool killed = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync(Stop);
        string text = await output;
        await errors;
        return killed && process.ExitCode == 137 ? null : Normal(text);
    }

    private static long Size(string state) => Directory.Exists(state) ? Directory.GetFiles(state, "*.journal").Sum(file => new FileInfo(file).Length) : 0;

    private static Process StartWith(string program, string[] arguments, (string Name, string Value) variable)
    {
        ProcessStartInfo start = new(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[variable.Name] = variable.Value;
        Array.ForEach(arguments, start.ArgumentList.Add);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("smtptls-resume-");
        private int _lists;

        public string At(string name) => Path.Combine(_root.FullName, name);

        public string List(params string[] domains)
        {
            string path = At(string.Create(CultureInfo.InvariantCulture, $"list-{_lists++}"));
            File.WriteAllLines(path, domains);
            return path;
        }

        public void Dispose() => _root.Delete(recursive: true);
    }
}
