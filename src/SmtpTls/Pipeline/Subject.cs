using SmtpTls.Audit;

namespace SmtpTls.Pipeline;

/// <summary>One domain or host from the pipeline, already read and found usable.</summary>
public sealed class Subject
{
    internal Subject(AuditTarget target) => Target = target;

    internal AuditTarget Target { get; }
}
