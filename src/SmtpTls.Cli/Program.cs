using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;

namespace SmtpTls.Cli;

/// <summary>The program <c>smtptls</c>: the same Core as the cmdlets, for cron, containers and machines without PowerShell.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (GivenPipes.IsOutputClosed)
        {
            return await SayNoOutputAsync();
        }

        // Numbers in texts are the same everywhere: some cultures write 2,5. The language is another setting.
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        using Interruption interruption = new();
        Terminal terminal = new(interruption.Token);
        return await new CommandLine(terminal).RunAsync(args, interruption.Token);
    }

    /// <summary>Without a standard output the framework's console cannot even be touched, so this is said past it.</summary>
    private static async Task<int> SayNoOutputAsync()
    {
        if (!GivenPipes.IsErrorClosed)
        {
            await using Stream error = Console.OpenStandardError();
            await error.WriteAsync("smtptls could not finish: standard output is closed.\n"u8.ToArray());
        }

        return ExitCode.Failed;
    }
}
