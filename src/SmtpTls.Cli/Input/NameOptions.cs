using System.CommandLine;

namespace SmtpTls.Cli.Input;

/// <summary>How a verb takes its names.</summary>
internal sealed class NameOptions
{
    private readonly Argument<string[]> _domains = new("domain")
    {
        Description = "Mail domains; - reads them from standard input, a line each.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]> _inputs = new("--input")
    {
        Description = "File of domains, a line each, # begins a comment; - is standard input. May be given more than once.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string[]>? _hosts;

    /// <param name="withHosts">Hosts may be named directly, without a look at MX records.</param>
    public NameOptions(bool withHosts)
    {
        if (withHosts)
        {
            _hosts = new Option<string[]>("--computer-name", "--host")
            {
                Description = "Host name or address to probe as it is, without looking up MX. May be given more than once.",
                DefaultValueFactory = _ => [],
            };
        }
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_domains);
        command.Options.Add(_inputs);
        if (_hosts is not null)
        {
            command.Options.Add(_hosts);
        }
    }

    /// <exception cref="UsageException">Nothing was named, and no facts file either.</exception>
    public NameInput Read(ParseResult parsed, OutputChoice output)
    {
        NameInput input = ReadOptional(parsed);
        if (input.IsEmpty && output.FromFacts is null)
        {
            throw new UsageException("Name at least one domain, or a file of them with --input FILE.");
        }

        if (!input.IsEmpty && output.FromFacts is not null)
        {
            throw new UsageException("--from-facts judges what the file holds; name no domains beside it.");
        }

        return input;
    }

    public NameInput ReadOptional(ParseResult parsed) =>
        new(parsed.GetValue(_domains) ?? [], _hosts is null ? [] : parsed.GetValue(_hosts) ?? [], parsed.GetValue(_inputs) ?? []);
}
