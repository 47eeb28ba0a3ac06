using System.Globalization;
using System.Threading.Tasks;

namespace SmtpTls.Cli;

/// <summary>The program <c>smtptls</c>: the same Core as the cmdlets, for cron, containers and machines without PowerShell.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        // Dates and numbers in texts are the same everywhere: some cultures count years otherwise or write 14.30. The language is another setting.
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        using Interruption interruption = new();
        Terminal terminal = new();
        return await new CommandLine(terminal).RunAsync(args, interruption.Token);
    }
}
