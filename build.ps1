#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds the module, tests it, or packs it.
.EXAMPLE
./build.ps1
.EXAMPLE
./build.ps1 -Task Package
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$frameworks = 'net8.0', 'netstandard2.0'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) ended with exit code $LASTEXITCODE." }
}

# Fills bin and en-US, from which SmtpTls.psd1 loads.
function Invoke-Build {
    foreach ($framework in $frameworks) {
        Invoke-DotNet publish "$root/src/SmtpTls/SmtpTls.csproj" --configuration $Configuration --framework $framework --output "$root/bin/$framework"
    }
    Copy-Item "$root/src/SmtpTls/*.ps1xml" "$root/bin"
    Invoke-DotNet run --project "$root/src/Help/Help.csproj" --configuration $Configuration -- "$root/bin/net8.0/SmtpTls.dll" "$root/en-US" "$root/en-US/SmtpTls.dll-Help.xml"
}

function Invoke-Test {
    Invoke-DotNet test "$root/SmtpTls.slnx"
    if (Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0') {
        if (Get-ChildItem "$root/tests/Cmdlets" -Filter '*.Tests.ps1' -ErrorAction Ignore) {
            Invoke-Build
            Import-Module Pester -MinimumVersion 5.0
            $result = Invoke-Pester "$root/tests/Cmdlets" -PassThru
            if ($result.FailedCount) { throw "$($result.FailedCount) Pester tests failed." }
        }
    }
    else { Write-Warning 'Pester 5 is not installed: the cmdlets were not tested.' }
}

# Ships a list of files, and nothing that happened to be there.
function Invoke-Package {
    Invoke-Build
    $version = (Test-ModuleManifest "$root/SmtpTls.psd1").Version
    $target = "$root/output/SmtpTls/$version"
    if (Test-Path $target) { Remove-Item $target -Recurse }
    foreach ($framework in $frameworks) {
        $null = New-Item "$target/bin/$framework" -ItemType Directory -Force
        Copy-Item "$root/bin/$framework/*.dll" "$target/bin/$framework"
    }
    Copy-Item "$root/bin/SmtpTls.Types.ps1xml", "$root/bin/SmtpTls.Format.ps1xml" "$target/bin"
    $null = New-Item "$target/en-US" -ItemType Directory
    Copy-Item "$root/en-US/SmtpTls.dll-Help.xml", "$root/en-US/about_SmtpTls.help.txt" "$target/en-US"
    $null = New-Item "$target/scripts" -ItemType Directory
    Copy-Item "$root/scripts/Invoke-ScheduledAudit.ps1" "$target/scripts"
    Copy-Item "$root/SmtpTls.psd1", "$root/README.md" $target
    $null = Test-ModuleManifest "$target/SmtpTls.psd1"
    Write-Output $target
}

& "Invoke-$Task"
