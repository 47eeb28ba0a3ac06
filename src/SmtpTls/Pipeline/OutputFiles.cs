using System;
using System.IO;
using System.Management.Automation;

namespace SmtpTls.Pipeline;

/// <summary>A file that the user wants written, as PowerShell means paths.</summary>
internal static class OutputFiles
{
    /// <summary>The full path; ends the cmdlet where it is not among files.</summary>
    public static string Find(PSCmdlet cmdlet, string path, Func<string, Fault, ErrorRecord> error)
    {
        try
        {
            string full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (provider.Name != "FileSystem")
            {
                cmdlet.ThrowTerminatingError(error(path, new Fault(FaultKind.Input, $"'{VisibleText.Show(path, 300)}' is in {provider.Name}, not among files.")));
            }

            if (!Directory.Exists(Path.GetDirectoryName(full)))
            {
                // A slip of the pen is to be told, not made into a folder.
                cmdlet.ThrowTerminatingError(error(path, new Fault(FaultKind.Input, $"'{VisibleText.Show(full, 300)}' cannot be written: there is no such folder.")));
            }

            return full;
        }
        catch (SessionStateException e)
        {
            cmdlet.ThrowTerminatingError(error(path, new Fault(FaultKind.Input, e.Message)));
            throw;
        }
    }
}
