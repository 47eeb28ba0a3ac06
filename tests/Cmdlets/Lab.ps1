# The practice range for the tests of a file: a process of its own, started before the first test and ended after the last.

function Start-Lab {
    $root = Resolve-Path "$PSScriptRoot/../.."
    $program = Get-ChildItem "$root/src/SmtpTls.Cli/bin/*/net10.0/smtptls.dll" -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $program) { throw 'The program smtptls is not built: run dotnet build first.' }
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', "`"$program`" lab --json --duration 600")
    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    $process = [Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if (-not $line) { throw 'The practice range did not start.' }
    $lab = $line | ConvertFrom-Json
    $lab | Add-Member -NotePropertyName Process -NotePropertyValue $process
    $lab | Add-Member -NotePropertyName Common -NotePropertyValue @{
        DnsServer = $lab.dnsServer
        Port = $lab.smtpPort
        TrustAnchor = $lab.trustAnchor
        CaFile = $lab.caFile
        AllowPrivateNetwork = $true
        MaxPerProvider = 64
    }
    # For cmdlets that ask policy hosts, and have no -Port unless they probe.
    $published = $lab.Common.Clone()
    $published.Remove('Port')
    $published.MtaStsPort = $lab.mtaStsPort
    $published.TimeoutSec = 5
    $lab | Add-Member -NotePropertyName Published -NotePropertyValue $published
    # For whole audits.
    $whole = $published.Clone()
    $whole.Port = $lab.smtpPort
    $whole.SkipRevocationCheck = $true
    $lab | Add-Member -NotePropertyName Whole -NotePropertyValue $whole
    $lab
}

function Stop-Lab($Lab) {
    if ($Lab) {
        $Lab.Process.Kill()
        $Lab.Process.WaitForExit()
        $Lab.Process.Dispose()
    }
}

# Our side of connections to the range that are still in use.
function Get-LabConnection($Lab) {
    [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().GetActiveTcpConnections() |
        Where-Object { $_.RemoteEndPoint.Port -eq $Lab.smtpPort -and $_.State -in 'Established', 'SynSent', 'CloseWait' }
}
