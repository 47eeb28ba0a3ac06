using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Mail;

namespace SmtpTls.Cli;

/// <summary>
/// What a terminal or a pipe gives, for code that reads octets. Such a read cannot be called off, and without help Ctrl+C would wait for whoever is at the
/// other end; so another thread reads, into a buffer of its own, and the wait for it ends with the run.
/// </summary>
internal sealed class InterruptibleStream(Stream inner, CancellationToken stop) : ReadStream
{
    private readonly byte[] _buffer = new byte[81920];
    private int _start;
    private int _end;

    /// <exception cref="OperationCanceledException">The run was interrupted.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_start == _end)
        {
            Task<int> read = Task.Run(() => inner.Read(_buffer), stop);
            Task.WhenAny(read).Wait(stop);
            (_start, _end) = (0, read.GetAwaiter().GetResult());
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
}
