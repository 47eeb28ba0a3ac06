using System.Globalization;
using System.IO;
using System.Text.Json;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Benchmarks.Loop;

/// <summary>What the loop said of one run.</summary>
internal sealed record LoopRun(int Handshakes, int Failures, double Seconds, double CpuSeconds)
{
    public double Rate => Handshakes / Seconds;

    public double CpuMs => 1000 * CpuSeconds / Handshakes;
}

/// <summary>The yardstick: a client in C that does the same dialogue and nothing else, compiled here.</summary>
internal sealed class OpenSslLoop
{
    private readonly string _program;

    private OpenSslLoop(string program) => _program = program;

    /// <summary>Null, and why, where it cannot be compiled.</summary>
    public static async Task<(OpenSslLoop? Loop, string Problem)> CompileAsync(string folder, CancellationToken stop)
    {
        if (!File.Exists("/usr/bin/cc") || !File.Exists("/usr/include/openssl/ssl.h"))
        {
            return (null, "no OpenSSL loop: cc and libssl-dev are not installed");
        }

        string program = Path.Combine(folder, "smtp_loop");
        string source = Path.Combine(AppContext.BaseDirectory, "Loop", "smtp_loop.c");
        CommandResult result = await new Command("cc", "-O2", "-Wall", "-o", program, source, "-lssl", "-lcrypto", "-lpthread").RunAsync(stop);
        return result.ExitCode == 0 ? (new OpenSslLoop(program), "") : (null, $"no OpenSSL loop: {result.All}");
    }

    /// <param name="targets">A file with address and host on each line.</param>
    /// <param name="port">The servers' port.</param>
    /// <param name="load">How many, and how many at a time.</param>
    /// <param name="caFile">With it everything is verified.</param>
    public async Task<LoopRun> RunAsync((string File, int Port) targets, Load load, string? caFile, CancellationToken stop)
    {
        string[] arguments =
        [
            targets.File, Text(targets.Port), Text(load.AtOnce), Text(load.Count), .. caFile is null ? Array.Empty<string>() : [caFile],
        ];
        ProcessUse use = await ProcessUse.OfAsync(_program, arguments, stop);
        if (use.ExitCode != 0)
        {
            throw new InvalidOperationException($"smtp_loop ended with {use.ExitCode}: {use.Output}");
        }

        return JsonSerializer.Deserialize<LoopRun>(use.Output, JsonSerializerOptions.Web)!;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How many connections, and how many at a time.</summary>
internal sealed record Load(int Count, int AtOnce);
