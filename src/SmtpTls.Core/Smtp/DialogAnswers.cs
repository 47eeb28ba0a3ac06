using System;
using System.Collections.Generic;

namespace SmtpTls.Smtp;

/// <summary>What each reply means where it stands, and what the client says to it: the rules of RFC 5321 and 3207, one stage after the other.</summary>
internal sealed class DialogAnswers(DialogFacts facts, string heloName)
{
    public DialogMove Answer(DialogStage stage, SmtpReply reply) => stage switch
    {
        DialogStage.Greeting => Greeting(reply),
        DialogStage.Ehlo => Ehlo(reply),
        DialogStage.Helo => Helo(reply),
        DialogStage.StartTls => StartTls(reply),
        DialogStage.EhloInsideTls => EhloInsideTls(reply),
        _ => DialogMove.Finished,
    };

    /// <summary>The first command inside TLS (RFC 3207 §4.2).</summary>
    public DialogMove BeginInsideTls() => Ask(DialogStage.EhloInsideTls, "EHLO " + heloName);

    private DialogMove Greeting(SmtpReply reply)
    {
        facts.Probe = facts.Probe with { Banner = reply.Text };
        switch (reply.Class)
        {
            case 2:
                facts.Note(ProbeRemark.MaskedBanner, EhloKeywords.IsMaskedBanner(reply.Text));
                return Ask(DialogStage.Ehlo, "EHLO " + heloName);
            case 4:
                return Conclude(ProbeOutcome.TemporaryFailure, reply, "greeted with");
            case 5:
                // RFC 5321 §3.1: after a 554 the client still says QUIT and waits.
                return Conclude(ProbeOutcome.GreetingRejected, reply, "greeted with");
            default:
                return Conclude(ProbeOutcome.ProtocolError, reply, "greeted with");
        }
    }

    private DialogMove Ehlo(SmtpReply reply)
    {
        // RFC 5321 §4.2.1: the first digit decides. 220 and 221 have a meaning of their own that answers no EHLO: the replies are out of step.
        if (reply.Class == 2 && reply.Code is not (220 or 221))
        {
            IReadOnlyList<string> lines = EhloKeywords.Read(reply);
            bool offered = EhloKeywords.Has(lines, "STARTTLS");
            facts.Probe = facts.Probe with { Capabilities = lines, StartTlsOffered = offered };
            facts.Note(ProbeRemark.MaskedKeyword, EhloKeywords.HasMasked(lines));

            // RFC 3207 §4: only a server that lists the keyword is asked.
            return offered ? Ask(DialogStage.StartTls, "STARTTLS") : WithoutStartTls();
        }

        // RFC 5321 §4.1.1.1 and §4.3.2 answer an EHLO that the server does not know, or will not take, with 500, 501, 502, 504 or 550 and
        // §3.2 has the client try HELO then. Any other 5yz means the client, not the command.
        if (reply.Code is (>= 500 and <= 504) or 550)
        {
            facts.Note(ProbeRemark.HeloFallback);
            return Ask(DialogStage.Helo, "HELO " + heloName);
        }

        return Rejected(reply, "answered EHLO with");
    }

    private DialogMove Helo(SmtpReply reply)
    {
        if (reply.Class == 2 && reply.Code is not (220 or 221))
        {
            // RFC 5321 §4.1.1.1: extensions stand in the reply to EHLO only, whatever this one lists.
            facts.Probe = facts.Probe with { StartTlsOffered = false };
            return WithoutStartTls();
        }

        return Rejected(reply, "did not take EHLO and answered HELO with");
    }

    private DialogMove Rejected(SmtpReply reply, string how) => reply switch
    {
        // RFC 3207 §4 lets a server say 530 to anything but NOOP, EHLO, STARTTLS and QUIT: this one says it even to EHLO.
        { Code: 530 } => Conclude(ProbeOutcome.Refused, reply, how),
        { Class: 5 } => Conclude(ProbeOutcome.GreetingRejected, reply, how),
        { Class: 4 } => Conclude(ProbeOutcome.TemporaryFailure, reply, how),
        _ => Conclude(ProbeOutcome.ProtocolError, reply, how),
    };

