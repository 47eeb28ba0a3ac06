using SmtpTls.Audit;

namespace SmtpTls.Pipeline;

/// <summary>One domain or host from the pipeline, already read and found usable.</summary>
public sealed class Subject
{
    internal Subject(AuditTarget target) => Target = target;

    internal AuditTarget Target { get; }

    /// <summary>What the cmdlet wants with it, where that differs from subject to subject.</summary>
    internal object? Wish { get; init; }
}
