# Builds the module, runs tests/Cmdlets and writes "passed failed skipped" to the file named by SMTPTLS_COUNTS.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..')

if (-not (Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0')) {
    Write-Warning 'PESTER NOT RUN: Pester 5 is not installed, so nothing in tests/Cmdlets was tested.'
    '0 0 1' | Set-Content $env:SMTPTLS_COUNTS
    exit
}
Import-Module Pester -MinimumVersion 5.0
./build.ps1 -Task Build | Out-Host
if ($LASTEXITCODE) { throw "build.ps1 ended with $LASTEXITCODE" }

$configuration = New-PesterConfiguration
$configuration.Run.Path = 'tests/Cmdlets'
$configuration.Run.PassThru = $true
$result = Invoke-Pester -Configuration $configuration

# A file that does not even load has no tests that could fail: it counts as one.
$failed = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
"$($result.PassedCount) $failed $($result.SkippedCount + $result.NotRunCount)" | Set-Content $env:SMTPTLS_COUNTS
