#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $able = $IsLinux -and (Test-Path /usr/bin/systemctl, /bin/systemctl) -contains $true
    if (-not $able) { Write-Warning 'Unregister-SmtpTlsAudit is not tested: there is no systemd.' }

    # A clone that others can write is refused, as it should be; then there is nothing to test.
    for ($at = (Resolve-Path "$PSScriptRoot/../..").Path; $able -and $at; $at = Split-Path $at) {
        $able = (Get-Item -LiteralPath $at).UnixMode -notmatch '^.{5}w|^.{8}w.?$'
        if (-not $able) { Write-Warning "Unregister-SmtpTlsAudit is not tested: others can write '$at'." }
    }
}

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $module = "$HOME/.cache/smtptls-unregister-$PID"
    $output = "$module/audits"
    $env:XDG_CONFIG_HOME = "$module/config"
    $null = New-Item $env:XDG_CONFIG_HOME -ItemType Directory -Force
    if ($IsLinux) { chmod -R go-w $module }
}

AfterAll {
    Remove-Item Env:XDG_CONFIG_HOME
    Remove-Item $module -Recurse -Force
}

Describe 'Unregister-SmtpTlsAudit' -Skip:(-not $able) {
    It 'takes away what is ours, and only that' {
        $units = New-Item "$env:XDG_CONFIG_HOME/systemd/user" -ItemType Directory -Force
        Set-Content "$units/other.timer" "[Timer]`nOnCalendar=daily"
        { Unregister-SmtpTlsAudit other -ErrorAction Stop } | Should -Throw '*was not written by*' -ErrorId 'ScheduleNotUnregistered,*'
        { Unregister-SmtpTlsAudit none -ErrorAction Stop } | Should -Throw '*no schedule*' -ErrorId 'ScheduleNotFound,*'
        $plan = Register-SmtpTlsAudit contoso.com -OutputDirectory $output -Name mine -WhatIf
        $plan.Files[1..2] | ForEach-Object { Set-Content -LiteralPath $_.Path $_.Text }
        Unregister-SmtpTlsAudit mine -WhatIf
        Test-Path "$units/mine.timer" | Should -BeTrue
        $plan | Unregister-SmtpTlsAudit -WarningAction SilentlyContinue | Should -Be 'mine'
        Test-Path "$units/mine.timer", "$units/mine.service" | Should -Be $false, $false
        Test-Path "$units/other.timer" | Should -BeTrue
    }
}
