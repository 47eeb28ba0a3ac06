#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# A schedule from its registration to its end, with a user manager of systemd that is real: it catches up, runs, keeps the number of each end, and forgets.

BeforeDiscovery {
    . "$PSScriptRoot/UserManager.ps1"
    $why = Get-UserManagerObstacle

    # A clone that others can write is refused, as it should be; then there is nothing to test.
    for ($at = (Resolve-Path "$PSScriptRoot/../..").Path; -not $why -and $at; $at = Split-Path $at) {
        if ((Get-Item -LiteralPath $at).UnixMode -match '^.{5}w|^.{8}w.?$') { $why = "others can write '$at'" }
    }
    if ($why) { Write-Warning "No schedule is run by systemd: $why" }
}

BeforeAll {
    . "$PSScriptRoot/UserManager.ps1"
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
}

Describe 'A schedule of systemd' -Skip:([bool]$why) {
    BeforeAll {
        $folder = "$HOME/.cache/smtptls-schedule-$PID"
        $output = "$folder/our audits"
        $state = "$folder/state"
        $null = New-Item $folder -ItemType Directory -Force
        chmod -R go-w $folder
        Set-Content "$folder/on drift.ps1" "param(`$Path) Copy-Item -LiteralPath `$Path '$folder/told.json'"
        chmod 700 "$folder/on drift.ps1"
        $lab = Start-Lab
        $manager = Start-UserManager $folder
        $timer = "$folder/config/systemd/user/nightly.timer"

        # Runs the cmdlets in a PowerShell of the manager's user; objects come back as JSON, errors as text.
        function Invoke-There([scriptblock] $Script, [hashtable] $Arguments = @{}) {
            Export-Clixml -InputObject $Arguments "$folder/arguments.xml"
            $text = "`$a = Import-Clixml '$folder/arguments.xml'; Import-Module '$root/SmtpTls.psd1'; & { $Script } 3>`$null | ConvertTo-Json -Depth 5"
            Invoke-BesideManager $manager 'pwsh', '-NoProfile', '-NonInteractive', '-Command', $text | Out-String
        }

        # What the manager knows of a unit.
        function Get-Unit([string] $Name) {
            $known = @{}
            Invoke-BesideManager $manager 'systemctl', '--user', 'show', $Name | ForEach-Object { $key, $value = "$_" -split '=', 2; $known[$key] = $value }
            $known
        }

        function Get-Audit { @(Get-ChildItem -LiteralPath $output -Filter audit-*.jsonl | Sort-Object Name) }
        $plan = @{ OutputDirectory = $output; AuditParameter = $lab.Whole + @{ StatePath = $state }; Name = 'nightly'; At = '00:00'; RandomDelayMin = 0; FailOn = 'High'; OnDrift = "$folder/on drift.ps1" }
    }

    AfterAll {
        Stop-UserManager $manager
        Stop-Lab $lab
        Remove-Item -LiteralPath $folder -Recurse -Force
    }

    It 'is registered, and makes up at once for a night that was missed' {
        # The timer was last there two days ago: systemd keeps that as the time of this file.
        $stamp = New-Item "$folder/data/systemd/timers/stamp-nightly.timer" -Force
        $stamp.LastWriteTime = (Get-Date).AddDays(-2)
        $said = Invoke-There { Register-SmtpTlsAudit good-rsa.lab.test, dns-servfail.lab.test @a } $plan
        ($said | ConvertFrom-Json).Registered | Should -BeTrue -Because $said
        (Get-Unit nightly.timer).UnitFileState | Should -BeExactly 'enabled'

        # The run is under way, started by the timer and by nobody else.
        for ($i = 0; $i -lt 600 -and (Get-Unit nightly.service).ExecMainExitTimestampMonotonic -in '0', $null; $i++) { Start-Sleep -Milliseconds 100 }
        $run = Get-Unit nightly.service
        $run.TriggeredBy | Should -BeExactly 'nightly.timer'
        "$($run.Result) $($run.ExecMainStatus)" | Should -BeExactly 'success 3' -Because "$($manager.Said)"
        $audits = Get-Content -LiteralPath (Get-Audit).FullName | ConvertFrom-Json
        $audits.domain | Should -Be 'good-rsa.lab.test', 'dns-servfail.lab.test'
        $audits[0].grade | Should -BeExactly 'B'
        Get-ChildItem $state -Filter *.journal | Should -HaveCount 1
        (Get-Item -LiteralPath (Get-Audit).FullName).UnixMode | Should -BeExactly '-rw-------'
    }

    It 'waits for the next midnight' {
        $next = (Get-Unit nightly.timer).NextElapseUSecRealtime
        $next | Should -Match ' 00:00:00 '
    }

    It 'keeps 1 as the end of a run that found a severe change, and a failure' {
        # Yesterday all was well with a domain that is broken today.
        $said = Invoke-There { Register-SmtpTlsAudit no-starttls.lab.test @a -Force } $plan
        ($said | ConvertFrom-Json).Registered | Should -BeTrue -Because $said
        $one = (Get-Content -LiteralPath (Get-Audit)[-1].FullName -First 1) -replace 'good-rsa\.lab\.test', 'no-starttls.lab.test' | ConvertFrom-Json
        $one.assessedAt = '2026-01-01T00:00:00Z'
        Get-Audit | Remove-Item
        $one | ConvertTo-Json -Depth 20 -Compress | Set-Content -LiteralPath "$output/audit-20260101T000000Z.jsonl"
        Invoke-BesideManager $manager 'systemctl', '--user', 'start', 'nightly.service' | Out-Null
        $LASTEXITCODE | Should -Not -Be 0
        $run = Get-Unit nightly.service
        "$($run.ActiveState) $($run.Result) $($run.ExecMainStatus)" | Should -BeExactly 'failed exit-code 1'
        (Get-Content "$folder/told.json" -Raw | ConvertFrom-Json).changes.kind | Should -Contain 'StartTlsVanished'
        Get-Audit | Should -HaveCount 2
    }

    It 'keeps 3 as the end of a run that could not see everything, and no failure' {
        $said = Invoke-There { Register-SmtpTlsAudit dns-servfail.lab.test @a -Force } $plan
        ($said | ConvertFrom-Json).Registered | Should -BeTrue -Because $said
        Get-Audit | Remove-Item
        foreach ($night in 1..2) { Invoke-BesideManager $manager 'systemctl', '--user', 'start', 'nightly.service' | Out-Null }
        $LASTEXITCODE | Should -Be 0
        $run = Get-Unit nightly.service
        "$($run.Result) $($run.ExecMainStatus)" | Should -BeExactly 'success 3'
    }

    It 'keeps 4 as the end of a run that could not finish, and a failure' {
        $settings = "$output/nightly.settings"
        (Get-Content -LiteralPath $settings -Raw) -replace '"version": 1', '"version": 2' | Set-Content -LiteralPath $settings
        Invoke-BesideManager $manager 'systemctl', '--user', 'start', 'nightly.service' | Out-Null
        $run = Get-Unit nightly.service
        "$($run.ActiveState) $($run.Result) $($run.ExecMainStatus)" | Should -BeExactly 'failed exit-code 4'
    }

    It 'does not replace a schedule unasked, and replaces none of others' {
        Invoke-There { Register-SmtpTlsAudit good-rsa.lab.test @a } $plan | Should -BeLike "*'nightly' is not registered: *there is a file already; -Force replaces it*"
        (Get-Unit nightly.timer).ActiveState | Should -BeExactly 'active'
        Set-Content "$folder/config/systemd/user/theirs.timer" "[Timer]`nOnCalendar=daily"
        Invoke-There { $a.Name = 'theirs'; Register-SmtpTlsAudit good-rsa.lab.test @a -Force } $plan | Should -BeLike '*was not written by Register-SmtpTlsAudit*'
    }

    It 'begins no run before its time where none was missed' {
        $said = Invoke-There { $a.Name = 'fresh'; Register-SmtpTlsAudit good-rsa.lab.test @a } $plan
        ($said | ConvertFrom-Json).Registered | Should -BeTrue -Because $said
        (Get-Unit fresh.timer).ActiveState | Should -BeExactly 'active'
        (Get-Unit fresh.service).ExecMainStartTimestampMonotonic | Should -BeExactly '0'
    }

    It 'lets a run that is under way come to its end when it is taken away' {
        $before = (Get-Audit).Count
        Invoke-BesideManager $manager 'systemctl', '--user', 'start', '--no-block', 'fresh.service' | Out-Null
        Invoke-There { Unregister-SmtpTlsAudit fresh } | Should -BeLike '"fresh"*'
        for ($i = 0; $i -lt 600 -and (Get-Unit fresh.service).ActiveState -eq 'activating'; $i++) { Start-Sleep -Milliseconds 100 }
        Get-Audit | Should -HaveCount ($before + 1)
    }

    It 'goes without a trace in the manager, and leaves what was found' {
        Invoke-There { Unregister-SmtpTlsAudit nightly } | Should -BeLike '"nightly"*'
        (Get-Unit nightly.timer).LoadState | Should -BeExactly 'not-found'
        (Get-Unit nightly.service).LoadState | Should -BeExactly 'not-found'
        Test-Path $timer | Should -BeFalse
        Get-ChildItem "$folder/config/systemd/user" -Recurse -File | Should -HaveCount 1
        Get-Audit | Should -Not -BeNullOrEmpty
    }
}
