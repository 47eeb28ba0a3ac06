#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $able = $IsLinux -and (Test-Path /usr/bin/systemctl, /bin/systemctl) -contains $true
    if (-not $able) { Write-Warning 'Register-SmtpTlsAudit is not tested: there is no systemd.' }

    # A clone that others can write is refused, as it should be; then there is nothing to test.
    for ($at = (Resolve-Path "$PSScriptRoot/../..").Path; $able -and $at; $at = Split-Path $at) {
        $able = (Get-Item -LiteralPath $at).UnixMode -notmatch '^.{5}w|^.{8}w.?$'
        if (-not $able) { Write-Warning "Register-SmtpTlsAudit is not tested: others can write '$at'." }
    }
}

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $module = "$HOME/.cache/smtptls-test-$PID"
    $output = "$module/audits"
    $env:XDG_CONFIG_HOME = "$module/config"
    $null = New-Item $env:XDG_CONFIG_HOME -ItemType Directory -Force
    if ($IsLinux) { chmod -R go-w $module }
}

AfterAll {
    Remove-Item Env:XDG_CONFIG_HOME
    Remove-Item $module -Recurse -Force
}

Describe 'Register-SmtpTlsAudit' -Skip:(-not $able) {
    It 'says with -WhatIf what it would register, and changes nothing' {
        $plan = 'contoso.com', 'bücher.example' | Register-SmtpTlsAudit -OutputDirectory $output -At 04:30 -DaysOfWeek Monday -RandomDelayMin 0 -FailOn High -WhatIf
        $plan | Should -BeOfType SmtpTls.AuditSchedule
        $plan.Registered | Should -BeFalse
        $plan.Scheduler | Should -BeExactly 'SystemdUser'
        $plan.Files.Path | Should -Be "$output/SmtpTlsAudit.settings", "$env:XDG_CONFIG_HOME/systemd/user/SmtpTlsAudit.service", "$env:XDG_CONFIG_HOME/systemd/user/SmtpTlsAudit.timer"
        $plan.Files[1].Text | Should -BeLike '*ExecStart="*pwsh" "-NoLogo" "-NoProfile" "-NonInteractive" "-File" "*/Invoke-ScheduledAudit.ps1" "*/audits/SmtpTlsAudit.settings"*'
        $plan.Files[2].Text | Should -BeLike "*OnCalendar=Mon `*-`*-`* 04:30:00`n*Persistent=true*"
        $settings = $plan.Files[0].Text | ConvertFrom-Json
        $settings.domains | Should -Be 'contoso.com', 'xn--bcher-kva.example'
        $settings.failOn | Should -Be 'High'
        $plan.Steps | Should -Be 'systemctl --user daemon-reload', 'systemctl --user enable --now SmtpTlsAudit.timer'
        $plan.Notes | Should -BeLike '*enable-linger*'
        Test-Path $output | Should -BeFalse
        Get-ChildItem $env:XDG_CONFIG_HOME -Recurse | Should -BeNullOrEmpty
    }

    It 'prints every file and step with -WhatIf' {
        $transcript = pwsh -NoProfile -NonInteractive -Command "Import-Module '$root/SmtpTls.psd1'; `$null = Register-SmtpTlsAudit contoso.com -OutputDirectory '$output' -WhatIf" | Out-String
        $transcript | Should -BeLike "*What if:*Write $output/SmtpTlsAudit.settings:*ExecStart=*OnCalendar=*Run: systemctl --user enable --now SmtpTlsAudit.timer*"
    }

    It 'refuses what does not go together' {
        $parameters = @{ OutputDirectory = $output; WhatIf = $true }
        { Register-SmtpTlsAudit contoso.com @parameters -MailTo a@contoso.com } | Should -Throw '*-MailTo needs -SmtpServer and -From*' -ErrorId 'ScheduleInvalid,*'
        { Register-SmtpTlsAudit @parameters } | Should -Throw '*Name domains*'
        { Register-SmtpTlsAudit contoso.com @parameters -At 25:00 } | Should -Throw '*25:00*'
        { Register-SmtpTlsAudit contoso.com @parameters -Name '../x' } | Should -Throw '*-Name*'
        { Register-SmtpTlsAudit contoso.com @parameters -UserId root } | Should -Throw '*-Scope System*'
        { Register-SmtpTlsAudit contoso.com @parameters -AuditParameter @{ Proxy = 'http://user:secret@proxy:8080' } } | Should -Throw '*no secret*'
        { Register-SmtpTlsAudit contoso.com @parameters -AuditParameter @{ HeloName = Get-Process -Id $PID } } | Should -Throw '*value of HeloName*'
        { Register-SmtpTlsAudit contoso.com @parameters -AuditParameter @{ TimoutSec = 5 } } | Should -Throw "*has no parameter 'TimoutSec'*" -ErrorId 'ScheduleInvalid,*'
        { Register-SmtpTlsAudit contoso.com @parameters -AuditParameter @{ domain = 'x.example' } } | Should -Throw '*domain is given by the run itself*'
    }

    It 'keeps paths of the audit as they are here and now' {
        Push-Location $module
        try { $plan = Register-SmtpTlsAudit contoso.com -OutputDirectory $output -AuditParameter @{ CaFile = 'roots.pem'; WarningAction = 'SilentlyContinue'; Port = 2525 } -WhatIf }
        finally { Pop-Location }
        $kept = ($plan.Files[0].Text | ConvertFrom-Json).auditParameter
        $kept.CaFile | Should -BeExactly "$module/roots.pem"
        $kept.Port | Should -Be 2525
    }

    It 'keeps where a credential is, and never what it is' {
        $secret = "$module/relay.xml"
        [pscredential]::new('user', (ConvertTo-SecureString 'hunter2' -AsPlainText -Force)) | Export-Clixml $secret
        chmod 600 $secret
        $mail = @{ MailTo = 'a@contoso.com'; From = 'b@contoso.com'; SmtpServer = 'relay.contoso.com' }
        $plan = Register-SmtpTlsAudit contoso.com -OutputDirectory $output -CredentialPath $secret @mail -WhatIf
        "$($plan.Files.Text) $($plan.Command) $($plan.Steps)" | Should -Not -BeLike '*hunter2*'
        ($plan.Files[0].Text | ConvertFrom-Json).credentialPath | Should -Be $secret
        chmod 644 $secret
        { Register-SmtpTlsAudit contoso.com -OutputDirectory $output -CredentialPath $secret @mail -WhatIf } | Should -Throw '*others can read it*' -ErrorId 'SchedulePathUnsafe,*'
    }

    It 'refuses scripts and folders that others can write, and links' {
        $script = "$module/on drift.ps1"
        Set-Content $script 'param($Path)'
        chmod 755 $script
        (Register-SmtpTlsAudit contoso.com -OutputDirectory $output -OnDrift $script -WhatIf).Name | Should -Be 'SmtpTlsAudit'
        chmod 757 $script
        { Register-SmtpTlsAudit contoso.com -OutputDirectory $output -OnDrift $script -WhatIf } | Should -Throw "*others can write*" -ErrorId 'SchedulePathUnsafe,*'
        chmod 755 $script
        $null = New-Item "$module/link.ps1" -ItemType SymbolicLink -Target $script
        { Register-SmtpTlsAudit contoso.com -OutputDirectory $output -OnDrift "$module/link.ps1" -WhatIf } | Should -Throw '*is a link*'
        $open = New-Item "$module/open" -ItemType Directory
        chmod 777 $open
        { Register-SmtpTlsAudit contoso.com -OutputDirectory "$open/audits" -WhatIf } | Should -Throw '*others can write*'
        { Register-SmtpTlsAudit contoso.com -OutputDirectory $output -OnDrift "$module/none.ps1" -WhatIf } | Should -Throw '*no such file*'
    }

    It 'has a run keep its audits with the rights of another user, in a folder of that user alone' -Skip:($IsLinux -and (id -u) -ne 0) {
        $parameters = @{ Domain = 'contoso.com'; OutputDirectory = "$module/theirs"; Scope = 'System'; WhatIf = $true }
        { Register-SmtpTlsAudit @parameters -UserId no-such-user } | Should -Throw "*knows no user 'no-such-user'*" -ErrorId 'ScheduleInvalid,*'
        { Register-SmtpTlsAudit @parameters -UserId nobody } | Should -Throw '*must be there and belong to nobody*install -d -m 700 -o nobody*' -ErrorId 'SchedulePathUnsafe,*'
        install -d -m 700 -o root "$module/theirs"
        { Register-SmtpTlsAudit @parameters -UserId nobody } | Should -Throw '*must be there and belong to nobody*'
        chown nobody "$module/theirs"
        $plan = Register-SmtpTlsAudit @parameters -UserId nobody
        $plan.Files[1].Text | Should -BeLike "*`nUser=nobody`n*"
        { Register-SmtpTlsAudit @parameters } | Should -Throw '*belongs to another user*'
    }

    It 'leaves no unit behind where systemd does not answer, and registers where it does' {
        $timer = "$env:XDG_CONFIG_HOME/systemd/user/SmtpTlsAudit.timer"
        $null = systemctl --user is-system-running 2>&1
        if ($LASTEXITCODE -eq 1 -and -not $env:DBUS_SESSION_BUS_ADDRESS -and -not $env:XDG_RUNTIME_DIR) {
            { Register-SmtpTlsAudit contoso.com -OutputDirectory $output } | Should -Throw '*systemctl ended with*' -ErrorId 'ScheduleNotRegistered,*'
            Test-Path $timer | Should -BeFalse
            Test-Path "$output/SmtpTlsAudit.settings" | Should -BeTrue
            (Get-Item $output).UnixMode | Should -Be 'drwx------'
        }
        else { Set-ItResult -Skipped -Because 'a user manager runs here, whose units are not for tests' }
    }
}
