<#
.SYNOPSIS
One run of an audit that Register-SmtpTlsAudit scheduled: audits, compares with earlier runs, and tells of drift.
.DESCRIPTION
Runs in Windows PowerShell 5.1 and PowerShell 7. Ends with the exit codes of smtptls: 4 it could not finish, 2 an input was bad, 1 a change at or
above FailOn, 3 something could not be determined, 0. Nothing of the settings is run as code; a credential is fetched when a mail is sent.
#>
[CmdletBinding()]
param([Parameter(Mandatory = $true)] [string] $SettingsPath)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$script:badInput = $false
function Write-Problem([string] $Text) { [Console]::Error.WriteLine($Text) }

# Results go on; an error among them is said, and decides the exit code.
filter Split-Problem {
    if ($_ -is [Management.Automation.ErrorRecord]) {
        Write-Problem $_
        $script:badInput = $true
    }
    else { $_ }
}

# Every domain of the settings and of the file that they name; blank lines and comments are none.
function Get-WantedDomain($Settings) {
    $Settings.domains
    if ($Settings.domainFile) {
        foreach ($line in [IO.File]::ReadAllLines($Settings.domainFile)) {
            $text = ($line -replace '#.*').Trim()
            if ($text) { $text }
        }
    }
}

function Save-Lines([string] $Path, [scriptblock] $Lines) {
    $writer = New-Object IO.StreamWriter "$Path.new", $false, (New-Object Text.UTF8Encoding $false)
    try { & $Lines | ForEach-Object { $writer.WriteLine($_) } }
    finally { $writer.Dispose() }
    Move-Item -LiteralPath "$Path.new" -Destination $Path
}

function Get-MailCredential($Settings) {
    if ($Settings.credentialPath) { return Import-Clixml -LiteralPath $Settings.credentialPath }
    if ($Settings.credentialName) {
        $vault = @{}
        if ($Settings.credentialVault) { $vault.Vault = $Settings.credentialVault }
        return Get-Secret -Name $Settings.credentialName @vault
    }
}

# STARTTLS or nothing: a report about encryption, and a password all the more, does not travel in clear.
function Send-Report($Settings, [string] $Report) {
    $head, $body = $Report -split "`n`n", 2
    $message = New-Object Net.Mail.MailMessage
    $client = New-Object Net.Mail.SmtpClient $Settings.smtpServer, $Settings.smtpPort
    try {
        $message.From = $Settings.from
        foreach ($address in $Settings.mailTo) { $message.To.Add($address) }
        $message.Subject = (($head -split "`n")[0] -replace '^Subject: ')
        $message.SubjectEncoding = $message.BodyEncoding = [Text.Encoding]::UTF8
        $message.Body = $body
        $message.Headers.Add('Auto-Submitted', 'auto-generated')
        $client.EnableSsl = $true
        $credential = Get-MailCredential $Settings
        if ($credential) { $client.Credentials = $credential.GetNetworkCredential() }
        $client.Send($message)
    }
    finally {
        $message.Dispose()
        $client.Dispose()
    }
}

try {
    $settings = [IO.File]::ReadAllText($SettingsPath) | ConvertFrom-Json
    if ($settings.version -ne 1) { throw "The settings are of version $($settings.version), and this script reads version 1." }
    Import-Module (Join-Path (Split-Path $PSScriptRoot) 'SmtpTls.psd1')
    Set-Location -LiteralPath $settings.outputDirectory
    $stamp = [DateTime]::UtcNow.ToString('yyyyMMddTHHmmssZ')

    $parameters = @{}
    foreach ($one in $settings.auditParameter.PSObject.Properties) { $parameters[$one.Name] = $one.Value }

    # What a night that was killed had seen is of that night: this one asks anew, unless the settings say otherwise.
    if ($parameters.Contains('StatePath') -and -not $parameters.Contains('Restart')) { $parameters.Restart = $true }
    $audit = Join-Path $settings.outputDirectory "audit-$stamp.jsonl"
    Save-Lines $audit {
        Get-WantedDomain $settings | Invoke-SmtpTlsAudit @parameters -ErrorAction Continue 2>&1 | Split-Problem | ForEach-Object { $_.ToJson() }
    }

    # Where there was nothing to audit there is no audit: an empty file would be a complaint of every night to come.
    if (-not (Get-Item -LiteralPath $audit).Length) {
        Remove-Item -LiteralPath $audit
        Write-Problem 'Nothing was audited: neither the settings nor the file that they name hold a domain name.'
        exit 2
    }
    $drift = @(Compare-SmtpTlsAudit -LiteralPath $settings.outputDirectory -ErrorAction Continue 2>&1 | Split-Problem)
    $told = @($drift | Where-Object { $_.Drift -eq 'Worse' -or ($settings.notifyOn -eq 'Any' -and $_.Drift -ne 'Inconclusive') })

    # The first run has nothing to compare with.
    if ($told.Count -and @($drift | Where-Object OldAssessedAt).Count) {
        $null = New-Item (Join-Path $settings.outputDirectory 'drift') -ItemType Directory -Force
        $file = Join-Path $settings.outputDirectory "drift/drift-$stamp.json"
        Save-Lines $file { "[`n $(@($drift | ForEach-Object { $_.ToJson() }) -join ",`n ")`n]" }
        if ($settings.onDrift) {
            $name = if ($PSVersionTable.PSEdition -eq 'Desktop') { 'powershell.exe' } elseif ($IsWindows) { 'pwsh.exe' } else { 'pwsh' }
            & (Join-Path $PSHOME $name) -NoLogo -NoProfile -NonInteractive -File $settings.onDrift $file
            if ($LASTEXITCODE) { throw "The script '$($settings.onDrift)' ended with exit code $LASTEXITCODE." }
        }
        if ($settings.mailTo) { Send-Report $settings (Compare-SmtpTlsAudit -LiteralPath $settings.outputDirectory -Format Mail -ErrorAction SilentlyContinue) }
    }

    $severities = 'Info', 'Low', 'Medium', 'High', 'Critical'
    $limit = [array]::IndexOf($severities, [string] $settings.failOn)
    $found = $limit -ge 0 -and @($drift | ForEach-Object { $_.Changes } | Where-Object { $_.Direction -ne 'Better' -and [array]::IndexOf($severities, $_.Severity) -ge $limit }).Count
    if ($script:badInput) { exit 2 }
    if ($found) { exit 1 }
    if (@($drift | Where-Object { $_.Inconclusive.Count }).Count) { exit 3 }
    exit 0
}
catch {
    Write-Problem "The scheduled audit could not finish: $_"
    exit 4
}
