using System;

namespace SmtpTls.Cli;

/// <summary>An option's value cannot be used; the message names the option, the value and what is wrong.</summary>
internal sealed class UsageException(string message) : Exception(message);
