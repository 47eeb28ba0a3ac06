namespace SmtpTls.Smtp;

/// <summary>Where a dialogue stands: what the next octets from the server would answer.</summary>
internal enum DialogStage
{
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Handshake,
    EhloInsideTls,
    Quit,
    Done,
}

internal enum DialogStepKind
{
    /// <summary>Wait for octets.</summary>
    Read,

    /// <summary>Send the command, in one piece.</summary>
    Send,

    /// <summary>Begin the TLS handshake now.</summary>
    Upgrade,

    /// <summary>Close the connection: the dialogue is over.</summary>
    Close,
}

/// <summary>What a dialogue wants done next.</summary>
/// <param name="Kind">The kind of step.</param>
/// <param name="Command">For Send: the command without its CRLF.</param>
internal readonly record struct DialogStep(DialogStepKind Kind, string? Command)
{
    public static DialogStep Read { get; } = new(DialogStepKind.Read, null);

    public static DialogStep Upgrade { get; } = new(DialogStepKind.Upgrade, null);

    public static DialogStep Close { get; } = new(DialogStepKind.Close, null);

    public static DialogStep Send(string command) => new(DialogStepKind.Send, command);
}

/// <summary>Where an answer takes the dialogue, and what is to be done there.</summary>
internal readonly record struct DialogMove(DialogStage Stage, DialogStep Step)
{
    public static DialogMove Finished { get; } = new(DialogStage.Done, DialogStep.Close);
}
