using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab.Servers;

/// <summary>How a server answers commands. What is not said is as a good server would.</summary>
internal sealed record Dialect
{
    public const string Goodbye = "221 2.0.0 Bye\r\n";

    /// <summary>The keyword lines of the EHLO reply.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = ["PIPELINING", "SIZE 10485760", "STARTTLS", "8BITMIME", "ENHANCEDSTATUSCODES"];

    /// <summary>The whole EHLO reply, in place of the keywords.</summary>
    public string? Ehlo { get; init; }

    public string Helo { get; init; } = "250 {host}\r\n";

    public string StartTls { get; init; } = "220 2.0.0 Ready to start TLS\r\n";

    /// <summary>The reply to any command but QUIT.</summary>
    public string? Always { get; init; }

    public static string VerbOf(string line)
    {
        string verb = line.TrimStart().Split(' ', '\t')[0].ToUpperInvariant();
        return verb.Length > 16 ? verb[..16] : verb;
    }

    public string Reply(string verb) => Always ?? verb switch
    {
        "EHLO" => Ehlo ?? EhloFromKeywords(),
        "HELO" => Helo,
        "STARTTLS" => StartTls,
        "NOOP" or "RSET" => "250 2.0.0 OK\r\n",
        "MAIL" or "RCPT" or "DATA" => "550 5.7.1 This is a practice range, it takes no mail\r\n",
        _ => "500 5.5.2 Command not understood\r\n",
    };

    private string EhloFromKeywords()
    {
        string[] lines = ["{host}", .. Keywords];
        return string.Concat(lines.Select((line, i) => $"250{(i == lines.Length - 1 ? ' ' : '-')}{line}\r\n"));
    }
}

/// <summary>Answers commands until STARTTLS is granted (and the next step begins), QUIT, a 421, or the client's end.</summary>
internal sealed record Converse(Dialect Dialect) : Step
{
    private const int MostCommands = 100;

    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        for (int i = 0; i < MostCommands; i++)
        {
            if (await session.ReadLineAsync(stop) is not { } line)
            {
                return false;
            }

            string verb = Dialect.VerbOf(line);
            session.Seen.Add(verb);
            string reply = verb == "QUIT" ? Dialect.Goodbye : Dialect.Reply(verb);
            await session.WriteAsync(reply, stop);
            if (verb == "STARTTLS" && reply.StartsWith("220", System.StringComparison.Ordinal))
            {
                return true;
            }

            // RFC 5321 §3.8: after 221 and 421 the server closes.
            if (reply.StartsWith("221", System.StringComparison.Ordinal) || reply.StartsWith("421", System.StringComparison.Ordinal))
            {
                return false;
            }
        }

        return false;
    }
}
