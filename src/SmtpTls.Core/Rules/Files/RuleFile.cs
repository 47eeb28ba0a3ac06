using System;
using System.Collections.Generic;
using System.IO;

namespace SmtpTls.Rules.Files;

/// <summary>How the rules in a file are written.</summary>
internal enum RuleFormat
{
    /// <summary>By the name: .json, .csv; otherwise by what the file begins with.</summary>
    Auto,
    Json,
    Csv,
    Postfix,
}

/// <summary>Rules on disk.</summary>
internal static class RuleFile
{
    /// <summary>Tens of thousands of rules; whatever is larger is something else.</summary>
    public const int MostOctets = 64 * 1024 * 1024;

    public static RuleReading Read(byte[] octets, string name, RuleFormat format) => (format == RuleFormat.Auto ? Guess(octets, name) : format) switch
    {
        RuleFormat.Json => RuleJsonReader.Read(octets),
        RuleFormat.Csv => RuleCsv.Read(octets),
        _ => Postfix.PostfixPolicyReader.Read(octets),
    };

    /// <summary>Writes the file beside and renames it. Invalid, with the old file whole, when another process holds it or it cannot be written.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="text">All of it.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    public static Outcome<IReadOnlyList<string>> Write(string path, string text, bool replace)
    {
        if (replace && FindHolder(path) is { } held)
        {
            return Outcome<IReadOnlyList<string>>.Invalid(held);
        }

        string folder = Path.GetDirectoryName(path) ?? path;
        return FileSet.Write(folder, [new TextFile(Path.GetFileName(path), text)], replace);
    }

    /// <summary>On Unix a rename does not mind who holds the file, and whoever holds it would write to a file that is gone; so it is asked.</summary>
    private static Fault? FindHolder(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Fault(FaultKind.Input, $"'{VisibleText.Show(path, 300)}' cannot be written: {VisibleText.Show(e.Message.TrimEnd('.'), 300)}.");
        }
    }

    private static RuleFormat Guess(byte[] octets, string name)
    {
        string extension = Path.GetExtension(name).ToLowerInvariant();
        if (extension is ".json" or ".csv")
        {
            return extension == ".json" ? RuleFormat.Json : RuleFormat.Csv;
        }

        int i = Skip(octets, octets.Length >= 3 && octets[0] == 0xEF ? 3 : 0);
        byte first = At(octets, i), second = At(octets, Skip(octets, i + 1));

        // A Postfix map may begin with a relay in brackets; a list of rules goes on with a brace.
        return first == (byte)'{' || (first == (byte)'[' && second is (byte)'{' or (byte)']') ? RuleFormat.Json : RuleFormat.Postfix;
    }

    private static byte At(byte[] octets, int i) => i < octets.Length ? octets[i] : (byte)0;

    private static int Skip(byte[] octets, int i)
    {
        while (At(octets, i) is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            i++;
        }

        return i;
    }
}
