namespace SmtpTls.Cli;

/// <summary>The exit codes of the product contract. They never change.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>A finding at or above <c>--fail-on</c>.</summary>
    public const int Finding = 1;

    /// <summary>Wrong usage, or an input that is no valid name or readable file; the rest was still done.</summary>
    public const int Usage = 2;

    /// <summary>Some verdict is Inconclusive.</summary>
    public const int Inconclusive = 3;

    /// <summary>The program could not finish: disk full, a bug.</summary>
    public const int Failed = 4;

    public const int Interrupted = 130;
}
