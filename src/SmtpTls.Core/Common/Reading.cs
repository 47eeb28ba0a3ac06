using System.Collections.Generic;
using System.Linq;

namespace SmtpTls;

/// <summary>What came of reading a published text: its value or why there is none, and everything that can be said against it either way.</summary>
/// <param name="Outcome">Found with the value, also where there are warnings; Invalid with the first fatal problem as its fault.</param>
/// <param name="Problems">In the order of the text, fatal ones and warnings.</param>
internal sealed record Reading<T>(Outcome<T> Outcome, IReadOnlyList<TextProblem> Problems)
    where T : class
{
    public OutcomeState State => Outcome.State;

    public T? Value => Outcome.Value;

    /// <summary>The problems that do not keep the text from being used.</summary>
    public IEnumerable<TextProblem> Warnings => Problems.Where(problem => !problem.Fatal);

    /// <summary>The problems because of which it is not used.</summary>
    public IEnumerable<TextProblem> Errors => Problems.Where(problem => problem.Fatal);

    public static Reading<T> Found(T value, string raw, IReadOnlyList<TextProblem> problems) => new(Outcome<T>.Found(value, raw), problems);

    /// <param name="what">What the text is, for the sentence: "The MTA-STS record of example.com".</param>
    /// <param name="raw">The text as received.</param>
    /// <param name="problems">At least one of them fatal.</param>
    public static Reading<T> Invalid(string what, string raw, IReadOnlyList<TextProblem> problems) =>
        new(Outcome<T>.Invalid(new Fault(FaultKind.Protocol, $"{what} cannot be used: {problems.First(problem => problem.Fatal)}."), raw), problems);
}
