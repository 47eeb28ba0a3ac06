using System;
using System.IO;
using System.Text;
using System.Threading;
using Spectre.Console;

namespace SmtpTls.Cli;

/// <summary>Where the program writes: results to standard output, everything else to standard error. Colour only where a person looks.</summary>
internal sealed class Terminal
{
    private readonly object _gate = new();
    private readonly CancellationToken _stop;
    private readonly bool _hasError = !GivenPipes.IsErrorClosed;
    private readonly Stream _output = Console.OpenStandardOutput();
    private string _status = "";

    /// <param name="stop">Ends the wait for input.</param>
    public Terminal(CancellationToken stop)
    {
        _stop = stop;

        // No byte order mark, line feeds, and no buffer between us and a reader at the other end of a pipe.
        Out = new StreamWriter(_output, new UTF8Encoding(false), 16384) { AutoFlush = false, NewLine = "\n" };
        Text = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Out),
            Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = Console.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        Text.Profile.Width = Console.IsOutputRedirected ? 4096 : Math.Max(Width(), 60);
    }

    public TextWriter Out { get; }

    /// <summary>Standard output with colour and wrapping.</summary>
    public IAnsiConsole Text { get; }

    /// <summary>Progress is for a person who waits at a terminal, never for a file.</summary>
    public bool ShowsProgress { get; } = !Console.IsErrorRedirected && !GivenPipes.IsErrorClosed;

    /// <summary>True when nobody reads the results any more (<c>| head</c>): no error, and no reason to go on.</summary>
    public bool IsOutputClosed { get; private set; }

    /// <summary>Standard input, octet by octet as it was given; to be asked for once it is known not to be closed.</summary>
    public Stream OpenInput() => new InterruptibleStream(Console.OpenStandardInput(), _stop);

    /// <summary>Writes results; a status line is taken away before and put back after.</summary>
    public void Write(Action write)
    {
        lock (_gate)
        {
            EraseStatus();
            write();
            Out.Flush();
            DrawStatus();
            if (OutputPipe.IsClosed)
            {
                // The framework keeps silent about it: without this a sweep would go on for nobody.
                IsOutputClosed = true;
                throw new IOException("Whoever read the results has closed the pipe.");
            }
        }
    }

    /// <summary>Octets to standard output, behind what was written as text; to be called inside <see cref="Write"/>.</summary>
    public void WriteOctets(ReadOnlySpan<byte> octets)
    {
        Out.Flush();
        _output.Write(octets);
    }

    /// <summary>One line to standard error.</summary>
    public void Complain(string line)
    {
        lock (_gate)
        {
            EraseStatus();
            ToError(line + Environment.NewLine);
            DrawStatus();
        }
    }

    /// <summary>The line at the bottom that says how far the work is; empty takes it away.</summary>
    public void Status(string line)
    {
        if (!ShowsProgress)
        {
            return;
        }

        lock (_gate)
        {
            string before = _status;
            int width = Width() - 1;
            string next = line.Length > width ? line[..Math.Max(width, 0)] : line;
            if (next != before)
            {
                EraseStatus();
                _status = next;
                DrawStatus();
            }
        }
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : 100;
        }
        catch (IOException)
        {
            return 100;
        }
    }

    private void EraseStatus()
    {
        if (_status.Length > 0)
        {
            ToError("\r" + new string(' ', _status.Length) + "\r");
        }
    }

    private void DrawStatus()
    {
        if (_status.Length > 0)
        {
            ToError(_status);
        }
    }

    // Where standard error is closed or full there is no place left to say so; the results matter more.
    private void ToError(string text)
    {
        if (!_hasError)
        {
            return;
        }

        try
        {
            Console.Error.Write(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
