using System.CommandLine;
using SmtpTls.Audit;
using SmtpTls.Cli.Run;

namespace SmtpTls.Cli.Input;

/// <summary>The options about keeping a long run, sharing it out to several machines, and putting the parts together.</summary>
internal sealed class StateOptions
{
    private readonly Option<string?> _statePath = new("--state-path")
    {
        Description = "Folder to keep the run in: started again with the same options after an interruption, it goes on where it was.",
    };

    private readonly Option<bool> _restart = new("--restart") { Description = "With --state-path: begin anew, whatever an interrupted run left." };
    private readonly Option<string?> _shard = new("--shard") { Description = "Work on one part of the list, 2/4 for the second of four; domains with the same mail hosts are in the same part." };
    private readonly Option<string[]> _merge = new("--merge")
    {
        Description = "Print what journals hold (files, or folders of --state-path) instead of asking anybody: the parts of a list as one. May be given more than once.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_statePath, _restart, _shard, _merge])
        {
            command.Options.Add(option);
        }
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_statePath) is not null || parsed.GetValue(_restart) || parsed.GetValue(_shard) is not null || parsed.GetValue(_merge) is { Length: > 0 };

    /// <exception cref="UsageException">A value cannot be used, or two of them exclude each other.</exception>
    public RunState Read(ParseResult parsed, OutputChoice output)
    {
        Shard? shard = null;
        if (parsed.GetValue(_shard) is { } text && !Shard.TryParse(text, out shard))
        {
            throw new UsageException($"--shard '{VisibleText.Show(text)}' is not of the form I/N, such as 2/4 for the second of four parts.");
        }

        string? folder = parsed.GetValue(_statePath);
        string[] merge = parsed.GetValue(_merge) ?? [];
        if (folder is { Length: 0 })
        {
            throw new UsageException("--state-path names no folder.");
        }

        if (parsed.GetValue(_restart) && folder is null)
        {
            throw new UsageException("--restart goes with --state-path, which names the folder of the run.");
        }

        if (merge.Length > 0 && (folder is not null || shard is not null || output.FromFacts is not null))
        {
            throw new UsageException("--merge prints what is in journals; leave --state-path, --shard and --from-facts out.");
        }

        if (output.FromFacts is not null && (folder is not null || shard is not null))
        {
            throw new UsageException("--from-facts judges what the file holds; leave --state-path and --shard out.");
        }

        return new RunState { Folder = folder, Restart = parsed.GetValue(_restart), Shard = shard, Merge = merge };
    }
}