    private DialogMove WithoutStartTls()
    {
        bool banner = facts.Has(ProbeRemark.MaskedBanner);
        bool keyword = facts.Has(ProbeRemark.MaskedKeyword);
        if (!banner && !keyword)
        {
            return Quit(ProbeOutcome.NotOffered, null);
        }

        string mark = banner && keyword ? "the greeting is overwritten with asterisks and a keyword with X's"
            : banner ? "the greeting is overwritten with asterisks"
            : "a keyword is overwritten with X's";
        return Quit(ProbeOutcome.Stripped, new Fault(FaultKind.Protocol, $"STARTTLS is not offered and {mark}: something on the path rewrites SMTP."));
    }

    private DialogMove StartTls(SmtpReply reply)
    {
        switch (reply)
        {
            // RFC 3207 §4 names 220; any other 2yz is as positive (RFC 5321 §4.2.1), save that 221 says goodbye.
            case { Class: 2, Code: not 221 }:
                return new DialogMove(DialogStage.Handshake, DialogStep.Upgrade);

            // RFC 3207 §4: 454, TLS not available due to temporary reason. A sender that wants TLS gets none: it counts as refused.
            case { Code: 454 } or { Class: 5 }:
                return Conclude(ProbeOutcome.Refused, reply, "answered STARTTLS with");
            case { Class: 4 }:
                return Conclude(ProbeOutcome.TemporaryFailure, reply, "answered STARTTLS with");
            default:
                return Conclude(ProbeOutcome.ProtocolError, reply, "answered STARTTLS with");
        }
    }

    private DialogMove EhloInsideTls(SmtpReply reply)
    {
        if (reply.Class != 2 || reply.Code is 220 or 221)
        {
            // TLS stands, which is what was asked; that the server then balks is remarked on. RFC 5321 §3.8: after 421 it closes by itself.
            facts.Note(ProbeRemark.SilentInsideTls);
            facts.Probe = facts.Probe with { StoppedInside = $"It answered '{reply}'." };
            return reply.Code == 421 ? DialogMove.Finished : Quit(ProbeOutcome.Encrypted, null);
        }

        IReadOnlyList<string> lines = EhloKeywords.Read(reply);
        bool fewer = false;
        foreach (string line in facts.Probe.Capabilities)
        {
            string keyword = EhloKeywords.Keyword(line);
            fewer |= !string.Equals(keyword, "STARTTLS", StringComparison.OrdinalIgnoreCase) && !EhloKeywords.Has(lines, keyword);
        }

        facts.Probe = facts.Probe with { CapabilitiesAfterTls = lines };
        facts.Note(ProbeRemark.CapabilitiesChanged, fewer);

        // RFC 3207 §4.2: the server MUST NOT list STARTTLS once TLS is active.
        facts.Note(ProbeRemark.StartTlsInsideTls, EhloKeywords.Has(lines, "STARTTLS"));
        return Quit(ProbeOutcome.Encrypted, null);
    }

    /// <summary>A reply decided. It is quoted, and the server is told goodbye unless it has said so first.</summary>
    private DialogMove Conclude(ProbeOutcome outcome, SmtpReply reply, string how)
    {
        facts.Probe = facts.Probe with { ReplyCode = reply.Code, ReplyText = reply.Text };
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
            facts.Conclude(outcome, fault);
            return DialogMove.Finished;
        }

        return Quit(outcome, fault);
    }

    private DialogMove Quit(ProbeOutcome outcome, Fault? fault)
    {
        facts.Conclude(outcome, fault);
        return Ask(DialogStage.Quit, "QUIT");
    }

    private static DialogMove Ask(DialogStage stage, string command) => new(stage, DialogStep.Send(command));
}
