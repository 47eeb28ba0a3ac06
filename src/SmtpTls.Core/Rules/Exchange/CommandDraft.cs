using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;

namespace SmtpTls.Rules.Exchange;

/// <summary>A command while it is written.</summary>
internal sealed class CommandDraft(string cmdlet, CompiledRule rule)
{
    private readonly OrderedDictionary _parameters = new();
    private readonly List<string> _notes = [];

    public CommandDraft Set(string name, object value)
    {
        _parameters[name] = value;
        return this;
    }

    public CommandDraft SetIf(bool when, string name, object? value)
    {
        if (when && value is not null)
        {
            _parameters[name] = value;
        }

        return this;
    }

    public CommandDraft Note(bool when, string? note)
    {
        if (when && note is not null)
        {
            _notes.Add(note);
        }

        return this;
    }

    /// <summary>What every rule for mail that goes out says and no connector can.</summary>
    public CommandDraft NoteOutbound()
    {
        Note(!rule.Rule.OpportunisticForOthers, "The rule binds every recipient of a message; Exchange acts for each recipient's domain alone.");
        return Note(rule.Rule.DeferralHours != 24, $"The rule gives up after {rule.Rule.DeferralHours} hours; Exchange Online after 24, and Exchange Server after its MessageExpirationTimeout.");
    }

    public ConnectorCommand Finish() => new() { Cmdlet = cmdlet, Parameters = _parameters, Rule = rule.Name, Notes = _notes };

    public static string[] Texts(IEnumerable<DomainPattern> patterns) => [.. patterns.Select(static pattern => pattern.Text)];

    /// <summary>Comments go along as far as they fit.</summary>
    public static string? Comment(CompiledRule rule, int most) => rule.Rule.Comment is not { } text ? null
        : text.Length <= most ? text : text.Substring(0, char.IsHighSurrogate(text[most - 1]) ? most - 1 : most);
}
