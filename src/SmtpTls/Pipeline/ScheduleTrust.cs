using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Reports.Schedule;

namespace SmtpTls.Pipeline;

/// <summary>Asks the system who could change what a schedule runs: <c>stat</c> on Unix, access lists on Windows. What cannot be told is refused.</summary>
/// <param name="cmdlet">Whose session may ask for access lists.</param>
/// <param name="user">On Unix the user who will run the schedule; null for the one who registers it.</param>
internal sealed class ScheduleTrust(PSCmdlet cmdlet, string? user)
{
    private string? _me;

    /// <summary>A clause about why a path cannot be trusted; null where it can.</summary>
    /// <param name="path">Full path of a file or folder; of one that does not exist yet, the folders above it count.</param>
    public string? FindProblem(string path)
    {
        List<string> chain = [];
        for (string? at = path; !string.IsNullOrEmpty(at); at = Path.GetDirectoryName(at))
        {
            chain.Add(at!);
        }

        int missing = chain.TakeWhile(static one => !File.Exists(one) && !Directory.Exists(one)).Count();
        chain.RemoveRange(0, missing);
        return chain.Count == 0 ? $"'{VisibleText.Show(path, 300)}' does not exist" : Path.DirectorySeparatorChar == '\\' ? OnWindows(chain, missing > 0) : OnUnix(chain);
    }

    /// <summary>A clause about why a run with another user's rights could not keep audits in a folder; null where nothing is in its way.</summary>
    public string? FindOwnerProblem(string folder) => user is null || Me() is 0 || (Me() is { } me && Directory.Exists(folder) && Stat([folder]) is [var facts] && facts.Owner == me) ? null
        : $"it must be there and belong to {user}, with whose rights a run writes there; as root: install -d -m 700 -o {user} '{VisibleText.Show(folder, 300)}'";

    /// <summary>False where this machine knows no such user.</summary>
    public bool KnowsUser => Me() is not null;

    /// <summary>Whether a file of Export-Clixml lies open: on Unix nothing encrypts it.</summary>
    public static bool IsOpenToRead(string path) => Path.DirectorySeparatorChar == '/' && (Stat([path]) is not { Count: 1 } facts || PathTrust.IsReadable(facts[0]));

    private string? OnUnix(List<string> chain)
    {
        return Me() is not { } me || Stat(chain) is not { } facts
            ? $"who may change '{VisibleText.Show(chain[0], 300)}' cannot be determined (id and stat are needed)"
            : PathTrust.FindUnixProblem(facts, me);
    }

    /// <summary>The number of the user who will run the schedule.</summary>
    private long? Me()
    {
        _me ??= SystemTool.Find("id") is { } id && SystemTool.Run(id, user is null ? ["-u"] : ["-u", "--", user]).Value is { } number ? number.Trim() : "";
        return long.TryParse(_me, NumberStyles.None, CultureInfo.InvariantCulture, out long me) ? me : null;
    }

    private static List<PathFacts>? Stat(List<string> paths)
    {
        if (SystemTool.Find("stat") is not { } stat || SystemTool.Run(stat, ["-c", "%u %a %F", "--", .. paths]).Value is not { } text)
        {
            return null;
        }

        string[] lines = text.Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length != paths.Count)
        {
            return null;
        }

        List<PathFacts> facts = [];
        for (int i = 0; i < lines.Length; i++)
        {
            string[] parts = lines[i].Split([' '], 3);
            if (parts.Length < 3 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long owner))
            {
                return null;
            }

            facts.Add(new PathFacts(paths[i], owner, Convert.ToInt32(parts[1], 8), parts[2] == "symbolic link"));
        }

        return facts;
    }

    private string? OnWindows(List<string> chain, bool isNew)
    {
        const string ask = "param($paths) [Security.Principal.WindowsIdentity]::GetCurrent().User.Value; foreach ($path in $paths) { (Get-Acl -LiteralPath $path).Sddl }";
        try
        {
            string[] answers = [.. cmdlet.InvokeCommand.InvokeScript(ask, false, System.Management.Automation.Runspaces.PipelineResultTypes.None, null, new object[] { chain.ToArray() })
                .Select(static one => one?.ToString() ?? "")];
            if (answers.Length != chain.Count + 1)
            {
                return $"who may change '{VisibleText.Show(chain[0], 300)}' cannot be determined";
            }

            return chain.Select((path, i) => (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0 ? $"'{VisibleText.Show(path, 300)}' is a link; name what it leads to"
                : PathTrust.FindWindowsProblem(path, answers[i + 1], answers[0], isAbove: i > 0 || isNew)).FirstOrDefault(static problem => problem is not null);
        }
        catch (RuntimeException e)
        {
            return $"who may change '{VisibleText.Show(chain[0], 300)}' cannot be determined: {VisibleText.Show(e.Message, 200)}";
        }
    }
}
