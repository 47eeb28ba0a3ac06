using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Tls;

namespace SmtpTls.Smtp;

/// <summary>
/// Probes one address of one mail server: dials, lets a <see cref="SmtpDialog"/> talk, and brings back what was seen as facts. Whatever the
/// server does is an outcome; only the caller's own cancellation leaves as an exception.
/// </summary>
internal sealed class SmtpProber(IDialer dialer, ITlsUpgrader upgrader, IClock clock, ProbeOptions options)
{
    // RFC 8446 §6.
    private const int HandshakeFailureAlert = 40;
    private const int ProtocolVersionAlert = 70;
    private const int InsufficientSecurityAlert = 71;
    private const int InternalErrorAlert = 80;

    private readonly KnownLines _known = new();

    /// <summary>
    /// Asks a server that would not shake hands which old version it speaks, on a second connection and inside the same time; null to never ask.
    /// It begins no session: its answer is <see cref="TlsHandshake.Version"/>.
    /// </summary>
    public ITlsUpgrader? OldVersions { get; init; }

    /// <summary>Probes once, within <see cref="ProbeOptions.TotalLimit"/>.</summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled; the connection is closed.</exception>
    public async Task<SmtpProbe> ProbeAsync(ProbeTarget target, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using Deadline limit = new(clock, options.TotalLimit, stop);
        SmtpProbe probe = await RunAsync(target, upgrader, limit, stop).ConfigureAwait(false);
        if (probe.Tls is not { Succeeded: false } failed || probe.Outcome != ProbeOutcome.HandshakeFailed)
        {
            return probe;
        }

        if (IsOld(failed.Version))
        {
            // Its ServerHello came, and was only too old for this machine's library: it has told us already.
            return probe with { OldVersionSpoken = failed.Version };
        }

        if (OldVersions is null || !MayBeOld(failed.Failure))
        {
            return probe;
        }

        SmtpProbe again = await RunAsync(target, OldVersions, limit, stop).ConfigureAwait(false);
        return again.Tls?.Version is { } spoken && IsOld(spoken) ? probe with { OldVersionSpoken = spoken } : probe;
    }

    /// <summary>One dialogue with another handshake than the usual, within the same limits; what it saw is <see cref="SmtpProbe.Tls"/>.</summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled; the connection is closed.</exception>
    public async Task<SmtpProbe> LookAsync(ProbeTarget target, ITlsUpgrader tls, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using Deadline limit = new(clock, options.TotalLimit, stop);
        return await RunAsync(target, tls, limit, stop).ConfigureAwait(false);
    }

    private static bool IsOld(string? version) => version is not (null or "TLSv1.2" or "TLSv1.3");

    /// <summary>Servers refuse a version in many ways; RFC 8446 §4.2.1 and appendix D name the alert, the others are what is met.</summary>
    private static bool MayBeOld(TlsFailure? failure) => failure switch
    {
        { Cause: TlsFailureCause.OldVersionOnly or TlsFailureCause.Closed or TlsFailureCause.Reset } => true,
        { Cause: TlsFailureCause.Alert, AlertCode: HandshakeFailureAlert or ProtocolVersionAlert or InsufficientSecurityAlert or InternalErrorAlert } => true,
        _ => false,
    };

    private async Task<SmtpProbe> RunAsync(ProbeTarget target, ITlsUpgrader tls, Deadline limit, CancellationToken stop)
    {
        Transcript transcript = new(_known);
        SmtpDialog dialog = new(target, options.HeloName, transcript);
        DialogPump pump = new(dialog, transcript, tls, clock);
        (Stream? raw, SmtpProbe? failed) = await DialAsync(target, limit, stop).ConfigureAwait(false);
        double connectMs = transcript.ElapsedMs;
        if (raw is null)
        {
            return failed! with { Timings = new ProbeTimings(connectMs, null, null, null, null, connectMs) };
        }

        using (raw)
        {
            pump.Times.Connected(connectMs);
            await pump.RunAsync(raw, limit, stop).ConfigureAwait(false);
        }

        return dialog.Facts with { Timings = pump.Times.ToTimings(connectMs, transcript.ElapsedMs), Transcript = transcript.ToList() };
    }

    private async Task<(Stream? Raw, SmtpProbe? Failed)> DialAsync(ProbeTarget target, Deadline limit, CancellationToken stop)
    {
        using Deadline connect = new(clock, options.ConnectLimit, limit.Token);
        try
        {
            return (await dialer.DialAsync(new IPEndPoint(target.Address, target.Port), connect.Token).ConfigureAwait(false), null);
        }
        catch (SocketException e)
        {
            stop.ThrowIfCancellationRequested();
            (ProbeOutcome outcome, Fault fault) = SocketFaults.Dial(e, target.Address, target.Port);
            return (null, new SmtpProbe { Target = target, Outcome = outcome, Fault = fault });
        }
        catch (OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            Fault fault = new(FaultKind.Timeout, $"The connection to {target.Address} port {target.Port} was not answered in time.");
            return (null, new SmtpProbe { Target = target, Outcome = ProbeOutcome.ConnectionTimeout, Fault = fault });
        }
    }
}
