using System;
using System.IO;

namespace SmtpTls.Audit.Journal;

/// <summary>What was found can no longer be kept (disk full, folder gone): the run ends, and everything kept before stays whole.</summary>
internal sealed class StateLostException(string message, Exception inner) : IOException(message, inner);
