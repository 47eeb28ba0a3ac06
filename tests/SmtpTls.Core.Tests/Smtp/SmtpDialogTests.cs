using System.Text;
using SmtpTls.Smtp;
using SmtpTls.Tls;

namespace SmtpTls.Core.Tests.Smtp;

public sealed class SmtpDialogTests
{
    private static readonly string[] Allowed = ["EHLO probe.example.net", "HELO probe.example.net", "STARTTLS", "QUIT"];

    [Theory]
    [InlineData("a b")]
    [InlineData("a\r\nMAIL FROM:<>")]
    [InlineData("b\u00fccher.example")]
    public void Nothing_in_our_name_can_end_the_command(string name) =>
        Assert.Throws<ArgumentException>(() => new SmtpDialog(Replay.Target, name, new Transcript()));

    [Fact]
    public void An_address_literal_is_a_name_too() =>
        Assert.Equal("EHLO [IPv6:2001:db8::1]", new SmtpDialog(Replay.Target, "[IPv6:2001:db8::1]", new Transcript()).Received("220 a\r\n"u8).Command);

    [Fact]
    public void Early_text_is_bounded()
    {
        SmtpDialog dialog = New();
        dialog.Received("220 a\r\n"u8);
        dialog.Received(new byte[16 * 1024]);
        Assert.Equal(DialogStepKind.Send, dialog.Step.Kind);
        dialog.Received(new byte[1]);
        Assert.Equal((DialogStepKind.Close, ProbeOutcome.ProtocolError), (dialog.Step.Kind, dialog.Facts.Outcome));
    }

    [Fact]
    public void What_was_begun_in_the_clear_is_forgotten_inside_TLS()
    {
        SmtpDialog dialog = New();
        dialog.Received("220 a\r\n"u8);
        dialog.Sent();
        dialog.Received("250-a\r\n250 STARTTLS\r\n"u8);
        dialog.Sent();
        Assert.Equal(DialogStep.Upgrade, dialog.Received("220 go\r\n"u8));
        dialog.TlsEstablished(new TlsHandshake { Succeeded = true });
        dialog.Sent();
        dialog.Received("250 b\r\n"u8);
        Assert.Empty(dialog.Facts.CapabilitiesAfterTls);
        Assert.Equal(DialogStep.Send("QUIT"), dialog.Step);
    }

    [Fact]
    public void Whatever_a_server_says_the_dialogue_ends_and_asks_for_no_mail()
    {
        Random random = new(3207);
        HashSet<ProbeOutcome> seen = [];
        for (int i = 0; i < 60_000; i++)
        {
            seen.Add(Play(random));
        }

        Assert.Superset(new HashSet<ProbeOutcome> { ProbeOutcome.Encrypted, ProbeOutcome.ProtocolError, ProbeOutcome.InjectionDetected, ProbeOutcome.Refused }, seen);
    }

    private static SmtpDialog New() => new(Replay.Target, "probe.example.net", new Transcript());

    /// <summary>One random server: mostly plausible replies, sometimes noise, in random pieces, with an end at a random place.</summary>
    private static ProbeOutcome Play(Random random)
    {
        SmtpDialog dialog = New();
        for (int i = 0; dialog.Step.Kind != DialogStepKind.Close; i++)
        {
            Assert.True(i < 100, "A dialogue has an end.");
            switch (dialog.Step.Kind)
            {
                case DialogStepKind.Send when random.Next(20) > 0:
                    Assert.Contains(dialog.Step.Command, Allowed);
                    dialog.Sent();
                    break;
                case DialogStepKind.Upgrade when random.Next(20) > 0:
                    TlsHandshake handshake = new() { Succeeded = random.Next(4) > 0 };
                    _ = handshake.Succeeded ? dialog.TlsEstablished(handshake) : dialog.TlsFailed(handshake);
                    break;
                case DialogStepKind.Read when random.Next(40) == 0 || i > 80:
                    _ = random.Next(3) switch { 0 => dialog.Ended(), 1 => dialog.Lost(TlsFailureCause.Reset, "The connection was reset"), _ => dialog.TimedOut(null) };
                    break;
                default:
                    dialog.Received(Speak(random));
                    break;
            }
        }

        SmtpProbe probe = dialog.Facts;
        Assert.Equal(probe.Outcome is ProbeOutcome.Encrypted or ProbeOutcome.NotOffered, probe.Fault is null);
        Assert.Equal(probe.Outcome == ProbeOutcome.Encrypted, probe.Tls?.Succeeded == true);
        return probe.Outcome;
    }

    private static byte[] Speak(Random random)
    {
        string[] codes = ["220", "220", "250", "250", "250", "421", "450", "454", "500", "502", "530", "550", "554", "354", "221", "999", ""];
        string[] texts = ["mx", "STARTTLS", "XXXXXXXA", "********************", "SIZE 1", "", "\0\u001b[0m", "é"];
        string code = codes[random.Next(codes.Length)];
        StringBuilder reply = new();
        for (int lines = random.Next(3); lines > 0; lines--)
        {
            reply.Append(code).Append('-').Append(texts[random.Next(texts.Length)]).Append("\r\n");
        }

        byte[] octets = Encoding.UTF8.GetBytes(reply.Append(code).Append(' ').Append(texts[random.Next(texts.Length)]).Append("\r\n").ToString());
        for (int changes = random.Next(10) == 0 ? random.Next(1, 5) : 0; changes > 0; changes--)
        {
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        }

        return random.Next(10) == 0 ? octets[..random.Next(1, octets.Length)] : octets;
    }
}
