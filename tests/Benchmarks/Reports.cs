using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Explain;
using SmtpTls.Servers.Processes;
using SmtpTls.TlsRpt.Intake;

namespace SmtpTls.Benchmarks;

/// <summary>
/// TLS reports read, beside the least that any reader on this framework must do: unpack and go from token to token, keeping nothing. Both read
/// the same octets in memory, in turn. Rates are by second of processor time, garbage collection included: what else the machine does then weighs
/// on neither. Failures become objects when they are looked at, so the large report is measured with and without that; in the typical ones all are
/// looked at. How threads scale is by the clock. Then the program over a folder, whose memory is the figure.
/// </summary>
internal sealed class Reports(Settings settings, TextWriter log)
{
    private const int Small = 20_000, Details = 100_000, Files = 100_000;

    /// <summary>Rounds before those that count: the platform compiles what is called often a second and third time.</summary>
    private const int Warming = 5;

    private static readonly Aim Half = new("0.5 or more", ratio => ratio >= 0.5);
    private readonly Explanations _explanations = new(CauseCatalog.Load(null));

    public async Task RunAsync(Table table, CancellationToken stop)
    {
        table.Begin("gunzip and Utf8JsonReader");
        byte[][] typical = [.. Enumerable.Range(0, 200).Select(number => Pack(Typical(number)))];
        byte[] large = Pack(Large());
        await log.WriteLineAsync($"typical report: {Typical(0).Length} octets, packed {typical[0].Length}; large: {Large().Length} octets, packed {large.Length}");
        await CompareTypicalAsync(table, typical, stop);
        CompareLarge(table, large);
        await FolderAsync(table, stop);
    }

    private async Task CompareTypicalAsync(Table table, byte[][] typical, CancellationToken stop)
    {
        int[] widths = Environment.ProcessorCount > 1 ? [1, Environment.ProcessorCount] : [1];
        (Series Mine, Series Floor)[] rates = [.. widths.Select(_ => (new Series(), new Series()))];
        (Series Mine, Series Floor) scaling = (new Series(), new Series());
        for (int round = -Warming; round < settings.Rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            Rate[] mine = new Rate[widths.Length], floor = new Rate[widths.Length];
            for (int i = 0; i < widths.Length; i++)
            {
                mine[i] = await RateAsync(widths[i], () => new ReportIntake(ReportLimits.Usual, _explanations), (intake, n) => Read(intake, typical[n % typical.Length]));
                floor[i] = await RateAsync(widths[i], () => new byte[64 * 1024], (buffer, n) => Tokens(typical[n % typical.Length], buffer));
                if (round >= 0)
                {
                    rates[i].Mine.Add(mine[i].ByProcessor);
                    rates[i].Floor.Add(floor[i].ByProcessor);
                }
            }

            if (round >= 0)
            {
                scaling.Mine.Add(mine[^1].ByClock / mine[0].ByClock);
                scaling.Floor.Add(floor[^1].ByClock / floor[0].ByClock);
            }
        }

        for (int i = 0; i < widths.Length; i++)
        {
            table.Compare($"2 KB reports a CPU second, {widths[i]} thread{(widths[i] > 1 ? "s" : "")}", rates[i].Mine, rates[i].Floor, Half);
        }

        table.Compare($"2 KB reports a second by the clock, {widths[^1]} threads to 1", scaling.Mine, scaling.Floor, new Aim("0.8 or more", static ratio => ratio >= 0.8));
    }

    private void CompareLarge(Table table, byte[] large)
    {
        (Series mine, Series looked, Series floor) = (new Series(), new Series(), new Series());
        ReportIntake intake = new(ReportLimits.Usual, _explanations);
        byte[] buffer = new byte[64 * 1024];
        for (int round = -Warming; round < settings.Rounds; round++)
        {
            double ours = Seconds(() => Read(intake, large, look: false));
            double all = Seconds(() => Read(intake, large));
            double least = Seconds(() => Tokens(large, buffer));
            if (round >= 0)
            {
                mine.Add(1 / ours);
                looked.Add(1 / all);
                floor.Add(1 / least);
            }
        }

        table.Compare($"reports of {Details} failures a CPU second", mine, floor, Half);
        table.Compare("the same, every failure looked at", looked, floor, Half);
    }

