using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using SmtpTls.Commands;

namespace SmtpTls.Pipeline;

/// <summary>The parameters of <c>Invoke-SmtpTlsAudit</c> that a schedule may keep: a name that is none of them is found out when it is registered, not at night.</summary>
internal static class AuditParameters
{
    /// <summary>What a run gives itself.</summary>
    private static readonly string[] Given = [nameof(InvokeSmtpTlsAuditCommand.Domain), nameof(InvokeSmtpTlsAuditCommand.Merge), "ErrorAction"];
    private static readonly string[] Paths = [nameof(LiveCmdlet.CaFile), nameof(LiveCmdlet.TrustAnchor), nameof(InvokeSmtpTlsAuditCommand.StatePath)];

    /// <summary>A clause about a name that no run could be given; null for a good one.</summary>
    public static string? FindProblem(string name) =>
        Given.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"{VisibleText.Show(name, 100)} is given by the run itself"
        : Names().Contains(name, StringComparer.OrdinalIgnoreCase) ? null
        : $"Invoke-SmtpTlsAudit has no parameter '{VisibleText.Show(name, 100)}'";

    /// <summary>Whether its value is the path of a file or folder.</summary>
    public static bool IsPath(string name) => Paths.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Names() => typeof(InvokeSmtpTlsAuditCommand).GetProperties()
        .Where(static property => property.IsDefined(typeof(ParameterAttribute), inherit: true)).Select(static property => property.Name).Concat(Cmdlet.CommonParameters);
}
