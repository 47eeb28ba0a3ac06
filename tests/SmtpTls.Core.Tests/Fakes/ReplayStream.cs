using System.IO;
using System.Net.Sockets;
using System.Text;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Fakes;

/// <summary>In what pieces a replayed server's octets arrive.</summary>
internal enum ReplayPieces
{
    Whole,
    Lines,
    Octets,
}

/// <summary>
/// A server's side of one connection, played from a script. Where the script has the server silent, the manual clock is moved on, so that a
/// deadline ends the wait at once; at the end of the script the server is silent for good.
/// </summary>
internal sealed class ReplayStream(ReplayScript script, ManualClock clock, ReplayPieces pieces = ReplayPieces.Whole) : Stream, ILookAhead
{
    private readonly List<byte> _written = [];
    private readonly Queue<string> _unanswered = new();
    private int _step;
    private int _place;

    /// <summary>The lines the client sent.</summary>
    public List<string> Commands { get; } = [];

    /// <summary>Writes that were not exactly one whole line.</summary>
    public int BrokenWrites { get; private set; }

    public bool IsDisposed { get; private set; }

    public bool DataAvailable
    {
        get
        {
            Settle();
            return _step < script.Steps.Count && script.Steps[_step].Kind == ReplayKind.Send;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Settle();
            ReplayStep? step = _step < script.Steps.Count ? script.Steps[_step] : null;
            switch (step?.Kind)
            {
                case ReplayKind.Send:
                    return Play(buffer.Span);
                case ReplayKind.Silence:
                    _step++;
                    clock.Advance(TimeSpan.FromSeconds(step.Number));
                    break;
                case ReplayKind.Close:
                    return 0;
                case ReplayKind.Reset:
                    throw new IOException("reset", new SocketException((int)SocketError.ConnectionReset));
                default:
                    await StayStillAsync(cancellationToken);
                    break;
            }
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        int end = buffer.IndexOf("\r\n"u8);
        BrokenWrites += _written.Count == 0 && end == buffer.Length - 2 ? 0 : 1;
        _written.AddRange(buffer);
        string text = Encoding.Latin1.GetString([.. _written]);
        while (text.IndexOf("\r\n", StringComparison.Ordinal) is var length and >= 0)
        {
            Commands.Add(text[..length]);
            _unanswered.Enqueue(text[..length]);
            text = text[(length + 2)..];
        }

        _written.Clear();
        _written.AddRange(Encoding.Latin1.GetBytes(text));
    }

    /// <summary>The script's answer to a ClientHello: true, false with how, or null for silence that outlasted the token.</summary>
    public async Task<TlsFailure?> ShakeHandsAsync(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            Settle();
            ReplayStep? step = _step < script.Steps.Count ? script.Steps[_step] : null;
            switch (step?.Kind)
            {
                case ReplayKind.TlsSucceeds:
                    _step++;
                    return null;
                case ReplayKind.TlsFails:
                    _step++;
                    return Failure(step.Text);
                case ReplayKind.Send:
                    return new TlsFailure(TlsFailureCause.NotTls, null, null, "The server answered the ClientHello with plain text.");
                case ReplayKind.Close:
                    return Failure("close");
                case ReplayKind.Reset:
                    return Failure("reset");
                case ReplayKind.Silence:
                    _step++;
                    clock.Advance(TimeSpan.FromSeconds(step.Number));
                    break;
                default:
                    await StayStillAsync(stop);
                    break;
            }
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }

    private static TlsFailure Failure(string how) => how switch
    {
        "close" => new TlsFailure(TlsFailureCause.Closed, null, null, "The server closed the connection during the handshake."),
        "reset" => new TlsFailure(TlsFailureCause.Reset, null, null, "The connection was reset during the handshake."),
        "old" => new TlsFailure(TlsFailureCause.OldVersionOnly, null, null, "The server speaks only old versions."),
        "protocol_version" => new TlsFailure(TlsFailureCause.Alert, 70, how, "The server sent the alert protocol_version."),
        _ => new TlsFailure(TlsFailureCause.Alert, 40, "handshake_failure", "The server sent the alert handshake_failure."),
    };

    /// <summary>Passes the waits whose command has come.</summary>
    private void Settle()
    {
        while (_step < script.Steps.Count && script.Steps[_step].Kind == ReplayKind.Await && _unanswered.TryPeek(out string? command)
            && command.StartsWith(script.Steps[_step].Text, StringComparison.OrdinalIgnoreCase))
        {
            _unanswered.Dequeue();
            _step++;
        }
    }

    private int Play(Span<byte> buffer)
    {
        int count = 0;
        do
        {
            byte octet = script.Steps[_step].Octets[_place % script.Steps[_step].Octets.Length];
            buffer[count++] = octet;
            if (++_place == script.Steps[_step].Octets.Length * (long)script.Steps[_step].Number)
            {
                _place = 0;
                _step++;
            }

            if (pieces == ReplayPieces.Octets || (pieces == ReplayPieces.Lines && octet == '\n'))
            {
                break;
            }
        }
        while (count < buffer.Length && _step < script.Steps.Count && script.Steps[_step].Kind == ReplayKind.Send);
        return count;
    }

    private async Task StayStillAsync(CancellationToken stop)
    {
        clock.Advance(TimeSpan.FromHours(1));
        await Task.Delay(Timeout.Infinite, stop);
    }
}
