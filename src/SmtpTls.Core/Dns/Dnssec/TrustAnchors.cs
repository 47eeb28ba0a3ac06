using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace SmtpTls.Dns.Dnssec;

/// <summary>
/// The keys that are believed without a proof: everything else follows from them. Built in are those of the root, as IANA publishes them
/// (https://data.iana.org/root-anchors/root-anchors.xml, RFC 9718); a file of DS or DNSKEY lines takes their place. A key is kept as its digest.
/// </summary>
internal sealed class TrustAnchors
{
    /// <summary>KSK-2017, signing since October 2018.</summary>
    public const string RootKsk2017 = ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";

    /// <summary>KSK-2024, which takes over from it.</summary>
    public const string RootKsk2024 = ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16";

    /// <summary>Far more than any file of keys needs.</summary>
    private const int MostFileOctets = 1 << 20;
    private const int MostAnchors = 1000;

    private readonly Dictionary<DnsName, IReadOnlyList<DsData>> _anchors;

    private TrustAnchors(IEnumerable<(DnsName Name, DsData Data)> anchors) => _anchors =
        anchors.GroupBy(anchor => anchor.Name).ToDictionary(group => group.Key, group => (IReadOnlyList<DsData>)[.. group.Select(anchor => anchor.Data)]);

    public static TrustAnchors Root { get; } = Parse(RootKsk2017 + "\n" + RootKsk2024).Value!;

    public IEnumerable<DnsName> Names => _anchors.Keys;

    /// <summary>The digests of the keys of just this zone; null when nothing is said of it.</summary>
    public IReadOnlyList<DsData>? Find(DnsName name) => _anchors.TryGetValue(name, out IReadOnlyList<DsData>? found) ? found : null;

    /// <summary>Reads lines as in a master file, one record each; a bad one is named by its number.</summary>
    public static Outcome<TrustAnchors> Parse(string text)
    {
        List<(DnsName Name, DsData Data)> anchors = [];
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = AnchorLine.WithoutComment(lines[i]);
            if (line.Length == 0)
            {
                continue;
            }

            if (AnchorLine.Parse(line, out string problem) is not { } anchor)
            {
                return Outcome<TrustAnchors>.Invalid(new Fault(
                    FaultKind.Input, $"Line {i + 1} of the trust anchors is unusable: {problem}. It reads '{VisibleText.Show(line, 100)}'."));
            }

            anchors.Add(anchor);
            if (anchors.Count > MostAnchors)
            {
                return Outcome<TrustAnchors>.Invalid(new Fault(FaultKind.Input, $"There are more than {MostAnchors} trust anchors."));
            }
        }

        return anchors.Count > 0
            ? Outcome<TrustAnchors>.Found(new TrustAnchors(anchors))
            : Outcome<TrustAnchors>.Invalid(new Fault(FaultKind.Input, "There is no DS or DNSKEY record among the trust anchors."));
    }

    public static Outcome<TrustAnchors> ReadFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MostFileOctets)
            {
                return Outcome<TrustAnchors>.Invalid(new Fault(FaultKind.Input, $"The file of trust anchors has {file.Length} octets; {MostFileOctets} are the limit."));
            }

            using StreamReader reader = new(file, Encoding.UTF8);
            return Parse(reader.ReadToEnd());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Outcome<TrustAnchors>.Unknown(new Fault(FaultKind.Input, $"The file of trust anchors cannot be read: {VisibleText.Show(e.Message, 300)}"));
        }
    }
}
