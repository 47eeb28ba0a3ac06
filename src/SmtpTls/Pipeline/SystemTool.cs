using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;

namespace SmtpTls.Pipeline;

/// <summary>Programs of the system that are run by their own path, never by a search along PATH, and with arguments that no shell reads.</summary>
internal static class SystemTool
{
    private const int LimitMs = 30_000, MostText = 65_536;
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>Null where the system does not have it.</summary>
    public static string? Find(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program; Unknown with what it said when it failed, or did not end in time.</summary>
    public static Outcome<string> Run(string program, params string[] arguments)
    {
        StringBuilder output = new(), error = new();
        try
        {
            using Process process = new() { StartInfo = Start(program, arguments) };
            process.OutputDataReceived += (_, line) => Keep(output, line.Data);
            process.ErrorDataReceived += (_, line) => Keep(error, line.Data);
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(LimitMs))
            {
                process.Kill();
                return Outcome<string>.Unknown(new Fault(FaultKind.Timeout, $"{program} did not end within {LimitMs / 1000} s."));
            }

            // Without a limit it also waits for the last lines.
            process.WaitForExit();
            return process.ExitCode == 0 ? Outcome<string>.Found(output.ToString())
                : Outcome<string>.Unknown(new Fault(FaultKind.ServerFailure, $"{program} ended with {process.ExitCode}: {VisibleText.Show(error.ToString().Trim().Replace("\n", "; "), 500)}"));
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            return Outcome<string>.Unknown(new Fault(FaultKind.ServerFailure, $"{program} could not be run: {VisibleText.Show(e.Message, 300)}"));
        }
    }

    private static ProcessStartInfo Start(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = false };
        start.Arguments = string.Join(" ", arguments.Select(static one => "\"" + one.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\""));
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null && text.Length < MostText)
            {
                text.Append(line).Append('\n');
            }
        }
    }
}
