using System.IO;
using SmtpTls.Servers.Signed;

namespace SmtpTls.Servers.Dane;

/// <summary>A signed tree with the mail domains below <c>mail.example</c>, an unsigned zone and one whose signatures were damaged.</summary>
internal static class DaneZones
{
    /// <param name="folder">Gets the zones and <c>root.ds</c>.</param>
    /// <param name="net">Whose .1 and .2 the name servers stand on.</param>
    /// <param name="lines">Of <c>mail.example</c>, names relative to it.</param>
    /// <param name="stop">Ends the wait.</param>
    public static async Task<SignedServers> StartAsync(string folder, string net, IEnumerable<string> lines, CancellationToken stop)
    {
        string[] others = [$"mx A {net}.9", $"tlsa TLSA 3 1 1 {new string('a', 64)}"];
        SignedTree tree = new(folder, net);
        IReadOnlyList<(string Name, string File)> served = await tree.WriteAsync(
            [
                new SignedZone(".", Signer.Bind, 13) { IsBare = true },
                new SignedZone("example.", Signer.Bind, 13) { IsBare = true },
                new SignedZone("mail.example.", Signer.Bind, 13) { IsBare = true, Lines = [.. lines] },
                new SignedZone("plain.example.", Signer.None, 0) { IsBare = true, Lines = others },
                new SignedZone("bogus.example.", Signer.Bind, 13) { IsBare = true, Lines = others, Serve = line => line.Covers is "A" or "TLSA" ? line.Damaged() : line.Text },
            ],
            stop);
        await File.WriteAllLinesAsync(Path.Combine(folder, "root.ds"), tree.Anchors, stop);
        SignedServers servers = new(folder, net);
        await servers.StartAsync(served, stop);
        return servers;
    }
}
