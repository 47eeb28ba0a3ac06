using System.IO;
using SmtpTls.Dns.Dnssec;
using SmtpTls.Servers.Processes;

namespace SmtpTls.Servers.Signed;

/// <summary>What another validator says of a name and a type.</summary>
/// <param name="Security">drill tells only whether a chain of signatures holds: secure, or nothing.</param>
/// <param name="Raw">All that it printed.</param>
internal sealed record PeerVerdict(DnsSecurity? Security, string Raw)
{
    public bool IsTwofold { get; init; }

    public bool AgreesWith(DnsSecurity? ours) => IsTwofold ? ours == DnsSecurity.Secure == (Security == DnsSecurity.Secure) : ours == Security;

    public override string ToString() => Security?.ToString() ?? (IsTwofold ? "chase failed" : "(nothing)");
}

/// <summary>Three validators that are not ours, each a process that asks the same unbound and is given the same root's keys.</summary>
internal sealed class ValidatorPeers(string folder, string server)
{
    public const string Delv = "/usr/bin/delv";
    public const string Drill = "/usr/bin/drill";
    public const string UnboundHost = "/usr/bin/unbound-host";
    public static readonly string[] Programs = [Delv, Drill, UnboundHost];

    public static async Task PrepareAsync(string folder, string server, SignedTree tree, CancellationToken stop)
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, "root.ds"), tree.Anchors, stop);
        await File.WriteAllLinesAsync(Path.Combine(folder, "root.key"), tree.Keys.Where(line => line.Contains(" 257 ", StringComparison.Ordinal)), stop);
        IEnumerable<string> anchors = tree.Anchors.Select(line => line.Split(' ')).Select(words => $"  \".\" static-ds {words[3]} {words[4]} {words[5]} \"{string.Concat(words[6..])}\";");
        await File.WriteAllTextAsync(Path.Combine(folder, "delv.keys"), $"trust-anchors {{\n{string.Join('\n', anchors)}\n}};\n", stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "host.conf"), $"server:\n  do-not-query-localhost: no\n  do-ip6: no\nforward-zone:\n  name: \".\"\n  forward-addr: {server}\n", stop);
    }

    public async Task<PeerVerdict> AskDelvAsync(string name, string type, CancellationToken stop)
    {
        string raw = await RunAsync(new Command(Delv, "@" + server, "-4", "-a", Path.Combine(folder, "delv.keys"), "+root=.", name, type), stop);
        return new PeerVerdict(
            // An alias has a line of its own; the worst counts. "ncache" is an answer that there is none.
            Has(raw.Replace("resolution failed: ncache", "", StringComparison.Ordinal), "resolution failed") ? DnsSecurity.Bogus
            : Has(raw, "unsigned answer") ? DnsSecurity.Insecure
            : Has(raw, "fully validated") ? DnsSecurity.Secure
            : null,
            raw);
    }

    public async Task<PeerVerdict> AskDrillAsync(string name, string type, CancellationToken stop)
    {
        string raw = await RunAsync(new Command(Drill, "-S", "-o", "CD", "-k", Path.Combine(folder, "root.ds"), "@" + server, name, type), stop);
        return new PeerVerdict(Has(raw, "Chase successful") ? DnsSecurity.Secure : null, raw) { IsTwofold = true };
    }

    public async Task<PeerVerdict> AskUnboundHostAsync(string name, string type, CancellationToken stop)
    {
        string raw = await RunAsync(new Command(UnboundHost, "-v", "-C", Path.Combine(folder, "host.conf"), "-f", Path.Combine(folder, "root.ds"), "-t", type, name), stop);
        return new PeerVerdict(
            Has(raw, "(BOGUS") ? DnsSecurity.Bogus
            : Has(raw, "(insecure)") ? DnsSecurity.Insecure
            : Has(raw, "(secure)") ? DnsSecurity.Secure
            : null,
            raw);
    }

    private static bool Has(string raw, params string[] texts) => texts.Any(text => raw.Contains(text, StringComparison.Ordinal));

    private static async Task<string> RunAsync(Command command, CancellationToken stop) => (await command.RunAsync(stop)).All.Trim();
}
