using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Headers;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Benchmarks;

/// <summary>
/// Messages a second for header reading, from octets to hops and verdict, beside Python's email parser on the same messages, which only splits
/// the fields. Then the time per byte of one header from 1 KB to 10 MB, of many hops and of one endless field: what is linear stays the same.
/// </summary>
internal sealed class HeaderReading(Settings settings, TextWriter log)
{
    private const int Messages = 5000;

    private const string Peer = """
        import email.parser, sys, time
        data = open(sys.argv[1], 'rb').read(); count = int(sys.argv[2])
        parser = email.parser.BytesHeaderParser()
        start = time.perf_counter()
        for _ in range(count):
            parser.parsebytes(data).get_all('Received')
        print(count / (time.perf_counter() - start))

        """;

    private static readonly PathReader Reader = new(new TrustBoundary());

    public async Task RunAsync(Table table, CancellationToken stop)
    {
        byte[] message = Encoding.ASCII.GetBytes(Header(6) + "\r\nbody\r\n");
        string file = Path.GetTempFileName();
        Series ours = new(), theirs = new();
        try
        {
            await File.WriteAllBytesAsync(file, message, stop);
            _ = Measure(message, Messages);
            for (int round = 1; round <= settings.Rounds; round++)
            {
                ours.Add(Measure(message, Messages));
                theirs.Add(await PeerAsync(file, stop));
                log.WriteLine($"round {round} of {settings.Rounds}: {ours.Last:F0} messages/s; python {theirs.Last:F0}");
            }
        }
        finally
        {
            File.Delete(file);
        }

        table.Begin("python's email parser");
        table.Compare($"messages a second, 6 hops, {message.Length.ToString(CultureInfo.InvariantCulture)} octets each", ours, theirs);
        foreach ((string kind, Func<int, string> make) in ((string, Func<int, string>)[])[("hops", octets => Header(Math.Max(octets / 400, 1))), ("one field", Endless)])
        {
            Sizes(table, kind, make, stop);
        }
    }

    private void Sizes(Table table, string kind, Func<int, string> make, CancellationToken stop)
    {
        double first = 0;
        foreach (int octets in (int[])[1_000, 10_000, 100_000, 1_000_000, 10_000_000])
        {
            byte[] message = Encoding.ASCII.GetBytes(make(octets) + "\r\nbody\r\n");
            int times = Math.Max(20_000_000 / message.Length, 1);
            Series nanoseconds = new();
            _ = Measure(message, times);
            for (int round = 0; round < settings.Rounds; round++)
            {
                stop.ThrowIfCancellationRequested();
                nanoseconds.Add(1e9 / Measure(message, times) / message.Length);
            }

            first = first == 0 ? nanoseconds.Median : first;
            double least = first;
            table.Show($"ns per byte, {message.Length.ToString("N0", CultureInfo.InvariantCulture)} octets of {kind}", nanoseconds, new Aim("at most 2 times that of 1 KB", value => value <= 2 * least));
        }
    }

    /// <summary>Messages a second.</summary>
    private static double Measure(byte[] message, int times)
    {
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < times; i++)
        {
            using MemoryStream stream = new(message);
            foreach (MessageHeader header in MessageSource.Read(stream, CancellationToken.None))
            {
                if (Reader.Read(header, null).Hops.Count == 0)
                {
                    throw new InvalidOperationException("No hop was read.");
                }
            }
        }

        return times / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> PeerAsync(string file, CancellationToken stop)
    {
        CommandResult result = await new Command("python3", "-c", Peer, file, Messages.ToString(CultureInfo.InvariantCulture)) { Limit = TimeSpan.FromMinutes(2) }.RunAsync(stop);
        return double.Parse(result.Output, CultureInfo.InvariantCulture);
    }

    private static string Header(int hops)
    {
        StringBuilder header = new();
        for (int i = 0; i < hops; i++)
        {
            header.Append("Received: from mail.sender.example (mail.sender.example [192.0.2.10])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n")
                .Append("\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n\t(No client certificate requested)\r\n")
                .Append("\tby mx1.example.com (Postfix) with ESMTPS id 46B4C497C2\r\n\tfor <user@example.com>; Sat, 21 Nov 2026 06:12:09 +0000 (UTC)\r\n");
        }

        return header.Append("Subject: a message\r\nMessage-ID: <1@sender.example>\r\n").ToString();
    }

    private static string Endless(int octets) => $"Received: from a.example ({new string('(', octets / 4)}{new string('x', octets / 4)}{new string(')', octets / 4)} [192.0.2.1]) {new string('a', octets / 4)} by b.example with ESMTPS\r\n";
}
