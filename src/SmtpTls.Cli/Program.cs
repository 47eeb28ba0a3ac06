using System.Threading.Tasks;

namespace SmtpTls.Cli;

/// <summary>The program <c>smtptls</c>: the same Core as the cmdlets, for cron, containers and machines without PowerShell.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using Interruption interruption = new();
        Terminal terminal = new();
        return await new CommandLine(terminal).RunAsync(args, interruption.Token);
    }
}
