using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Rules;
using SmtpTls.Rules.Exchange;

namespace SmtpTls.Pipeline;

/// <summary>Takes rules as they are, and makes rules of objects with the same properties: deserialised ones, rows of Import-Csv, hash tables.</summary>
internal sealed class RuleFromAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        List<ForcedTlsRule> rules = [];
        Collect(inputData, rules);
        return rules.ToArray();
    }

    private static void Collect(object? input, List<ForcedTlsRule> rules)
    {
        object? value = input is PSObject wrapped ? wrapped.BaseObject : input;
        switch (value)
        {
            case ForcedTlsRule rule:
                rules.Add(rule);
                break;
            case null or string:
                throw NoRule("it has no properties");
            case IEnumerable items and not IDictionary:
                foreach (object? item in items)
                {
                    Collect(item, rules);
                }

                break;
            default:
                rules.Add(Read(ShapedObjects.Of(PSObject.AsPSObject(input!))));
                break;
        }
    }

    private static ForcedTlsRule Read(ShapedObject shaped)
    {
        Dictionary<string, object?> values = [];
        foreach (string name in shaped.Names)
        {
            if (RuleMembers.Find(name) is { } member)
            {
                values[member] = member is RuleMembers.Domains or RuleMembers.TlsDomains or RuleMembers.SmartHosts
                    ? (shaped.List(name).Count == 1 ? shaped.Text(name) : shaped.Texts(name)) : shaped.Flag(name) ?? (object?)shaped.Text(name);
            }
        }

        if (!values.ContainsKey(RuleMembers.Domains))
        {
            throw NoRule("it has no property Domains");
        }

        return RuleMaker.Make(values, out IReadOnlyList<MemberProblem> problems) ?? throw NoRule(string.Join(" ", problems.Select(static problem => problem.Message)));
    }

    // This inner exception lets the binder go on to other parameter sets.
    private static ArgumentTransformationMetadataException NoRule(string problem)
    {
        string text = $"The object is no forced-TLS rule: {problem}";
        return new ArgumentTransformationMetadataException(text, new PSInvalidCastException(text));
    }
}
