using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace SmtpTls.Rules.Exchange;

/// <summary>Two scripts: one that makes the connectors and rules, and one that takes them away again.</summary>
/// <param name="Script">Begins with a byte order mark, without which Windows PowerShell would read letters of other scripts as quotes.</param>
/// <param name="Rollback">The way back, in the opposite order.</param>
internal sealed record ConnectorScript(string Script, string Rollback);

/// <summary>
/// Writes commands as a script that changes nothing until it is told to. Everything that came from a rule stands between single quotes
/// (<see cref="PowerShellText"/>), nothing of it in a comment; names of cmdlets and parameters are ours.
/// </summary>
internal static class ScriptWriter
{
    private const string Mark = "\ufeff";
    private static readonly HashSet<string> Known = ["New-OutboundConnector", "New-InboundConnector", "New-TransportRule", "New-SendConnector"];

    public static ConnectorScript Write(IReadOnlyList<ConnectorCommand> commands)
    {
        List<ConnectorCommand> known = [.. commands.Where(static command => Known.Contains(command.Cmdlet))];
        StringBuilder script = new(Mark);
        Head(script, "Makes the connectors and transport rules of forced-TLS rules.", "They are made in this order; the rollback script beside this one takes them away again.");
        foreach (ConnectorCommand command in known)
        {
            script.Append("\n$parameters = @{\n");
            foreach (DictionaryEntry parameter in command.Parameters)
            {
                script.Append("    ").Append((string)parameter.Key).Append(" = ").Append(PowerShellText.Value(parameter.Value)).Append('\n');
            }

            script.Append("}\n").Append(command.Cmdlet).Append(" @parameters -WhatIf:(-not $Apply)\n");
        }

        StringBuilder back = new(Mark);
        Head(back, "Takes away the connectors and transport rules that the script beside this one makes.", "They are named as they were made; whatever has the same name is removed.");
        back.Append('\n');
        foreach (ConnectorCommand command in Enumerable.Reverse(known))
        {
            back.Append("Remove-").Append(command.Cmdlet.Substring("New-".Length)).Append(" -Identity ").Append(PowerShellText.Value(command.Parameters["Name"]))
                .Append(" -Confirm:$false -WhatIf:(-not $Apply)\n");
        }

        return new ConnectorScript(script.ToString(), back.ToString());
    }

    private static void Head(StringBuilder script, string what, string then) => script
        .Append("<#\n.SYNOPSIS\n").Append(what).Append("\n.DESCRIPTION\nWithout -Apply every command runs with -WhatIf and changes nothing. Connect to Exchange first\n(Connect-ExchangeOnline, or the Exchange Management Shell for send connectors). ")
        .Append(then).Append("\n#>\n[CmdletBinding()]\nparam([switch] $Apply)\n\n$ErrorActionPreference = 'Stop'\n");
}
