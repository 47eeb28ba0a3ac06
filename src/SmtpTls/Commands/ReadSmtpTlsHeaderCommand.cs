using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using SmtpTls.Headers;
using SmtpTls.Pipeline;
using SmtpTls.Rules;
using SmtpTls.Rules.Seen;

namespace SmtpTls.Commands;

/// <summary><c>Read-SmtpTlsHeader</c>: on which of its hops was a message encrypted, and how well?</summary>
[Cmdlet(VerbsCommunications.Read, "SmtpTlsHeader", DefaultParameterSetName = InputSet)]
[OutputType(typeof(MessagePath))]
public sealed class ReadSmtpTlsHeaderCommand : AsyncCmdlet<HeaderInput>
{
    private const string InputSet = "Input", LiteralSet = "LiteralPath", ClipboardSet = "Clipboard";
    private const int MostLines = HeaderText.Most;

    private TrustBoundary _boundary = new();
    private HeaderRules? _rules;

    /// <summary>Message files, folders, header text, or objects of mail APIs.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputSet), Alias("Path", "Header"), AllowNull, AllowEmptyString]
    public object?[]? InputObject { get; set; } = [];

    /// <summary>Paths without wildcards.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralSet), Alias("PSPath", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Read the header from the clipboard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClipboardSet)]
    public SwitchParameter Clipboard { get; set; }

    /// <summary>Whose stamps are believed.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] TrustedHost { get; set; } = [];

    /// <summary>Partners' hosts.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] PartnerHost { get; set; } = [];

    /// <summary>Mail filters besides those that are known.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] FilterHost { get; set; } = [];

    /// <summary>Rules of forced TLS that the messages should have kept.</summary>
    [Parameter, ValidateNotNullOrEmpty, RuleFrom]
    public ForcedTlsRule[] Rule { get; set; } = [];

    /// <summary>Folders below too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<HeaderInput> Items => ParameterSetName switch
    {
        ClipboardSet => FromClipboard(),
        LiteralSet => InputFiles.Find(this, LiteralPath, wildcards: false, Errors.MessageUnreadable).Select(path => new HeaderInput(path, null, false)),
        _ => (InputObject ?? []).SelectMany(FromInput),
    };

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _boundary = new TrustBoundary
        {
            Trusted = Set(nameof(TrustedHost), TrustedHost),
            Partners = Set(nameof(PartnerHost), PartnerHost),
            Filters = Set(nameof(FilterHost), FilterHost),
        };
        if (Rule.Length > 0)
        {
            RuleSet set = RuleSet.Of(Rule);
            RuleWarnings.Write(this, set);
            _rules = new HeaderRules(set);
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<HeaderInput> items, CancellationToken stop)
    {
        PathReader reader = new(_boundary, _rules is { } rules ? rules.Judge : null);
        Queue<(string Path, string Why)> failed = new();
        PathSource source = new(reader, (path, why) => failed.Enqueue((path, why)));
        StringBuilder lines = new();
        await foreach (HeaderInput item in items.ConfigureAwait(false))
        {
            if (item.IsLine)
            {
                lines.Append(lines.Length < MostLines ? item.Text + "\n" : "");
                continue;
            }

            await FlushAsync(reader, lines).ConfigureAwait(false);
            foreach (MessagePath path in item.Path is null ? [OfText(reader, item.Text!)] : source.Of(item.Path, Recurse, stop))
            {
                stop.ThrowIfCancellationRequested();
                await WriteAsync(path).ConfigureAwait(false);
            }

            while (failed.Count > 0)
            {
                (string path, string why) = failed.Dequeue();
                await WriteErrorAsync(Errors.MessageUnreadable(path, why)).ConfigureAwait(false);
            }
        }

        await FlushAsync(reader, lines).ConfigureAwait(false);
    }

    private static MessagePath OfText(PathReader reader, string text) => reader.Read(HeaderText.Parse(text), null);

    /// <summary>Lines that came one by one, as from Get-Content or Get-Clipboard, are one header.</summary>
    private async Task FlushAsync(PathReader reader, StringBuilder lines)
    {
        if (lines.Length == 0)
        {
            return;
        }

        string text = lines.ToString();
        lines.Clear();
        MessageHeader header = HeaderText.Parse(text);
        if (header.IsEmpty)
        {
            await WriteErrorAsync(Errors.MessageUnreadable(text.Trim(), "it is neither a file nor a message header.")).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(reader.Read(header, null)).ConfigureAwait(false);
        }
    }

    private IEnumerable<HeaderInput> FromInput(object? input)
    {
        object? value = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (value is string text && text.IndexOf('\n') < 0 && text.IndexOfAny(['*', '?']) >= 0 && !text.Contains(":  ", StringComparison.Ordinal))
        {
            List<HeaderInput> found = [.. Matches(text).Select(path => new HeaderInput(path, null, false))];
            return found.Count > 0 ? found : [new HeaderInput(null, text, true)];
        }

        HeaderInput? item = HeaderInput.Of(input, Existing);
        if (item is null && input is not null)
        {
            WriteError(Errors.MessageUnreadable(VisibleText.Show(input.ToString(), 300), "it is neither a file nor text, and has no InternetMessageHeaders."));
        }

        return item is null ? [] : [item];
    }

    private IEnumerable<string> Matches(string pattern)
    {
        try
        {
            return SessionState.Path.GetResolvedProviderPathFromPSPath(pattern, out _);
        }
        catch (Exception e) when (e is SessionStateException or ItemNotFoundException or WildcardPatternException)
        {
            return [];
        }
    }

    /// <summary>The full path where a file or folder of that name exists.</summary>
    private string? Existing(string text)
    {
        if (text.Length is 0 or > 4096 || text.IndexOf('\0') >= 0)
        {
            return null;
        }

        try
        {
            string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(text, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" && (File.Exists(path) || Directory.Exists(path)) ? path : null;
        }
        catch (Exception e) when (e is SessionStateException or ItemNotFoundException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    private IEnumerable<HeaderInput> FromClipboard()
    {
        string text;
        try
        {
            text = string.Join("\n", InvokeCommand.InvokeScript("Get-Clipboard -Raw -ErrorAction Stop").Select(one => one?.ToString()));
        }
        catch (RuntimeException e)
        {
            WriteError(Errors.ClipboardUnavailable(e.Message));
            return [];
        }

        if (text.Trim().Length > 0)
        {
            return [new HeaderInput(null, text, false)];
        }

        WriteError(Errors.ClipboardUnavailable("it holds no text."));
        return [];
    }

    private HostSet Set(string parameter, string[] texts)
    {
        Outcome<HostSet> set = HostSet.Parse(texts);
        if (set.Value is null)
        {
            ThrowTerminatingError(Errors.BoundaryInvalid(parameter, texts, set.Fault!.Message));
        }

        return set.Value!;
    }
}
