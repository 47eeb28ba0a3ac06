using System;
using SmtpTls.Tls;

namespace SmtpTls.Smtp;

/// <summary>
/// One SMTP conversation up to TLS, without a socket. A mail server speaks first: a greeting (220). The client says EHLO with its name, and
/// the server lists what it can do, one keyword a line; STARTTLS among them means that the client may ask for TLS. It does with the command of
/// that name; at the server's 220 both stop talking SMTP and shake hands for TLS, and inside it begin anew with EHLO, for nothing that was said
/// in the clear may count any more (RFC 3207 §4.2). Whoever sits on the path can meddle with all that comes before: take the keyword away,
/// refuse in the server's name, or put text behind the 220 for a careless client to take for an answer from inside.
/// The dialog is fed what came (octets, the end, a handshake's result) and says what to do next. It never sends MAIL: EHLO, HELO, STARTTLS and
/// QUIT are all the commands it knows.
/// </summary>
internal sealed class SmtpDialog
{
    private const int MostEarlyOctets = 16 * 1024;
    private readonly Transcript _transcript;
    private readonly DialogFacts _facts;
    private readonly DialogAnswers _answers;
    private ReplyReader _reader;
    private byte[] _early = [];

    public SmtpDialog(ProbeTarget target, string heloName, Transcript transcript)
    {
        foreach (char c in heloName)
        {
            // The name becomes part of a command: nothing in it may end that command or begin another.
            if (c is <= ' ' or > '~')
            {
                throw new ArgumentException($"'{VisibleText.Show(heloName)}' cannot be said in EHLO.", nameof(heloName));
            }
        }

        _transcript = transcript;
        _reader = new ReplyReader(transcript);
        _facts = new DialogFacts(target);
        _answers = new DialogAnswers(_facts, heloName);
    }

    /// <summary>The name that TLS is to ask for.</summary>
    public string Host => _facts.Probe.Target.ServerName ?? _facts.Probe.Target.Host;

    public DialogStage Stage { get; private set; } = DialogStage.Greeting;

    public DialogStep Step { get; private set; } = DialogStep.Read;

    /// <summary>What has been learnt; timings and transcript are the prober's to add.</summary>
    public SmtpProbe Facts
    {
        get
        {
            _facts.NoteLines(_reader);
            return _facts.ToProbe();
        }
    }

    public DialogStep Received(ReadOnlySpan<byte> octets) => Step.Kind switch
    {
        DialogStepKind.Read => Digest(octets),
        DialogStepKind.Send or DialogStepKind.Upgrade => ReceivedEarly(octets),
        _ => Step,
    };

    /// <summary>The command of the last step is on its way.</summary>
    public DialogStep Sent()
    {
        Step = DialogStep.Read;
        byte[] early = _early;
        _early = [];
        return early.Length == 0 ? Step : Digest(early);
    }

    public DialogStep TlsEstablished(TlsHandshake handshake)
    {
        // RFC 3207 §4.2: what was learnt in the clear is forgotten, and EHLO comes first.
        _facts.NoteLines(_reader);
        _reader = new ReplyReader(_transcript);
        _facts.Probe = _facts.Probe with { Tls = handshake, Outcome = ProbeOutcome.Encrypted };
        return Make(_answers.BeginInsideTls());
    }

    public DialogStep TlsFailed(TlsHandshake handshake)
    {
        _facts.Probe = _facts.Probe with { Tls = handshake };
        return Stop(ProbeOutcome.HandshakeFailed, FaultKind.Tls, handshake.Failure?.Message ?? "The TLS handshake failed.");
    }

    /// <summary>The server closed the connection.</summary>
    public DialogStep Ended() => Lost(TlsFailureCause.Closed, "The server closed the connection");

    /// <summary>The connection is gone.</summary>
    /// <param name="cause">Closed or Reset.</param>
    /// <param name="how">"The server closed the connection", "The connection was reset": the stage is added.</param>
    public DialogStep Lost(TlsFailureCause cause, string how)
    {
        if (Stage == DialogStage.Handshake)
        {
            return TlsFailed(new TlsHandshake { Failure = new TlsFailure(cause, null, null, $"{how} {Moment()}.") });
        }

        return TakeUnfinished() ? Step : Stop(ProbeOutcome.Disconnected, FaultKind.Disconnected, $"{how} {Moment()}.");
    }

