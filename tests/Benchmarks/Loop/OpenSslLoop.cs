using System.Globalization;
using System.IO;
using System.Text.Json;
using SmtpTls.Benchmarks.Figures;
using SmtpTls.Servers.Large;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Benchmarks.Loop;

/// <summary>What the loop said of one run.</summary>
internal sealed record LoopRun(int Done, int Failures, double Seconds, double CpuSeconds)
{
    public double Rate => Done / Seconds;

    public double CpuMs => 1000 * CpuSeconds / Done;
}

/// <summary>The yardstick: clients in C that do the same on the wire and nothing else, compiled here.</summary>
internal sealed class OpenSslLoop
{
    private readonly string _sessions, _audits;

    private OpenSslLoop(string sessions, string audits) => (_sessions, _audits) = (sessions, audits);

    /// <summary>Null, and why, where it cannot be compiled.</summary>
    public static async Task<(OpenSslLoop? Loop, string Problem)> CompileAsync(string folder, CancellationToken stop)
    {
        if (!File.Exists("/usr/bin/cc") || !File.Exists("/usr/include/openssl/ssl.h"))
        {
            return (null, "no OpenSSL loop: cc and libssl-dev are not installed");
        }

        List<string> programs = [];
        foreach (string name in (string[])["smtp_loop", "audit_loop"])
        {
            string program = Path.Combine(folder, name);
            string source = Path.Combine(AppContext.BaseDirectory, "Loop", name + ".c");
            CommandResult result = await new Command("cc", "-O2", "-Wall", "-o", program, source, "-lssl", "-lcrypto", "-lpthread").RunAsync(stop);
            if (result.ExitCode != 0)
            {
                return (null, $"no OpenSSL loop: {result.All}");
            }

            programs.Add(program);
        }

        return (new OpenSslLoop(programs[0], programs[1]), "");
    }

    /// <summary>Sessions with STARTTLS.</summary>
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
        return await RunAsync(_sessions, arguments, stop);
    }

    /// <summary>All that an audit has to send: the questions, the policy, the session. Nothing is read but whether it went well.</summary>
    public Task<LoopRun> AuditAsync(AuditSite site, string domainFile, int atOnce, CancellationToken stop) => RunAsync(
        _audits, [site.TargetFile, domainFile, site.NameServer.Split(':')[0], site.PolicyAddress, Text(atOnce), site.CaFile], stop);

    private static async Task<LoopRun> RunAsync(string program, string[] arguments, CancellationToken stop)
    {
        ProcessUse use = await ProcessUse.OfAsync(program, arguments, stop);
        return use.ExitCode == 0 ? JsonSerializer.Deserialize<LoopRun>(use.Output, JsonSerializerOptions.Web)!
            : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {use.ExitCode}: {use.Output}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How many connections, and how many at a time.</summary>
internal sealed record Load(int Count, int AtOnce);
