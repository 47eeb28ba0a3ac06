using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SmtpTls.Rules.Files;

/// <summary>
/// Reads a rule file: <c>{"version": 1, "rules": [ ... ]}</c>, or the list alone, or one rule alone, as <c>ConvertTo-Json</c> writes them. Every problem has its line
/// and column; members that this version does not know are kept as they stand. Nothing is read of a file that has a problem.
/// </summary>
internal sealed class RuleJsonReader
{
    public const int Version = 1;
    private const int MostRules = 100_000, MostProblems = 100;
    private readonly byte[] _octets;
    private readonly Utf8Text _text;
    private readonly List<ForcedTlsRule> _rules = [];
    private readonly List<RuleFileMember> _fileOthers = [];
    private readonly List<SourceRemark> _problems = [];

    private RuleJsonReader(byte[] octets)
    {
        _octets = octets;
        _text = new Utf8Text(octets);
    }

    public static RuleReading Read(byte[] octets)
    {
        RuleJsonReader reader = new(octets);
        if (reader._text.Decode(out SourceRemark? notUtf8) is null)
        {
            return RuleReading.Refused(notUtf8!);
        }

        try
        {
            reader.ReadRoot();
        }
        catch (JsonException e)
        {
            int end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            string message = "This is not JSON: " + VisibleText.Show(end > 0 ? e.Message.Substring(0, end) : e.Message, 300);
            reader._problems.Add(reader._text.At(message, e.LineNumber ?? 0, e.BytePositionInLine ?? 0));
        }

        return RuleReading.Of(reader.Finished(), reader._problems, []);
    }

    private List<ForcedTlsRule> Finished() => _fileOthers.Count == 0 ? _rules : _rules.ConvertAll(rule => rule with { FileOthers = _fileOthers });

    private void ReadRoot()
    {
        Utf8JsonReader json = new(_octets.AsSpan(_text.Start), new JsonReaderOptions { CommentHandling = JsonCommentHandling.Disallow });
        json.Read();
        if (json.TokenType == JsonTokenType.StartArray)
        {
            ReadRules(ref json);
        }
        else if (json.TokenType == JsonTokenType.StartObject && IsRule(json))
        {
            ReadRule(ref json);
        }
        else if (json.TokenType == JsonTokenType.StartObject)
        {
            ReadFile(ref json);
        }
        else
        {
            Complain("A rule file is an object with the member \"rules\", or a list of rules.", json.TokenStartIndex);
        }

        // Whatever stands behind the end is an error of JSON's own reader.
        json.Read();
    }

    /// <summary>A file has rules, and a rule has domains.</summary>
    /// <param name="json">A copy, so that nothing is read.</param>
    private static bool IsRule(Utf8JsonReader json)
    {
        bool domains = false;
        try
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName && !json.ValueTextEquals("rules"u8))
            {
                domains |= json.ValueTextEquals("domains"u8) || json.ValueTextEquals("Domains"u8);
                json.Read();
                json.Skip();
            }
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair: the reader proper tells where.
            return false;
        }

        return domains && json.TokenType == JsonTokenType.EndObject;
    }

    private void ReadFile(ref Utf8JsonReader json)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = Name(ref json, seen);
            json.Read();
            if (string.Equals(name, "rules", StringComparison.OrdinalIgnoreCase))
            {
                ReadRules(ref json);
            }
            else if (string.Equals(name, "version", StringComparison.OrdinalIgnoreCase))
            {
                if (json.TokenType != JsonTokenType.Number || !json.TryGetInt32(out int version) || version != Version)
                {
                    Complain($"The version of this file is not {Version}, the one that this program reads.", json.TokenStartIndex);
                }

                json.Skip();
            }
            else
            {
                _fileOthers.Add(Raw(ref json, name));
            }
        }

        if (!seen.Contains("rules"))
        {
            Complain("The member \"rules\" is missing.", json.TokenStartIndex);
        }
    }

    private void ReadRules(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            Complain("\"rules\" is not a list.", json.TokenStartIndex);
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.StartObject)
            {
                Complain("A rule is an object in braces.", json.TokenStartIndex);
                json.Skip();
                continue;
            }

            ReadRule(ref json);
            if (_rules.Count > MostRules)
            {
                Complain($"There are more than {MostRules} rules.", json.TokenStartIndex);
                throw new JsonException();
            }
        }
    }

    private void ReadRule(ref Utf8JsonReader json)
    {
        long start = json.TokenStartIndex;
        int before = _problems.Count;
        Dictionary<string, object?> values = new(StringComparer.Ordinal);
        Dictionary<(string, int?), long> places = [];
        List<RuleFileMember> others = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = Name(ref json, seen);
            json.Read();
            if (RuleMembers.Find(name) is not { } member)
            {
                others.Add(Raw(ref json, name));
                continue;
            }

            places[(member, null)] = json.TokenStartIndex;
            values[member] = json.TokenType == JsonTokenType.StartArray ? Items(ref json, member, places) : Scalar(ref json, member);
        }

        ForcedTlsRule? rule = RuleMaker.Make(values, out IReadOnlyList<MemberProblem> problems);
        foreach (MemberProblem problem in problems)
        {
            long at = places.TryGetValue((problem.Member, problem.Place), out long place) || places.TryGetValue((problem.Member, null), out place) ? place : start;
            Complain(problem.Message, at);
        }

        if (rule is not null && _problems.Count == before)
        {
            _rules.Add(rule with { Others = others });
        }
    }

    private List<string> Items(ref Utf8JsonReader json, string member, Dictionary<(string, int?), long> places)
    {
        List<string> items = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            places[(member, items.Count)] = json.TokenStartIndex;
            if (json.TokenType == JsonTokenType.String)
            {
                items.Add(Text(ref json));
            }
            else
            {
                Complain($"A value of {member} is a text in quotes.", json.TokenStartIndex);
                json.Skip();
            }
        }

        return items;
    }

    private object? Scalar(ref Utf8JsonReader json, string member)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String:
                return Text(ref json);
            case JsonTokenType.Number:
                return json.TryGetInt64(out long number) ? number : json.GetDouble().ToString("R", CultureInfo.InvariantCulture);
            default:
                Complain($"{member} cannot be an object.", json.TokenStartIndex);
                json.Skip();
                return null;
        }
    }

    private string Name(ref Utf8JsonReader json, HashSet<string> seen)
    {
        long at = json.TokenStartIndex;
        string name = Text(ref json);
        string key = RuleMembers.Find(name) ?? (string.Equals(name, "rules", StringComparison.OrdinalIgnoreCase) ? "rules" : name);
        if (!seen.Add(key))
        {
            Complain($"The member {VisibleText.Show(key, 100)} stands here a second time.", at);
        }

        return name;
    }

    private string Text(ref Utf8JsonReader json)
    {
        try
        {
            return json.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape.
            Complain("This text is not Unicode.", json.TokenStartIndex);
            return "";
        }
    }

    private RuleFileMember Raw(ref Utf8JsonReader json, string name)
    {
        int start = (int)json.TokenStartIndex;
        json.Skip();
        return new RuleFileMember(name, Encoding.UTF8.GetString(_octets, _text.Start + start, (int)json.BytesConsumed - start));
    }

    private void Complain(string message, long at)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(_text.At(message, _text.Start + at));
        }
    }
}
