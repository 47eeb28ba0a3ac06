using System;
using System.Buffers;
using System.IO;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Compat;
using SmtpTls.Tls;

namespace SmtpTls.Smtp;

/// <summary>
/// Carries octets between one connection and its <see cref="SmtpDialog"/>. Nothing is read ahead of a handshake: what stood behind the 220
/// stays in this buffer, is the dialog's to report, and never reaches TLS, which reads the raw stream itself.
/// </summary>
internal sealed class DialogPump(SmtpDialog dialog, Transcript transcript, ITlsUpgrader upgrader, IClock clock)
{
    private const int BufferOctets = 8 * 1024;

    // RFC 5321 §4.1.1.10: wait for the answer to QUIT; but a server that holds it back learns nothing from holding us.
    private static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(2);

    public StageTimes Times { get; } = new();

    /// <summary>Runs the dialogue to its end.</summary>
    /// <param name="raw">The connection; the caller disposes it.</param>
    /// <param name="limit">The whole probe's time.</param>
    /// <param name="stop">The caller's own wish, told apart from the limit: only this one is thrown.</param>
    public async Task RunAsync(Stream raw, Deadline limit, CancellationToken stop)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        Connection connection = new(raw, buffer);
        try
        {
            using CancellationTokenRegistration closing = raw.CloseWhen(limit.Token);
            while (dialog.Stage is not (DialogStage.Quit or DialogStage.Done))
            {
                await StepAsync(connection, limit.Token, stop).ConfigureAwait(false);
            }

            if (dialog.Stage == DialogStage.Quit)
            {
                using Deadline quit = new(clock, QuitLimit, limit.Token);
                using CancellationTokenRegistration closingEarly = raw.CloseWhen(quit.Token);
                while (dialog.Step.Kind != DialogStepKind.Close)
                {
                    await StepAsync(connection, quit.Token, stop).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            connection.Inside?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask StepAsync(Connection connection, CancellationToken token, CancellationToken stop)
    {
        DialogStage stage = dialog.Stage;
        try
        {
            switch (dialog.Step.Kind)
            {
                case DialogStepKind.Read:
                    await ReadAsync(connection, token).ConfigureAwait(false);
                    break;
                case DialogStepKind.Send:
                    await SendAsync(connection, token).ConfigureAwait(false);
                    break;
                default:
                    await UpgradeAsync(connection, token).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException
            || (e is ObjectDisposedException && token.IsCancellationRequested))
        {
            // These are what a stream throws when the other side goes away (an SslStream also when it renegotiates badly), when its token is
            // cancelled, and, where tokens do not reach the socket, when the limit closed it.
            stop.ThrowIfCancellationRequested();
            _ = token.IsCancellationRequested ? dialog.TimedOut(null) : dialog.Lost(TlsFailureCause.Reset, SocketFaults.Lost(e));
        }

        if (dialog.Stage != stage)
        {
            Times.Left(stage, transcript.ElapsedMs);
        }
    }

    private async ValueTask ReadAsync(Connection connection, CancellationToken token)
    {
        int count = await connection.Current.ReadAsync(connection.Buffer.AsMemory(), token).ConfigureAwait(false);
        _ = count == 0 ? dialog.Ended() : dialog.Received(connection.Buffer.AsSpan(0, count));
    }

    private async ValueTask SendAsync(Connection connection, CancellationToken token)
    {
        if (await FindEarlyTextAsync(connection, token).ConfigureAwait(false))
        {
            return;
        }

        string command = dialog.Step.Command!;
        transcript.AddClient(command);

        // One write: a command in two segments would wait for an acknowledgement between them (Nagle), and some servers take it for two.
        byte[] octets = Encoding.ASCII.GetBytes(command + "\r\n");
        await connection.Current.WriteAsync(octets.AsMemory(), token).ConfigureAwait(false);
        dialog.Sent();
    }

    private async ValueTask UpgradeAsync(Connection connection, CancellationToken token)
    {
        if (await FindEarlyTextAsync(connection, token).ConfigureAwait(false))
        {
            return;
        }

        TlsSession session = await upgrader.UpgradeAsync(connection.Raw, new TlsRequest(dialog.Host), token).ConfigureAwait(false);
        connection.Inside = session.Stream;
        if (session.Stream is not null)
        {
            dialog.TlsEstablished(session.Handshake);
        }
        else
        {
            _ = token.IsCancellationRequested ? dialog.TimedOut(session.Handshake) : dialog.TlsFailed(session.Handshake);
        }
    }

    /// <summary>
    /// Looks, without waiting, whether the server has said something that it was not asked for. True when that ended the dialogue; text that
    /// did not is in the dialog's hands, and the step is still to be done.
    /// </summary>
    private async ValueTask<bool> FindEarlyTextAsync(Connection connection, CancellationToken token)
    {
        if (connection.Inside is not null || dialog.Stage == DialogStage.Quit || connection.Raw is not ILookAhead { DataAvailable: true } ahead)
        {
            return false;
        }

        int count = 0;
        int more;
        do
        {
            more = await connection.Raw.ReadAsync(connection.Buffer.AsMemory(count), token).ConfigureAwait(false);
            count += more;
        }
        while (more > 0 && count < connection.Buffer.Length && ahead.DataAvailable);

        return count > 0 && dialog.Received(connection.Buffer.AsSpan(0, count)).Kind == DialogStepKind.Close;
    }

    private sealed class Connection(Stream raw, byte[] buffer)
    {
        public Stream Raw { get; } = raw;

        public byte[] Buffer { get; } = buffer;

        /// <summary>The stream inside TLS, once there is one.</summary>
        public Stream? Inside { get; set; }

        public Stream Current => Inside ?? Raw;
    }
}
