using System.Collections.Generic;
using System.Globalization;

namespace SmtpTls.Rules;

/// <summary>What came of reading rules from somewhere.</summary>
/// <param name="Rules">In the order of the source; none where something is wrong with the source, so that a set is never used in part unnoticed.</param>
/// <param name="Problems">Why it cannot be used.</param>
/// <param name="Notes">What has no place in a rule, or means less here than there: to be read by a person.</param>
internal sealed record RuleReading(IReadOnlyList<ForcedTlsRule> Rules, IReadOnlyList<SourceRemark> Problems, IReadOnlyList<SourceRemark> Notes)
{
    public static RuleReading Refused(params SourceRemark[] problems) => new([], problems, []);

    public static RuleReading Of(IReadOnlyList<ForcedTlsRule> rules, IReadOnlyList<SourceRemark> problems, IReadOnlyList<SourceRemark> notes) =>
        new(problems.Count == 0 ? rules : [], problems, notes);
}

/// <summary>A sentence about a place in a file or about an object of a tenant.</summary>
/// <param name="Message">What to know, with the value.</param>
/// <param name="Line">From 1; null where there are no lines.</param>
/// <param name="Column">In characters, from 1.</param>
internal sealed record SourceRemark(string Message, int? Line = null, int? Column = null)
{
    public override string ToString() => Line is not { } line ? Message
        : Column is { } column ? string.Format(CultureInfo.InvariantCulture, "line {0}, column {1}: {2}", line, column, Message)
        : string.Format(CultureInfo.InvariantCulture, "line {0}: {1}", line, Message);
}
