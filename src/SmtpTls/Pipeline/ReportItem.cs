using SmtpTls.TlsRpt.Intake;

namespace SmtpTls.Pipeline;

/// <summary>One thing to read reports from, already found usable: a path, or what came through the pipeline.</summary>
public sealed class ReportItem
{
    private ReportItem(string? path, ReportInput? input)
    {
        Path = path;
        Input = input;
    }

    /// <summary>A file or folder; null for other input.</summary>
    internal string? Path { get; }

    /// <summary>Null for a path.</summary>
    internal ReportInput? Input { get; }

    internal static ReportItem Of(string path) => new(path, null);

    internal static ReportItem Of(ReportInput input) => new(null, input);
}
