using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace SmtpTls.Tls;

/// <param name="Microsoft">In Microsoft's program.</param>
/// <param name="Mozilla">In Mozilla's program.</param>
/// <param name="LastDay">The last day of the root certificate.</param>
internal readonly record struct ListedRoot(bool Microsoft, bool Mozilla, DateTime LastDay);

/// <summary>
/// Which public root certificates are in Microsoft's and in Mozilla's program. A system trusts a selection of its own; what a partner's system trusts is
/// decided by such a program: Exchange Online follows Microsoft's, most of the rest of the world Mozilla's. The list holds fingerprints and
/// no certificates, so it says where a chain ends and cannot build one. It is a copy, so it is always told with its date.
/// </summary>
internal sealed class RootPrograms
{
    public const string Microsoft = "Microsoft", Mozilla = "Mozilla";

    /// <summary>When the copies were taken: Data/README.md.</summary>
    public const string MicrosoftDate = "April 2025", MozillaDate = "November 2025";

    private const string Resource = "SmtpTls.Tls.Data.roots.csv", Header = "sha256,subject,notAfter,microsoft,mozilla";
    private const int MostRoots = 20_000, MostLine = 4096, HashLength = 64;

    /// <summary>",2035-06-04,1,1": the end of each line; the subject before it may hold anything.</summary>
    private const int TailLength = 15;

    private readonly Dictionary<string, ListedRoot> _roots;

    private RootPrograms(Dictionary<string, ListedRoot> roots) => _roots = roots;

    public int Count => _roots.Count;

    public IEnumerable<KeyValuePair<string, ListedRoot>> Roots => _roots;

    /// <summary>The list that this library carries.</summary>
    public static RootPrograms Load()
    {
        using Stream stream = typeof(RootPrograms).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not in the library.");
        using StreamReader reader = new(stream, new UTF8Encoding(false));
        Outcome<RootPrograms> read = Parse(reader);
        return read.Value ?? throw new InvalidOperationException($"{Resource} cannot be used: {read.Fault}");
    }

    /// <summary>Invalid, with the line's number, when something is not as <c>Data/README.md</c> says. Never throws on bad text.</summary>
    public static Outcome<RootPrograms> Parse(TextReader reader)
    {
        Dictionary<string, ListedRoot> roots = new(600, StringComparer.Ordinal);
        int number = 1;
        if (reader.ReadLine() != Header)
        {
            return Bad(number, "is not the header");
        }

        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Length > MostLine || number > MostRoots || !TryParseLine(line, out ListedRoot root))
            {
                return Bad(number, "is no root");
            }

            string hash = line.Substring(0, HashLength);
            if (roots.ContainsKey(hash))
            {
                return Bad(number, "repeats a root");
            }

            roots.Add(hash, root);
        }

        return Outcome<RootPrograms>.Found(new RootPrograms(roots));
    }

    /// <summary>"Microsoft (list of April 2025)": a program is never told without the age of what we know of it.</summary>
    public static string WithDate(string program) => $"{program} (list of {(program == Mozilla ? MozillaDate : MicrosoftDate)})";

    /// <param name="sha256">Of the certificate, lower-case hex.</param>
    /// <param name="root">What the list says of it.</param>
    public bool TryFind(string sha256, out ListedRoot root) => _roots.TryGetValue(sha256, out root);

    private static bool TryParseLine(string line, out ListedRoot root)
    {
        root = default;
        int tail = line.Length - TailLength;
        if (tail < HashLength + 1 || line[HashLength] != ',' || line[tail] != ',' || line[tail + 11] != ',' || line[tail + 13] != ','
            || !TryParseFlag(line[tail + 12], out bool microsoft) || !TryParseFlag(line[tail + 14], out bool mozilla))
        {
            return false;
        }

        for (int i = 0; i < HashLength; i++)
        {
            if (line[i] is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
            {
                return false;
            }
        }

        if (!DateTime.TryParseExact(
            line.Substring(tail + 1, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime lastDay))
        {
            return false;
        }

        root = new ListedRoot(microsoft, mozilla, lastDay);
        return true;
    }

    private static bool TryParseFlag(char c, out bool flag)
    {
        flag = c == '1';
        return c is '0' or '1';
    }

    private static Outcome<RootPrograms> Bad(int number, string why) =>
        Outcome<RootPrograms>.Invalid(new Fault(FaultKind.Input, $"line {number.ToString(CultureInfo.InvariantCulture)} {why}"));
}
