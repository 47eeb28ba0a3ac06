using System.Collections.Generic;
using SmtpTls.Lab.Servers;

namespace SmtpTls.Lab.Catalog;

/// <summary>Scripts that several cases share. Each is a good server but for what its arguments say.</summary>
internal static class Scripts
{
    public const string Greeting = "220 {host} ESMTP SmtpTls practice range\r\n";

    private static readonly IReadOnlyList<string> InsideTls = ["PIPELINING", "SIZE 10485760", "8BITMIME", "ENHANCEDSTATUSCODES"];

    /// <summary>Greets, offers STARTTLS, grants it, and goes on inside.</summary>
    public static IReadOnlyList<Step> Good(StartTls? tls = null, Dialect? plain = null, Dialect? secure = null) =>
        [new Send(Greeting), .. AfterGreeting(tls, plain, secure)];

    /// <summary>The same with a greeting of its own.</summary>
    public static IReadOnlyList<Step> Greets(params Step[] greeting) => [.. greeting, .. AfterGreeting(null, null, null)];

    /// <summary>A plain server that never comes to TLS.</summary>
    public static IReadOnlyList<Step> Plain(Dialect dialect, string greeting = Greeting) => [new Send(greeting), new Converse(dialect)];

    /// <summary>Grants STARTTLS, then does something else than TLS.</summary>
    public static IReadOnlyList<Step> Granted(params Step[] then) => [new Send(Greeting), new Converse(new Dialect()), .. then];

    public static Dialect WithKeywords(params string[] keywords) => new() { Keywords = keywords };

    private static IReadOnlyList<Step> AfterGreeting(StartTls? tls, Dialect? plain, Dialect? secure) =>
        [new Converse(plain ?? new Dialect()), tls ?? new StartTls(), new Converse(secure ?? new Dialect { Keywords = InsideTls, StartTls = "503 5.5.1 TLS is already up\r\n" })];
}
