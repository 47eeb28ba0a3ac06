using System;
using System.Collections.Generic;
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
    private readonly string _heloName;
    private readonly Transcript _transcript;
    private readonly HashSet<ProbeRemark> _remarks = [];
    private ReplyReader _reader;
    private SmtpProbe _facts;
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

        _heloName = heloName;
        _transcript = transcript;
        _reader = new ReplyReader(transcript);
        _facts = new SmtpProbe { Target = target, Outcome = ProbeOutcome.Disconnected };
    }

    public DialogStage Stage { get; private set; } = DialogStage.Greeting;

    public DialogStep Step { get; private set; } = DialogStep.Read;

    /// <summary>What has been learnt; timings and transcript are the prober's to add.</summary>
    public SmtpProbe Facts
    {
        get
        {
            NoteLines();
            List<ProbeRemark> remarks = [.. _remarks];
            remarks.Sort();
            return _facts with { Remarks = remarks };
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
        NoteLines();
        _reader = new ReplyReader(_transcript);
        _facts = _facts with { Tls = handshake, Outcome = ProbeOutcome.Encrypted };
        return Ask(DialogStage.EhloInsideTls, "EHLO " + _heloName);
    }

    public DialogStep TlsFailed(TlsHandshake handshake)
    {
        _facts = _facts with { Tls = handshake };
        return Stop(ProbeOutcome.HandshakeFailed, FaultKind.Tls, handshake.Failure?.Message ?? "The TLS handshake failed.");
    }

    /// <summary>The server closed the connection.</summary>
    public DialogStep Ended() => Lost("The server closed the connection");

    /// <summary>The connection is gone.</summary>
    /// <param name="how">"The server closed the connection", "The connection was reset": the stage is added.</param>
    public DialogStep Lost(string how)
    {
        if (TakeUnfinished())
        {
            return Step;
        }

        return Stage is DialogStage.Quit or DialogStage.Done ? Finish() : Stop(ProbeOutcome.Disconnected, FaultKind.Disconnected, $"{how} {Moment()}.");
    }

    /// <summary>The probe's time is over.</summary>
    /// <param name="handshake">When it ran out during the handshake: what had been seen of it.</param>
    public DialogStep TimedOut(TlsHandshake? handshake)
    {
        if (TakeUnfinished())
        {
            return Step;
        }

        _facts = _facts with { Tls = handshake ?? _facts.Tls };
        return Stage switch
        {
            DialogStage.Quit or DialogStage.Done => Finish(),
            DialogStage.Greeting => Stop(ProbeOutcome.GreetingTimeout, FaultKind.Timeout, "The connection stood, but no whole greeting came in time."),
            _ => Stop(ProbeOutcome.Timeout, FaultKind.Timeout, $"The time for the probe ran out {Moment()}."),
        };
    }

    private DialogStep Digest(ReadOnlySpan<byte> octets)
    {
        switch (_reader.Read(octets, out int used))
        {
            case ReplyState.NeedsMore:
                return Step;
            case ReplyState.Broken:
                return Stage == DialogStage.Quit ? Finish() : Stop(ProbeOutcome.ProtocolError, FaultKind.Protocol, $"{_reader.Problem} ({Moment()}).");
            default:
                Step = Answer(_reader.Reply!);
                return used < octets.Length ? ReceivedEarly(octets.Slice(used)) : Step;
        }
    }

    private DialogStep Answer(SmtpReply reply) => Stage switch
    {
        DialogStage.Greeting => AnswerGreeting(reply),
        DialogStage.Ehlo => AnswerEhlo(reply),
        DialogStage.Helo => AnswerHelo(reply),
        DialogStage.StartTls => AnswerStartTls(reply),
        DialogStage.EhloInsideTls => AnswerEhloInsideTls(reply),
        _ => Finish(),
    };

    private DialogStep AnswerGreeting(SmtpReply reply)
    {
        _facts = _facts with { Banner = reply.Text };
        switch (reply.Class)
        {
            case 2:
                Note(ProbeRemark.MaskedBanner, EhloKeywords.IsMaskedBanner(reply.Text));
                return Ask(DialogStage.Ehlo, "EHLO " + _heloName);
            case 4:
                return Conclude(ProbeOutcome.TemporaryFailure, reply, "greeted with");
            case 5:
                // RFC 5321 §3.1: after a 554 the client still says QUIT and waits.
                return Conclude(ProbeOutcome.GreetingRejected, reply, "greeted with");
            default:
                return Conclude(ProbeOutcome.ProtocolError, reply, "greeted with");
        }
    }

    private DialogStep AnswerEhlo(SmtpReply reply)
    {
        // RFC 5321 §4.2.1: the first digit decides. 220 and 221 have a meaning of their own that answers no EHLO: the replies are out of step.
        if (reply.Class == 2 && reply.Code is not (220 or 221))
        {
            IReadOnlyList<string> lines = EhloKeywords.Read(reply);
            bool offered = EhloKeywords.Has(lines, "STARTTLS");
            _facts = _facts with { Capabilities = lines, StartTlsOffered = offered };
            Note(ProbeRemark.MaskedKeyword, EhloKeywords.HasMasked(lines));

            // RFC 3207 §4: only a server that lists the keyword is asked.
            return offered ? Ask(DialogStage.StartTls, "STARTTLS") : WithoutStartTls();
        }

        // RFC 5321 §4.1.1.1 and §4.3.2 answer an EHLO that the server does not know, or will not take, with 500, 501, 502, 504 or 550 and
        // §3.2 has the client try HELO then. Any other 5yz means the client, not the command.
        if (reply.Code is (>= 500 and <= 504) or 550)
        {
            Note(ProbeRemark.HeloFallback);
            return Ask(DialogStage.Helo, "HELO " + _heloName);
        }

        return Rejected(reply, "answered EHLO with");
    }

    private DialogStep AnswerHelo(SmtpReply reply)
    {
        if (reply.Class == 2 && reply.Code is not (220 or 221))
        {
            // RFC 5321 §4.1.1.1: extensions stand in the reply to EHLO only, whatever this one lists.
            _facts = _facts with { StartTlsOffered = false };
            return WithoutStartTls();
        }

        return Rejected(reply, "did not take EHLO and answered HELO with");
    }

    private DialogStep Rejected(SmtpReply reply, string how) => reply switch
    {
        // RFC 3207 §4 lets a server say 530 to anything but NOOP, EHLO, STARTTLS and QUIT: this one says it even to EHLO.
        { Code: 530 } => Conclude(ProbeOutcome.Refused, reply, how),
        { Class: 5 } => Conclude(ProbeOutcome.GreetingRejected, reply, how),
        { Class: 4 } => Conclude(ProbeOutcome.TemporaryFailure, reply, how),
        _ => Conclude(ProbeOutcome.ProtocolError, reply, how),
    };

    private DialogStep WithoutStartTls()
    {
        bool banner = _remarks.Contains(ProbeRemark.MaskedBanner);
        bool keyword = _remarks.Contains(ProbeRemark.MaskedKeyword);
        if (!banner && !keyword)
        {
            return Quit(ProbeOutcome.NotOffered, null);
        }

        string mark = banner && keyword ? "the greeting is overwritten with asterisks and a keyword with X's"
            : banner ? "the greeting is overwritten with asterisks"
            : "a keyword is overwritten with X's";
        return Quit(ProbeOutcome.Stripped, new Fault(FaultKind.Protocol, $"STARTTLS is not offered and {mark}: something on the path rewrites SMTP."));
    }

    private DialogStep AnswerStartTls(SmtpReply reply)
    {
        switch (reply)
        {
            // RFC 3207 §4 names 220; any other 2yz is as positive (RFC 5321 §4.2.1), save that 221 says goodbye.
            case { Class: 2, Code: not 221 }:
                Stage = DialogStage.Handshake;
                return Step = DialogStep.Upgrade;

            // RFC 3207 §4: 454, TLS not available due to temporary reason. A sender that wants TLS gets none: it counts as refused.
            case { Code: 454 } or { Class: 5 }:
                return Conclude(ProbeOutcome.Refused, reply, "answered STARTTLS with");
            case { Class: 4 }:
                return Conclude(ProbeOutcome.TemporaryFailure, reply, "answered STARTTLS with");
            default:
                return Conclude(ProbeOutcome.ProtocolError, reply, "answered STARTTLS with");
        }
    }

    private DialogStep AnswerEhloInsideTls(SmtpReply reply)
    {
        if (reply.Class != 2 || reply.Code is 220 or 221)
        {
            // TLS stands, which is what was asked; that the server then balks is remarked on. RFC 5321 §3.8: after 421 it closes by itself.
            Note(ProbeRemark.SilentInsideTls);
            return reply.Code == 421 ? Finish() : Quit(ProbeOutcome.Encrypted, null);
        }

        IReadOnlyList<string> lines = EhloKeywords.Read(reply);
        bool fewer = false;
        foreach (string line in _facts.Capabilities)
        {
            string keyword = EhloKeywords.Keyword(line);
            fewer |= !string.Equals(keyword, "STARTTLS", StringComparison.OrdinalIgnoreCase) && !EhloKeywords.Has(lines, keyword);
        }

        _facts = _facts with { CapabilitiesAfterTls = lines };
        Note(ProbeRemark.CapabilitiesChanged, fewer);

        // RFC 3207 §4.2: the server MUST NOT list STARTTLS once TLS is active.
        Note(ProbeRemark.StartTlsInsideTls, EhloKeywords.Has(lines, "STARTTLS"));
        return Quit(ProbeOutcome.Encrypted, null);
    }

    private DialogStep ReceivedEarly(ReadOnlySpan<byte> octets)
    {
        if (Step.Kind == DialogStepKind.Upgrade)
        {
            // RFC 3207 §6 and CVE-2011-0411: whoever can write on the path puts an answer here for a client that reads on inside TLS. An honest
            // server says nothing before our ClientHello. It is reported and not one octet of it is used.
            string text = WireText.Decode(octets);
            _transcript.AddServer(text);
            Note(ProbeRemark.EarlyText);
            return Stop(ProbeOutcome.InjectionDetected, FaultKind.Protocol,
                $"{octets.Length} octets of text stood behind the 220 to STARTTLS: '{VisibleText.Show(text, 100)}'.");
        }

        if (Step.Kind != DialogStepKind.Send || Stage == DialogStage.Quit)
        {
            return Step;
        }

        // A reply sent before its command. In the clear nobody can tell whose words these are anyway, so it is taken for the reply, as
        // senders do, and remarked on.
        Note(ProbeRemark.EarlyText);
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
        if (Stage is DialogStage.Quit or DialogStage.Done or DialogStage.Handshake || _reader.Partial is not { } line)
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

    private DialogStep Ask(DialogStage stage, string command)
    {
        Stage = stage;
        return Step = DialogStep.Send(command);
    }

    /// <summary>A reply decided. It is quoted, and the server is told goodbye unless it has said so first.</summary>
    private DialogStep Conclude(ProbeOutcome outcome, SmtpReply reply, string how)
    {
        _facts = _facts with { ReplyCode = reply.Code, ReplyText = reply.Text };
        FaultKind kind = outcome switch
        {
            ProbeOutcome.TemporaryFailure => FaultKind.ServerFailure,
            ProbeOutcome.ProtocolError => FaultKind.Protocol,
            _ => FaultKind.Refused,
        };
        Fault fault = new(kind, $"The server {how} {reply}.");

        // RFC 5321 §3.8: 421 and 221 are the server's own goodbye.
        if (reply.Code is 421 or 221)
        {
            _facts = _facts with { Outcome = outcome, Fault = fault };
            return Finish();
        }

        return Quit(outcome, fault);
    }

    private DialogStep Quit(ProbeOutcome outcome, Fault? fault)
    {
        _facts = _facts with { Outcome = outcome, Fault = fault };
        return Ask(DialogStage.Quit, "QUIT");
    }

    /// <summary>Ends without QUIT: the other side is gone, or is not speaking SMTP.</summary>
    private DialogStep Stop(ProbeOutcome outcome, FaultKind kind, string message)
    {
        if (Stage == DialogStage.EhloInsideTls)
        {
            // The session stood. What became of it afterwards is a remark, no other outcome.
            Note(ProbeRemark.SilentInsideTls);
        }
        else
        {
            _facts = _facts with { Outcome = outcome, Fault = new Fault(kind, message) };
        }

        return Finish();
    }

    private DialogStep Finish()
    {
        Stage = DialogStage.Done;
        return Step = DialogStep.Close;
    }

    private void Note(ProbeRemark remark, bool applies = true)
    {
        if (applies)
        {
            _remarks.Add(remark);
        }
    }

    private void NoteLines()
    {
        Note(ProbeRemark.BareLineFeed, _reader.SawBareLineFeed);
        Note(ProbeRemark.LongLine, _reader.SawLongLine);
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
