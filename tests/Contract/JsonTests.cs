using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SmtpTls.Audit;

namespace SmtpTls.Contract;

/// <summary>What the program that is compiled ahead cannot find out while it runs: every type that is written as JSON is known to code of the compiler.</summary>
public sealed class JsonTests
{
    [Fact]
    public void Every_kind_of_result_is_known()
    {
        Type[] records = [.. typeof(DomainAudit).Assembly.GetExportedTypes().Where(type => type.GetMethod("<Clone>$") is not null)];
        Assert.True(records.Length > 40, $"{records.Length} records");
        Assert.Equal([], records.Where(type => ResultsJson.Default.GetTypeInfo(type) is null).Select(type => type.Name));
    }

    [Fact]
    public void Every_enumeration_of_the_facts_is_a_word()
    {
        JsonSerializerOptions options = FactsJson.OptionsWith(FactsJson.Default);
        HashSet<Type> seen = [];
        Queue<Type> next = new([typeof(FactsLine)]);
        List<Type> numbers = [];
        while (next.TryDequeue(out Type? type))
        {
            if (!seen.Add(type))
            {
                continue;
            }

            JsonTypeInfo info = options.GetTypeInfo(type);
            if ((Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } word && !options.Converters.Any(converter => converter.CanConvert(word)))
            {
                numbers.Add(word);
            }

            foreach (Type part in info.Properties.Where(property => property.Get is not null).Select(property => property.PropertyType).Append(info.ElementType ?? typeof(int)))
            {
                next.Enqueue(part);
            }
        }

        Assert.True(seen.Count > 30, $"{seen.Count} types");
        Assert.Equal([], numbers);
    }
}
