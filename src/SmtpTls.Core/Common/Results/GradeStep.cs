using System.Collections.Generic;

namespace SmtpTls;

/// <summary>One step of the way to the best grade: reached or not, and why.</summary>
public sealed record GradeStep
{
    /// <summary>The grade that this step leads to: <c>D, C, B</c> or <c>A</c>.</summary>
    public string Grade { get; init; } = "";

    /// <summary>The assurance that goes with it.</summary>
    public string Assurance { get; init; } = "";

    /// <summary>False where something is missing.</summary>
    public bool Reached { get; init; }

    /// <summary>Why it is reached; or what is missing, each with its host or record.</summary>
    public IReadOnlyList<string> Reasons { get; init => field = ValueList.Of(value); } = ValueList<string>.Nothing;

    /// <inheritdoc/>
    public override string ToString() => $"{(Reached ? "has" : "lacks")} {Grade}: {string.Join("; ", Reasons)}";
}