    private async Task FolderAsync(Table table, CancellationToken stop)
    {
        string folder = Directory.CreateTempSubdirectory("smtptls-reports-").FullName;
        try
        {
            for (int i = 0; i < Files; i++)
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, $"google.com!example.com!1795132800!1795219199!{i:000000}.json.gz"), Pack(Typical(i)), stop);
            }

            (Series seconds, Series memory) = (new Series(), new Series());
            for (int round = 0; round < Math.Min(settings.Rounds, 3); round++)
            {
                ProcessUse use = await Tool.RunAsync(["report", folder, "--summary", "--json"], stop);
                if (use.ExitCode != 0 || !use.Output.Contains($"\"reports\":{Files},", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"smtptls report ended with {use.ExitCode}: {use.Output[..Math.Min(use.Output.Length, 300)]}");
                }

                seconds.Add(use.Seconds);
                memory.Add(use.PeakBytes / 1048576.0);
            }

            table.Show($"{Files} files added up, seconds", seconds);
            table.Show($"{Files} files added up, peak MiB", memory, new Aim("below 150", value => value < 150));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Rate> RateAsync<T>(int threads, Func<T> tool, Action<T, int> work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() =>
        {
            T own = tool();
            for (int i = 0; i < Small; i++)
            {
                work(own, i);
            }
        })));
        return new Rate(Small * threads / (Environment.CpuUsage.TotalTime - before).TotalSeconds, Small * threads / watch.Elapsed.TotalSeconds);
    }

    private static double Seconds(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < 5; i++)
        {
            work();
        }

        return (Environment.CpuUsage.TotalTime - before).TotalSeconds / 5;
    }

    private static void Read(ReportIntake intake, byte[] octets, bool look = true)
    {
        foreach (TlsRptReport report in intake.Read(new MemoryStream(octets), "memory"))
        {
            if (report.Problems.Count > 0)
            {
                throw new InvalidOperationException(report.Problems[0].ToString());
            }

            foreach (TlsRptPolicy policy in look ? report.Policies : [])
            {
                long failed = 0;
                foreach (TlsRptFailureDetail failure in policy.FailureDetails)
                {
                    failed += failure.FailedSessions ?? 0;
                }

                if (failed != policy.FailedSessions)
                {
                    throw new InvalidOperationException("The failures do not add up.");
                }
            }
        }
    }

    private static void Tokens(byte[] octets, byte[] buffer)
    {
        using GZipStream unpacked = new(new MemoryStream(octets), CompressionMode.Decompress);
        JsonReaderState state = default;
        int filled = 0;
        while (true)
        {
            int read = unpacked.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            Utf8JsonReader reader = new(buffer.AsSpan(0, filled), read == 0, state);
            while (reader.Read())
            {
            }

            if (read == 0)
            {
                return;
            }

            int used = (int)reader.BytesConsumed;
            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;
            state = reader.CurrentState;
        }
    }

    private static byte[] Pack(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static string Typical(int number) => Report($"2026-11-20T00:00:00Z_example.com_{number}", number, 6);

    private static string Large() => Report("large", 1, Details);

    private static string Report(string id, int seed, int details)
    {
        Random random = new(seed);
        string[] types = ["certificate-host-mismatch", "certificate-expired", "starttls-not-supported", "validation-failure"];
        StringBuilder text = new();
        text.Append("{\"organization-name\":\"Google Inc.\",\"date-range\":{\"start-datetime\":\"2026-11-20T00:00:00Z\",\"end-datetime\":\"2026-11-20T23:59:59Z\"},"
            + "\"contact-info\":\"smtp-tls-reporting@google.com\",\"report-id\":\"").Append(id).Append("\",\"policies\":[{\"policy\":{\"policy-type\":\"sts\",\"policy-string\":"
            + "[\"version: STSv1\",\"mode: enforce\",\"mx: mx1.example.com\",\"mx: *.mx.example.com\",\"max_age: 604800\"],\"policy-domain\":\"example.com\","
            + "\"mx-host\":[\"mx1.example.com\",\"*.mx.example.com\"]},\"summary\":{\"total-successful-session-count\":4100,\"total-failure-session-count\":")
            .Append(details).Append("},\"failure-details\":[");
        for (int i = 0; i < details; i++)
        {
            text.Append(i > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{{\"result-type\":\"{types[random.Next(4)]}\",\"sending-mta-ip\":\"192.0.2.{random.Next(256)}\","
                + $"\"receiving-ip\":\"198.51.100.{random.Next(256)}\",\"receiving-mx-hostname\":\"mx{random.Next(4)}.mx.example.com\",\"failed-session-count\":1}}");
        }

        return text.Append("]}]}").ToString();
    }

    private readonly record struct Rate(double ByProcessor, double ByClock);
}
