using System;
using System.Collections.Generic;
using System.Linq;

namespace SmtpTls.Reports.Schedule;

/// <summary>What is known of one path on Unix.</summary>
/// <param name="Path">For people.</param>
/// <param name="Owner">The owner's number.</param>
/// <param name="Mode">Permission bits, those above them (sticky) too.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
internal sealed record PathFacts(string Path, long Owner, int Mode, bool IsLink);

/// <summary>
/// Whether somebody else could change what a schedule runs or reads. What runs by itself, with one's own rights, must be nobody else's to write: neither
/// the file nor any folder above it.
/// </summary>
internal static class PathTrust
{
    private const int OthersWrite = 0x12, OthersRead = 0x24, Sticky = 0x200;

    /// <summary>Rights that change a file, or what a folder holds: SDDL's letters (whose names are those of directory services) and bits.</summary>
    private static readonly string[] WriteLetters = ["GA", "GW", "FA", "FW", "WD", "WO", "SD", "DC", "LC", "RP", "DT", "CR"];

    /// <summary>Rights over a folder that put something else in the place of what it holds; adding something new does not.</summary>
    private static readonly string[] ReplaceLetters = ["GA", "FA", "WD", "WO", "SD", "DT"];
    private const uint WriteBits = 0x2 | 0x4 | 0x10 | 0x40 | 0x100 | 0x10000 | 0x40000 | 0x80000 | 0x10000000 | 0x40000000;
    private const uint ReplaceBits = 0x40 | 0x10000 | 0x40000 | 0x80000 | 0x10000000;

    /// <summary>Accounts that rule the machine anyway, and placeholders for the owner.</summary>
    private static readonly HashSet<string> Trusted = new(StringComparer.OrdinalIgnoreCase)
    {
        "SY", "BA", "LA", "CO", "OW", "S-1-5-18", "S-1-5-32-544", "S-1-3-0", "S-1-3-4", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    };

    /// <summary>A clause about the first path that others can change; null where there is none.</summary>
    /// <param name="chain">The path itself, then each folder above it.</param>
    /// <param name="me">The number of the user who runs the schedule.</param>
    public static string? FindUnixProblem(IReadOnlyList<PathFacts> chain, long me)
    {
        for (int i = 0; i < chain.Count; i++)
        {
            PathFacts one = chain[i];
            string shown = $"'{VisibleText.Show(one.Path, 300)}'";
            if (one.Owner != 0 && one.Owner != me)
            {
                return $"{shown} belongs to another user (number {one.Owner}), who could change it";
            }

            if (one.IsLink)
            {
                // A link's own mode says nothing; what counts is who could put another in its place.
                if (i == 0 || one.Owner != 0)
                {
                    return $"{shown} is a link; name what it leads to";
                }
            }
            else if ((one.Mode & OthersWrite) != 0 && (i == 0 || (one.Mode & Sticky) == 0))
            {
                return $"others can write {shown} (mode {Convert.ToString(one.Mode, 8)}); take that right away (chmod go-w) or use another place";
            }
        }

        return null;
    }

    /// <summary>Whether others can read it: where a credential lies in a file that nothing encrypts.</summary>
    public static bool IsReadable(PathFacts one) => (one.Mode & OthersRead) != 0;

    /// <summary>A clause about who else can change a path on Windows; null where nobody can.</summary>
    /// <param name="path">For people.</param>
    /// <param name="sddl">Its security descriptor, <c>O:…D:…</c>, as <c>Get-Acl</c> gives it.</param>
    /// <param name="me">The SID of the user who runs the schedule.</param>
    /// <param name="isAbove">Whether it is a folder above what is run or written.</param>
    public static string? FindWindowsProblem(string path, string sddl, string me, bool isAbove)
    {
        string shown = $"'{VisibleText.Show(path, 300)}'";
        string owner = Between(sddl, "O:", ["G:", "D:", "S:"]);
        if (!IsTrusted(owner, me))
        {
            return $"{shown} belongs to {VisibleText.Show(owner, 100)}, who could change it";
        }

        int list = sddl.IndexOf("D:", StringComparison.Ordinal);
        int first = list < 0 ? -1 : sddl.IndexOf('(', list);
        if (first < 0)
        {
            return $"{shown} has no list of rights, so everybody can write it";
        }

        foreach (string rule in Rules(sddl.Substring(first)))
        {
            string[] fields = rule.Split(';');
            if (fields.Length >= 6 && fields[0] is "A" or "XA" && !HasFlag(fields[1], "IO") && Writes(fields[2], isAbove) && !IsTrusted(fields[5], me))
            {
                return $"{VisibleText.Show(fields[5], 100)} can write {shown}; take that right away (icacls) or use another place";
            }
        }

        return null;
    }

    /// <summary>Flags are pairs of letters: within CIOI there is no IO.</summary>
    private static bool HasFlag(string flags, string flag)
    {
        for (int i = 0; i + 1 < flags.Length; i += 2)
        {
            if (string.CompareOrdinal(flags, i, flag, 0, 2) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTrusted(string sid, string me) => Trusted.Contains(sid) || string.Equals(sid, me, StringComparison.OrdinalIgnoreCase);

    private static bool Writes(string rights, bool isAbove)
    {
        if (rights.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return !uint.TryParse(rights.Substring(2), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture, out uint bits)
                || (bits & (isAbove ? ReplaceBits : WriteBits)) != 0;
        }

        string[] letters = isAbove ? ReplaceLetters : WriteLetters;
        for (int i = 0; i + 1 < rights.Length; i += 2)
        {
            if (letters.Contains(rights.Substring(i, 2)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The rules of the list of rights; audit rules behind it count for nothing.</summary>
    private static IEnumerable<string> Rules(string text)
    {
        int at = 0;
        while (at < text.Length && text[at] == '(')
        {
            int end = text.IndexOf(')', at);
            if (end < 0)
            {
                yield break;
            }

            yield return text.Substring(at + 1, end - at - 1);
            at = end + 1;
        }
    }

    private static string Between(string text, string start, string[] ends)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal);
        if (from < 0)
        {
            return "";
        }

        from += start.Length;
        int to = ends.Select(end => text.IndexOf(end, from, StringComparison.Ordinal)).Where(static place => place >= 0).DefaultIfEmpty(text.Length).Min();
        return text.Substring(from, to - from);
    }
}
