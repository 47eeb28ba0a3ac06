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
    private readonly Option<string?>? _column;

    /// <param name="withHosts">Hosts may be named directly, without a look at MX records.</param>
    /// <param name="withColumns">Files may be CSV, and entries may be mail addresses or domain spaces of connectors.</param>
    public NameOptions(bool withHosts, bool withColumns = false)
    {
        _column = withColumns ? new Option<string?>("--column") { Description = "The files of --input are CSV with a header; the domains (or mail addresses) stand in the column of this name." } : null;
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

        if (_column is not null)
        {
            command.Options.Add(_column);
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
        new(parsed.GetValue(_domains) ?? [], _hosts is null ? [] : parsed.GetValue(_hosts) ?? [], parsed.GetValue(_inputs) ?? [])
        {
            Column = _column is null ? null : parsed.GetValue(_column),
            TakesPartnerLists = _column is not null,
        };
}
