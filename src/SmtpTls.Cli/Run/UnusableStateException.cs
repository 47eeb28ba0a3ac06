using System.IO;

namespace SmtpTls.Cli.Run;

/// <summary>The state of a run cannot be kept where the user wants it: the program ends before it asks anybody, with the exit code for what could not finish.</summary>
internal sealed class UnusableStateException(string message) : IOException(message);
