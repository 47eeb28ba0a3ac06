using System;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace SmtpTls.Lab.Servers;

/// <summary>
/// One step of what a server does with a connection. A server is a list of these: a strange server is then a few words in the catalogue
/// and not a program. Steps hold no state, so one list serves all connections at once.
/// </summary>
internal abstract record Step
{
    /// <returns>False ends the connection without playing the steps that follow.</returns>
    public abstract Task<bool> PlayAsync(LabSession session, CancellationToken stop);
}

/// <summary>Sends text in one piece, line ends and all as written.</summary>
internal sealed record Send(string Text) : Step
{
    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        await session.WriteAsync(Text, stop);
        return true;
    }
}

/// <summary>Sends octets that are no text.</summary>
internal sealed record SendOctets(ReadOnlyMemory<byte> Octets) : Step
{
    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        await session.WriteAsync(Octets, stop);
        return true;
    }
}

/// <summary>Sends text one octet at a time.</summary>
internal sealed record Drip(string Text, TimeSpan Pause) : Step
{
    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        foreach (char c in Text.Replace("{host}", session.Host.Name, StringComparison.Ordinal))
        {
            await session.WriteAsync(new[] { (byte)c }, stop);
            await Task.Delay(Pause, stop);
        }

        return true;
    }
}

/// <summary>Sends the same text again and again.</summary>
internal sealed record Repeat(string Text, int Times) : Step
{
    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        // Sixteen kilobytes at a time, so that a client that reads on is not kept waiting by us.
        int together = Math.Max(1, 16384 / Text.Length);
        byte[] block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(Text, together)));
        for (int left = Times; left > 0; left -= together)
        {
            await session.WriteAsync(block.AsMemory(0, Math.Min(left, together) * Text.Length), stop);
        }

        return true;
    }
}

/// <summary>Waits before it goes on.</summary>
internal sealed record Pause(TimeSpan Time) : Step
{
    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        await Task.Delay(Time, stop);
        return true;
    }
}

/// <summary>Reads and throws away what comes, and says nothing, until the client goes.</summary>
internal sealed record Silence : Step
{
    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        int count;
        do
        {
            count = (await session.ReadSomeAsync(4096, stop)).Length;
        }
        while (count > 0);
        return false;
    }
}

/// <summary>Waits for a command; anything else is answered as a server would, with 502.</summary>
internal sealed record Expect(string Verb) : Step
{
    public override async Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        while (await session.ReadLineAsync(stop) is { } line)
        {
            string verb = Dialect.VerbOf(line);
            session.Seen.Add(verb);
            if (verb == Verb)
            {
                return true;
            }

            await session.WriteAsync(verb == "QUIT" ? Dialect.Goodbye : "502 5.5.1 Not now\r\n", stop);
            if (verb == "QUIT")
            {
                return false;
            }
        }

        return false;
    }
}

/// <summary>Closes the connection.</summary>
internal sealed record Close : Step
{
    public override Task<bool> PlayAsync(LabSession session, CancellationToken stop) => Task.FromResult(false);
}

/// <summary>Resets the connection: the client reads an error instead of an end.</summary>
internal sealed record Reset : Step
{
    public override Task<bool> PlayAsync(LabSession session, CancellationToken stop)
    {
        session.Reset();
        return Task.FromResult(false);
    }
}
