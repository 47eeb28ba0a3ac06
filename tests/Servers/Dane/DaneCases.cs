using SmtpTls.Servers.Certificates;

namespace SmtpTls.Servers.Dane;

/// <summary>Every case of the comparison with Postfix's own client.</summary>
internal static class DaneCases
{
    private static readonly string Nothing = "3 1 1 " + new string('a', 64);

    public static IReadOnlyList<DaneCase> All { get; } = [.. Matched(), .. Failed(), .. Unused(), .. Names()];

    private static LeafPlan Leaf(string name, bool ecdsa = false) => new($"mx.{name}.mail.example") { Ecdsa = ecdsa };

    private static DaneCase One(string name, string state, PeerEffect peer, Func<DaneChain, IEnumerable<string>> records) =>
        new(name, state, peer) { Certificates = [Leaf(name)], Records = chains => records(chains[0]) };

    private static IEnumerable<DaneCase> Matched()
    {
        foreach ((byte selector, byte type) in new (byte, byte)[] { (1, 1), (1, 2), (0, 1), (0, 2), (1, 0), (0, 0) })
        {
            yield return One($"ee{selector}{type}", "Matched", PeerEffect.Authenticates, chain => [chain.Record(3, selector, type)]);
            yield return One($"ta{selector}{type}", "Matched", PeerEffect.Authenticates, chain => [chain.Record(2, selector, type, 1)]);
        }

        yield return One("root-cert-in-dns", "Matched", PeerEffect.Authenticates, chain => [chain.RootRecord(0, 0)]);
        yield return One("root-key-in-dns", "Matched", PeerEffect.Authenticates, chain => [chain.RootRecord(1, 0)]);
        yield return One("ta-root-sent", "Matched", PeerEffect.Authenticates, chain => [chain.RootRecord(0, 1)]) with { Certificates = [Leaf("ta-root-sent") with { Send = Sent.Root }] };
        yield return One("ee-expired", "Matched", PeerEffect.Authenticates, chain => [chain.Record(3, 1, 1)]) with { Certificates = [Leaf("ee-expired") with { NotAfter = DateTimeOffset.UtcNow.AddDays(-1) }] };
        yield return One("ee-other-name", "Matched", PeerEffect.Authenticates, chain => [chain.Record(3, 1, 1)]) with { Certificates = [new LeafPlan("other.example")] };
        yield return One("ee-self-signed", "Matched", PeerEffect.Authenticates, chain => [chain.Record(3, 0, 1)]) with { Certificates = [Leaf("ee-self-signed") with { SelfSigned = true, Send = Sent.Leaf }] };
        yield return One("ta-next-hop-name", "Matched", PeerEffect.Authenticates, chain => [chain.Record(2, 1, 1, 1)]) with { Certificates = [new LeafPlan("ta-next-hop-name.mail.example")] };
        yield return One("rollover", "Matched", PeerEffect.Authenticates, chain => [Nothing, chain.Record(3, 1, 1)]);
        yield return One("mixed", "Matched", PeerEffect.Authenticates, chain => ["1 1 1 " + new string('b', 64), chain.Record(3, 1, 1), "3 1 1 abcd", "3 1 9 00"]);
        yield return One("many", "Matched", PeerEffect.Authenticates, chain => [chain.Record(3, 1, 1), .. Enumerable.Range(0, 60).Select(n => $"3 1 1 {n:x64}")]);
        yield return new DaneCase("both-keys", "Matched", PeerEffect.Authenticates)
        {
            Certificates = [Leaf("both-keys"), Leaf("both-keys", ecdsa: true)],
            Records = chains => chains.Select(chain => chain.Record(3, 1, 1)),
        };
    }

