using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;

namespace SmtpTls.Pipeline;

/// <summary>Files that a user named, as PowerShell means paths: relative to its own location, wildcards where they are asked for.</summary>
internal static class InputFiles
{
    /// <summary>Full paths; each that leads nowhere becomes an error, and the others go on.</summary>
    /// <param name="cmdlet">Whose location counts, and who writes the errors.</param>
    /// <param name="paths">As given.</param>
    /// <param name="wildcards">False takes names as they are.</param>
    /// <param name="error">Makes the error of a path and a reason.</param>
    public static IEnumerable<string> Find(PSCmdlet cmdlet, string[] paths, bool wildcards, Func<string, string, ErrorRecord> error)
    {
        foreach (string path in paths)
        {
            IReadOnlyList<string> found = [];
            try
            {
                ProviderInfo provider;
                found = wildcards
                    ? [.. cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out provider)]
                    : [cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)];
                if (provider.Name != "FileSystem")
                {
                    cmdlet.WriteError(error(path, $"it is in {provider.Name}, not among files."));
                    found = [];
                }
                else if (found.Count == 0)
                {
                    cmdlet.WriteError(error(path, "no file matches."));
                }
            }
            catch (Exception e) when (e is SessionStateException or ItemNotFoundException)
            {
                cmdlet.WriteError(error(path, e.Message));
            }

            foreach (string file in found)
            {
                yield return file;
            }
        }
    }

    /// <summary>Reads a file whole, unless it is larger than anything that could be meant.</summary>
    public static bool TryRead(string path, int most, out byte[] octets, out string? problem)
    {
        octets = [];
        try
        {
            if (Directory.Exists(path))
            {
                problem = "it is a folder.";
                return false;
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            byte[] buffer = new byte[most + 1];
            int length = 0, count;
            while (length < buffer.Length && (count = file.Read(buffer, length, buffer.Length - length)) > 0)
            {
                length += count;
            }

            if (length > most)
            {
                problem = $"it is larger than {most} octets, the most that is read.";
                return false;
            }

            Array.Resize(ref buffer, length);
            octets = buffer;
            problem = null;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            problem = e.Message;
            return false;
        }
    }
}
