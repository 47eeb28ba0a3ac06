using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;

namespace SmtpTls.Cli.Tests;

/// <summary>A Slurm cluster of one node on loopback, in a folder of its own, for the life of a test. Its daemons run in the foreground and end with it.</summary>
internal sealed class Slurm : IDisposable
{
    private readonly string _folder;
    private readonly List<Process> _daemons = [];

    private Slurm(string folder) => _folder = folder;

    private string Configuration => Path.Combine(_folder, "slurm.conf");

    /// <summary>What this machine lacks for it; null when nothing.</summary>
    public static string? Missing() => !File.Exists("/usr/sbin/slurmctld") || !File.Exists("/usr/sbin/slurmd") || !File.Exists("/usr/bin/sbatch")
        ? "Slurm is not installed (Debian package slurm-wlm)."
        : Environment.IsPrivilegedProcess ? null : "slurmd wants to be root.";

    public static async Task<Slurm> StartAsync(string folder, CancellationToken stop)
    {
        Slurm slurm = new(folder);
        try
        {
            await slurm.ConfigureAsync(stop);
            slurm.Start("/usr/sbin/slurmctld", "-D", "-f", slurm.Configuration);
            slurm.Start("/usr/sbin/slurmd", "-D", "-N", "node", "-f", slurm.Configuration);
            await slurm.AwaitNodeAsync(stop);
            return slurm;
        }
        catch
        {
            slurm.Dispose();
            throw;
        }
    }

    /// <summary>Submits a job array, and waits until all of it has ended.</summary>
    public async Task<Ran> SubmitAsync(string array, string script)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using Process process = Begin("/usr/bin/sbatch", "--wait", $"--array={array}", $"--output={_folder}/%a.out", $"--chdir={_folder}", "--wrap", script);
        Ran ran = await Smtptls.EndAsync(process, watch);
        return ran with { Error = ran.Error + string.Concat(Directory.GetFiles(_folder, "*.out").Select(File.ReadAllText)) };
    }

    public void Dispose()
    {
        foreach (Process daemon in _daemons)
        {
            if (!daemon.HasExited)
            {
                daemon.Kill(entireProcessTree: true);
                daemon.WaitForExit();
            }

            daemon.Dispose();
        }
    }

    private async Task ConfigureAsync(CancellationToken stop)
    {
        foreach (string folder in (string[])["", "state", "spool"])
        {
            Directory.CreateDirectory(Path.Combine(_folder, folder));
        }

        // Nobody is authenticated: it listens on loopback and lives for one test.
        await File.WriteAllTextAsync(Configuration, $"""
            ClusterName=loopback
            SlurmctldHost={System.Net.Dns.GetHostName().Split('.')[0]}(127.0.0.1)
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/none
            CredType=cred/none
            MailProg=/bin/true
            StateSaveLocation={_folder}/state
            SlurmdSpoolDir={_folder}/spool
            SlurmctldPidFile={_folder}/slurmctld.pid
            SlurmdPidFile={_folder}/slurmd.pid
            SlurmctldLogFile={_folder}/slurmctld.log
            SlurmdLogFile={_folder}/slurmd.log
            ProctrackType=proctrack/pgid
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            SwitchType=switch/none
            MpiDefault=none
            ReturnToService=2
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            NodeName=node NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
            PartitionName=all Nodes=node Default=YES MaxTime=INFINITE State=UP

            """, stop);
    }

    private async Task AwaitNodeAsync(CancellationToken stop)
    {
        for (int tries = 0; ; tries++)
        {
            using Process process = Begin("/usr/bin/sinfo", "-h", "-o", "%T");
            Ran ran = await Smtptls.EndAsync(process, Stopwatch.StartNew());
            if (ran.ExitCode == 0 && ran.Out.Trim() == "idle")
            {
                return;
            }

            if (tries == 100 || _daemons.Any(daemon => daemon.HasExited))
            {
                string logs = string.Concat(Directory.GetFiles(_folder, "*.log").Select(File.ReadAllText));
                throw new InvalidOperationException($"Slurm's node is not ready: {ran}\n{logs}");
            }

            await Task.Delay(200, stop);
        }
    }

    private void Start(string program, params string[] arguments)
    {
        Process daemon = Begin(program, arguments);
        daemon.OutputDataReceived += static (_, _) => { };
        daemon.ErrorDataReceived += static (_, _) => { };
        daemon.BeginOutputReadLine();
        daemon.BeginErrorReadLine();
        _daemons.Add(daemon);
    }

    private Process Begin(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.Environment["SLURM_CONF"] = Configuration;
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