    private static IEnumerable<DaneCase> Failed()
    {
        yield return One("stale", "Failed", PeerEffect.Refuses, _ => [Nothing]);
        yield return One("ta-root-not-sent", "Failed", PeerEffect.Refuses, chain => [chain.RootRecord(0, 1)]);
        yield return One("ta-expired", "Failed", PeerEffect.Refuses, chain => [chain.Record(2, 1, 1, 1)]) with { Certificates = [Leaf("ta-expired") with { NotAfter = DateTimeOffset.UtcNow.AddDays(-1) }] };
        yield return One("ta-not-yet", "Failed", PeerEffect.Refuses, chain => [chain.Record(2, 1, 1, 1)]) with { Certificates = [Leaf("ta-not-yet") with { NotBefore = DateTimeOffset.UtcNow.AddDays(1) }] };
        yield return One("ta-other-name", "Failed", PeerEffect.Refuses, chain => [chain.Record(2, 1, 1, 1)]) with { Certificates = [new LeafPlan("other.example")] };
        yield return One("ta-client-only", "Failed", PeerEffect.Refuses, chain => [chain.Record(2, 1, 1, 1)]) with { Certificates = [Leaf("ta-client-only") with { Usage = LeafPlan.ClientAuth }] };
        yield return One("ee-of-issuer", "Failed", PeerEffect.Refuses, chain => [chain.Record(3, 1, 1, 1)]);
        yield return One("weaker-digest", "Failed", PeerEffect.Refuses, chain => [chain.Record(3, 1, 1), "3 1 2 " + new string('a', 128)]);
        yield return One("usable-beside-unusable", "Failed", PeerEffect.Refuses, chain => [chain.Record(1, 1, 1), Nothing]);
        yield return new DaneCase("one-key-of-two", "Partial", PeerEffect.Refuses)
        {
            Certificates = [Leaf("one-key-of-two"), Leaf("one-key-of-two", ecdsa: true)],
            Records = chains => [chains[0].Record(3, 1, 1)],
            Difference = "RFC 7671 §8.1: the client gets one certificate of the two, and by its order it is ECDSA's; we look at both",
        };
        yield return new DaneCase("one-key-of-two-tls13", "Partial", PeerEffect.Refuses)
        {
            Certificates = [Leaf("one-key-of-two-tls13"), Leaf("one-key-of-two-tls13", ecdsa: true)],
            Options = ["smtpd_tls_protocols=>=TLSv1.3"],
            Records = chains => [chains[0].Record(3, 1, 1)],
            Difference = "RFC 7671 §8.1: as above, where certificates come encrypted",
        };
        yield return new DaneCase("no-starttls", "Failed", PeerEffect.Refuses) { Records = _ => [Nothing] };
    }

    private static IEnumerable<DaneCase> Unused()
    {
        yield return One("absent", "Absent", PeerEffect.DoesNotAuthenticate, _ => []);
        yield return One("pkix", "Unusable", PeerEffect.DoesNotAuthenticate, chain => [chain.Record(1, 1, 1), chain.Record(0, 0, 1, 1)]);
        yield return One("malformed", "Unusable", PeerEffect.DoesNotAuthenticate, _ => ["3 1 1 abcd", "3 0 0 3082"]);
        yield return One("insecure-tlsa", "NotSecure", PeerEffect.DoesNotAuthenticate, _ => []) with { Lines = address => Usual("insecure-tlsa", address, "_25._tcp.mx.insecure-tlsa CNAME tlsa.plain.example.") };
        yield return One("insecure-address", "Absent", PeerEffect.DoesNotAuthenticate, _ => []) with { Lines = _ => ["insecure-address MX 10 mx.plain.example."] };
        yield return One("bogus-tlsa", "Bogus", PeerEffect.Skips, _ => []) with { Lines = address => Usual("bogus-tlsa", address, "_25._tcp.mx.bogus-tlsa CNAME tlsa.bogus.example.") };
        yield return One("bogus-address", "Bogus", PeerEffect.Skips, _ => []) with { Lines = _ => ["bogus-address MX 10 mx.bogus.example."] };
    }

    /// <summary>Where the records stand when the host is an alias (RFC 7672 §2.2.3).</summary>
    private static IEnumerable<DaneCase> Names()
    {
        yield return One("alias-target", "Matched", PeerEffect.Authenticates, chain => [chain.Record(3, 1, 1)]) with
        {
            Lines = address => ["alias-target MX 10 mx.alias-target", "mx.alias-target CNAME real.alias-target", $"real.alias-target A {address}", "_25._tcp.real.alias-target TLSA {0}"],
        };
        yield return One("alias-own", "Matched", PeerEffect.Authenticates, chain => [chain.Record(3, 1, 1)]) with
        {
            Lines = address => ["alias-own MX 10 mx.alias-own", "mx.alias-own CNAME real.alias-own", $"real.alias-own A {address}", "_25._tcp.mx.alias-own TLSA {0}"],
        };
        yield return One("implicit", "Matched", PeerEffect.Authenticates, chain => [chain.Record(3, 1, 1)]) with
        {
            Lines = address => [$"implicit A {address}", "_25._tcp.implicit TLSA {0}"],
        };
        yield return One("tlsa-alias", "Matched", PeerEffect.Authenticates, chain => [chain.Record(3, 1, 1)]) with
        {
            Lines = address => [.. Usual("tlsa-alias", address, "_25._tcp.mx.tlsa-alias CNAME keys.tlsa-alias"), "keys.tlsa-alias TLSA {0}"],
        };
    }

    private static string[] Usual(string name, string address, string more) => [$"{name} MX 10 mx.{name}", $"mx.{name} A {address}", more];
}
