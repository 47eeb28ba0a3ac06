using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace SmtpTls.Explain;

/// <summary>Steps that many causes need, such as where each firewall keeps its SMTP inspection: written, and translated, once. A cause names them with <c>@name</c>.</summary>
internal sealed class SharedSteps
{
    private readonly Dictionary<string, IReadOnlyList<string>> _steps;

    private SharedSteps(Dictionary<string, IReadOnlyList<string>> steps) => _steps = steps;

    public IReadOnlyCollection<string> Names => _steps.Keys;

    public static SharedSteps Load()
    {
        using JsonDocument file = DataFile.Parse(DataFile.Shared);
        return Read(file.RootElement.GetProperty("steps"));
    }

    public static SharedSteps Read(JsonElement element) =>
        new(element.EnumerateObject().ToDictionary(item => item.Name, item => (IReadOnlyList<string>)[.. item.Value.EnumerateArray().Select(step => step.GetString()!)], StringComparer.Ordinal));

    /// <summary>Steps as written, with each <c>@name</c> replaced by what it stands for, in the language where that has it.</summary>
    public IReadOnlyList<string> Expand(IEnumerable<string> steps, SharedSteps? language)
    {
        List<string> whole = [];
        foreach (string step in steps)
        {
            if (!step.StartsWith("@", StringComparison.Ordinal))
            {
                whole.Add(step);
                continue;
            }

            string name = step.Substring(1);
            IReadOnlyList<string>? found = null;
            if (language is null || !language._steps.TryGetValue(name, out found))
            {
                found = _steps.TryGetValue(name, out IReadOnlyList<string>? english) ? english : throw new InvalidOperationException($"There are no shared steps {name}.");
            }

            whole.AddRange(found);
        }

        return whole;
    }
}
