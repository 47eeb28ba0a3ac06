using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace SmtpTls.Reports.Schedule;

/// <summary>What one run does, as a file beside the audits: no secret is in it, only where one is to be had when it is needed.</summary>
internal sealed record ScheduleSettings
{
    public int Version { get; init; } = 1;

    public string Name { get; init; } = "";

    public string OutputDirectory { get; init; } = "";

    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>A line each, <c>#</c> begins a comment; read at each run.</summary>
    public string? DomainFile { get; init; }

    /// <summary>What is passed to <c>Invoke-SmtpTlsAudit</c> beyond that.</summary>
    public IReadOnlyDictionary<string, object> AuditParameter { get; init; } = new Dictionary<string, object>();

    public string FailOn { get; init; } = "Never";

    /// <summary><c>Worse</c> or <c>Any</c>.</summary>
    public string NotifyOn { get; init; } = "Worse";

    public IReadOnlyList<string> MailTo { get; init; } = [];

    public string? From { get; init; }

    public string? SmtpServer { get; init; }

    public int SmtpPort { get; init; }

    /// <summary>A file of <c>Export-Clixml</c> with the credential.</summary>
    public string? CredentialPath { get; init; }

    /// <summary>The name of a secret of SecretManagement.</summary>
    public string? CredentialName { get; init; }

    public string? CredentialVault { get; init; }

    /// <summary>A script that gets the path of a JSON file with the drift.</summary>
    public string? OnDrift { get; init; }

    public string ToText() => JsonSerializer.Serialize(this, ScheduleJson.Default.ScheduleSettings).Replace("\r\n", "\n") + "\n";

    /// <summary>A sentence about settings that do not go together; null where they do.</summary>
    public string? FindProblem() =>
        Domains.Count == 0 && DomainFile is null ? "Name domains with -Domain, or a file of them with -DomainFile."
        : MailTo.Count > 0 && (SmtpServer is null || From is null) ? "-MailTo needs -SmtpServer and -From: nothing is guessed about where reports are sent through, and as whom."
        : MailTo.Count == 0 && (SmtpServer ?? From ?? CredentialPath ?? CredentialName) is not null ? "-SmtpServer, -From and the credential are for -MailTo, which is missing."
        : CredentialPath is not null && CredentialName is not null ? "-CredentialPath and -CredentialName exclude each other."
        : CredentialVault is not null && CredentialName is null ? "-CredentialVault needs -CredentialName."
        : MailTo.Append(From).FirstOrDefault(static one => one is not null && !IsAddress(one)) is { } bad ? $"'{VisibleText.Show(bad, 200)}' is no mail address."
        : FindParameterProblem();

    private static bool IsAddress(string text)
    {
        int at = text.LastIndexOf('@');
        return at > 0 && text.Length <= 254 && text.All(static c => c is > ' ' and <= '~' and not (',' or ';' or '<' or '>' or '"' or '\\')) && DomainName.TryParse(text.Substring(at + 1), out _, out _);
    }

    private string? FindParameterProblem()
    {
        foreach ((string name, object value) in AuditParameter)
        {
            if (name.Length == 0 || !name.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')))
            {
                return $"-AuditParameter: '{VisibleText.Show(name, 100)}' is no name of a parameter.";
            }

            if (value is not (bool or int or long or double or string or string[]))
            {
                return $"-AuditParameter: the value of {name} is neither text, a number, a truth value nor a list of texts; no other is kept in a file.";
            }

            foreach (string text in value is string[] list ? list : value is string one ? [one] : [])
            {
                if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length > 0)
                {
                    return $"-AuditParameter: {name} holds a user name or password, and no secret is kept in a file.";
                }
            }
        }

        return null;
    }
}
