using SmtpTls.Dns.Dnssec;

namespace SmtpTls.Servers.Signed;

/// <summary>Every zone of the tree.</summary>
internal static class SignedZones
{
    public static IReadOnlyList<SignedZone> All { get; } =
    [
        new(".", Signer.Bind, 13) { IsBare = true },
        new("example.", Signer.Bind, 8) { IsBare = true },
        new("optout.", Signer.Bind, 13) { IsBare = true, Denial = DenialKind.OptOut },
        .. Hosts,
        .. Aliases(),
    ];

    /// <summary>All that have the same hosts.</summary>
    public static IReadOnlyList<SignedZone> Hosts =>
    [
        .. Good(),
        .. Uncounted().Select(zone => zone with { Verdict = DnsSecurity.Insecure }),
        .. Broken().Select(zone => zone with { Verdict = DnsSecurity.Bogus }),
    ];

    /// <summary>Zones whose every answer is secure.</summary>
    private static IReadOnlyList<SignedZone> Good() =>
    [
        new("bind8.example.", Signer.Bind, 8),
        new("bind10.example.", Signer.Bind, 10) { Denial = DenialKind.Nsec3 },
        new("bind13.example.", Signer.Bind, 13) { Denial = DenialKind.Nsec3, Iterations = 10 },
        new("bind14.example.", Signer.Bind, 14),
        new("bind15.example.", Signer.Bind, 15),
        new("knot8.example.", Signer.Knot, 8) { Denial = DenialKind.Nsec3 },
        new("knot13.example.", Signer.Knot, 13),
        new("knot14.example.", Signer.Knot, 14) { Denial = DenialKind.Nsec3, Iterations = 5 },
        new("knot15.example.", Signer.Knot, 15) { Denial = DenialKind.Nsec3 },
        new("ldns8.example.", Signer.Ldns, 8),
        new("ldns13.example.", Signer.Ldns, 13) { Denial = DenialKind.Nsec3, Iterations = 1 },
        new("ldns15.example.", Signer.Ldns, 15),
        new("two.example.", Signer.Bind, 8) { Second = 13 },
        new("hundred.example.", Signer.Bind, 13) { Denial = DenialKind.Nsec3, Iterations = 100 },
        new("sha1ds.example.", Signer.Bind, 13) { Digests = ["SHA-1"] },
        new("sha384ds.example.", Signer.Knot, 13) { Digests = ["SHA-384"] },
        new("signed.optout.", Signer.Ldns, 13),
    ];

    /// <summary>Zones that count as unsigned, and those that are.</summary>
    private static IReadOnlyList<SignedZone> Uncounted() =>
    [
        new("rsasha1.example.", Signer.Bind, 5),
        new("rsasha1n3.example.", Signer.Bind, 7) { Denial = DenialKind.Nsec3 },
        new("ed448.example.", Signer.Knot, 16),
        new("iterated.example.", Signer.Bind, 13) { Denial = DenialKind.Nsec3, Iterations = 150, Part = ZonePart.Denials },
        new("plain.example.", Signer.None, 0),
        new("below.plain.example.", Signer.Ldns, 13) { Vouch = _ => [] },
        new("island.example.", Signer.Knot, 13) { Vouch = _ => [] },
        new("plain.optout.", Signer.None, 0),
        new("plain.signed.optout.", Signer.None, 0),
        new("plain.knot15.example.", Signer.None, 0),
        new("strange.example.", Signer.Bind, 13) { Vouch = ds => [.. ds.Select(line => ChangeWord(line, 5, "200"))] },
        new("strangealg.example.", Signer.Bind, 13) { Vouch = ds => [.. ds.Select(line => ChangeWord(line, 4, "200"))] },
    ];

    /// <summary>Each is wrong in one way.</summary>
    private static IReadOnlyList<SignedZone> Broken() =>
    [
        new("expired.example.", Signer.Bind, 13) { Days = (-60, -30) },
        new("expired.ldns8.example.", Signer.Ldns, 8) { Days = (-60, -30) },
        new("early.example.", Signer.Ldns, 13) { Days = (10, 40) },
        new("wrongds.example.", Signer.Knot, 13) { Vouch = ds => [.. ds.Select(line => line[..^8] + "DEADBEEF")] },
        new("wrongsha256.example.", Signer.Bind, 13) { Digests = ["SHA-1", "SHA-256"], Vouch = ds => [.. ds.Select(line => line.Split(' ')[5] == "2" ? line[..^8] + "DEADBEEF" : line)] },
        new("gone.example.", Signer.Bind, 13) { Serve = line => line.Type is "RRSIG" or "DNSKEY" or "NSEC" ? null : line.Text },
        new("nosig.example.", Signer.Bind, 8) { Part = ZonePart.ApexMx, Serve = line => line.Signs("nosig.example.", "MX") ? null : line.Text },
        new("nokeysig.example.", Signer.Ldns, 13) { Serve = line => line.Covers == "DNSKEY" ? null : line.Text },
        new("badsig.example.", Signer.Knot, 13) { Part = ZonePart.ApexMx, Serve = line => line.Covers == "MX" ? line.Damaged() : line.Text },
        new("changed.example.", Signer.Ldns, 15) { Part = ZonePart.ApexMx, Serve = line => line.Is("changed.example.", "MX") ? line.Text.Replace("10", "20", StringComparison.Ordinal) : line.Text },
        new("nonsec.example.", Signer.Bind, 13) { Part = ZonePart.Denials, Serve = line => line.Type == "NSEC" || line.Covers == "NSEC" ? null : line.Text },
        new("nonsec3.example.", Signer.Ldns, 13) { Part = ZonePart.Denials, Denial = DenialKind.Nsec3, Serve = line => line.Type == "NSEC3" || line.Covers == "NSEC3" ? null : line.Text },
        new("badnsec.example.", Signer.Knot, 8) { Part = ZonePart.Denials, Serve = line => line.Covers == "NSEC" ? line.Damaged() : line.Text },
    ];

    /// <summary>Names that lead from one zone to another.</summary>
    private static IReadOnlyList<SignedZone> Aliases() =>
    [
        new("alias.example.", Signer.Bind, 13)
        {
            Lines =
            [
                "good CNAME mx.knot13.example.",
                "plain CNAME mx.plain.example.",
                "expired CNAME mx.expired.example.",
                "rsasha1 CNAME mx.rsasha1.example.",
                "nowhere CNAME nothing.ldns8.example.",
                "missing CNAME missing.knot13.example.",
                "moved DNAME knot15.example.",
                "unsigned DNAME plain.example.",
                "old DNAME expired.example.",
                "twice CNAME good",
                "*.star CNAME mx.ldns15.example.",
            ],
        },
        new("alias3.example.", Signer.Ldns, 13) { Denial = DenialKind.Nsec3, Lines = ["moved DNAME bind15.example.", "*.star CNAME mx.bind8.example."] },
        new("from.plain.example.", Signer.None, 0) { Lines = ["good CNAME mx.knot13.example.", "moved DNAME knot15.example."] },
    ];

    private static string ChangeWord(string line, int at, string word)
    {
        string[] words = line.Split(' ');
        words[at] = word;
        return string.Join(' ', words);
    }
}