    /// <summary>The probe's time is over.</summary>
    /// <param name="handshake">When it ran out during the handshake: what had been seen of it, if anything.</param>
    public DialogStep TimedOut(TlsHandshake? handshake)
    {
        string message = $"The time for the probe ran out {Moment()}.";
        switch (Stage)
        {
            case DialogStage.Handshake:
                // How long the greeting took is part of the time, so this is no proof that the handshake could not have been finished.
                handshake ??= new TlsHandshake { Failure = new TlsFailure(TlsFailureCause.Timeout, null, null, message) };
                _facts.Probe = _facts.Probe with { Tls = handshake };
                return Stop(ProbeOutcome.Timeout, FaultKind.Timeout, message);
            case DialogStage.Greeting when !TakeUnfinished():
                return Stop(ProbeOutcome.GreetingTimeout, FaultKind.Timeout, "The connection stood, but no whole greeting came in time.");
            case DialogStage.Greeting:
                return Step;
            default:
                return TakeUnfinished() ? Step : Stop(ProbeOutcome.Timeout, FaultKind.Timeout, message);
        }
    }

    private DialogStep Digest(ReadOnlySpan<byte> octets)
    {
        switch (_reader.Read(octets, out int used))
        {
            case ReplyState.NeedsMore:
                return Step;
            case ReplyState.Broken:
                return Stop(ProbeOutcome.ProtocolError, FaultKind.Protocol, $"{_reader.Problem} ({Moment()}).");
            default:
                Make(_answers.Answer(Stage, _reader.Reply!));
                return used < octets.Length ? ReceivedEarly(octets.Slice(used)) : Step;
        }
    }

    private DialogStep ReceivedEarly(ReadOnlySpan<byte> octets)
    {
        if (Step.Kind == DialogStepKind.Upgrade)
        {
            // RFC 3207 §6 and CVE-2011-0411: whoever can write on the path puts an answer here for a client that reads on inside TLS. An honest
            // server says nothing before our ClientHello. It is reported and not one octet of it is used.
            string text = WireText.Decode(octets);
            _transcript.AddServer(text);
            _facts.Note(ProbeRemark.EarlyText);
            return Stop(ProbeOutcome.InjectionDetected, FaultKind.Protocol,
                $"{octets.Length} octets of text stood behind the 220 to STARTTLS: '{VisibleText.Show(text, 100)}'.");
        }

        if (Step.Kind != DialogStepKind.Send || Stage == DialogStage.Quit)
        {
            return Step;
        }

        // A reply sent before its command. In the clear nobody can tell whose words these are anyway, so it is taken for the reply, as
        // senders do, and remarked on.
        _facts.Note(ProbeRemark.EarlyText);
        if (_early.Length + octets.Length > MostEarlyOctets)
        {
            return Stop(ProbeOutcome.ProtocolError, FaultKind.Protocol, $"The server sent more than {MostEarlyOctets} octets before it was asked ({Moment()}).");
        }

        _early = [.. _early, .. octets];
        return Step;
    }

    /// <summary>When the server stops in the middle of a line that could never become a reply, that line says more than the silence behind it.</summary>
    private bool TakeUnfinished()
    {
        if (Stage is DialogStage.Quit or DialogStage.Done || _reader.Partial is not { } line)
        {
            return false;
        }

        _transcript.AddServer(line);
        if (_reader.PartialIsPlausible)
        {
            return false;
        }

        Stop(ProbeOutcome.ProtocolError, FaultKind.Protocol, $"{OtherProtocol.Describe(line)} ({Moment()}).");
        return true;
    }

    /// <summary>Ends without QUIT: the other side is gone, or is not speaking SMTP.</summary>
    private DialogStep Stop(ProbeOutcome outcome, FaultKind kind, string message)
    {
        if (Stage == DialogStage.EhloInsideTls)
        {
            // The session stood. What became of it afterwards is a remark, no other outcome.
            _facts.Note(ProbeRemark.SilentInsideTls);
            _facts.Probe = _facts.Probe with { StoppedInside = message };
        }
        else if (Stage is not (DialogStage.Quit or DialogStage.Done))
        {
            _facts.Conclude(outcome, new Fault(kind, message));
        }

        return Make(DialogMove.Finished);
    }

    private DialogStep Make(DialogMove move)
    {
        (Stage, Step) = move;
        return Step;
    }

    private string Moment() => Stage switch
    {
        DialogStage.Greeting => "before its greeting was complete",
        DialogStage.Ehlo => "after EHLO was sent",
        DialogStage.Helo => "after HELO was sent",
        DialogStage.StartTls => "after STARTTLS was sent",
        DialogStage.Handshake => "during the TLS handshake",
        DialogStage.EhloInsideTls => "after EHLO was sent inside TLS",
        _ => "at the end",
    };
}
