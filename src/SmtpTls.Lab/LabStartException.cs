using System;

namespace SmtpTls.Lab;

/// <summary>The range cannot start on this machine. The message says why and what to do next.</summary>
internal sealed class LabStartException : Exception
{
    public LabStartException()
    {
    }

    public LabStartException(string message)
        : base(message)
    {
    }

    public LabStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
