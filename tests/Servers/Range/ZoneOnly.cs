namespace SmtpTls.Servers.Range;

/// <summary>Domains that differ in the name servers only.</summary>
internal static class ZoneOnly
{
    public const string NullMx = "null-mx.test";
    public const string Implicit = "implicit.test";
    public const string Dangling = "dangling.test";

    public static IReadOnlyList<string> Domains { get; } = [NullMx, Implicit, Dangling];

    public static IEnumerable<string> Records(string net) =>
    [
        "null-mx IN MX 0 .",
        $"implicit IN A {ServerCases.Named("good-rsa").Address(net)}",
        "dangling IN MX 10 nowhere.test.",
    ];
}
