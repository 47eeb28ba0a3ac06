#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module (Resolve-Path "$PSScriptRoot/../../SmtpTls.psd1") -Force
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    $script = "$root/scripts/Invoke-ScheduledAudit.ps1"
    $lab = Start-Lab
    $folder = "$TestDrive/audits"
    $null = New-Item $folder -ItemType Directory
    Set-Content "$TestDrive/on drift.ps1" "param(`$Path) Copy-Item -LiteralPath `$Path '$TestDrive/told.json'"

    # Runs the script as a scheduler does.
    function Invoke-Run([hashtable] $Change = @{}) {
        $settings = @{
            version = 1; name = 'test'; outputDirectory = $folder; domains = @('no-starttls.lab.test'); domainFile = $null; failOn = 'Never'; notifyOn = 'Worse'; mailTo = @(); from = $null
            smtpServer = $null; smtpPort = 587; credentialPath = $null; credentialName = $null; credentialVault = $null; onDrift = $null; auditParameter = $lab.Common
        }
        foreach ($name in $Change.Keys) { $settings[$name] = $Change[$name] }
        $settings | ConvertTo-Json -Depth 4 | Set-Content "$TestDrive/test.settings"
        $said = pwsh -NoProfile -NonInteractive -File $script "$TestDrive/test.settings" 2>&1
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Said = "$said" }
    }
}

AfterAll { Stop-Lab $lab }

Describe 'Invoke-ScheduledAudit.ps1' {
    It 'keeps the first audit and tells nobody' {
        (Invoke-Run @{ onDrift = "$TestDrive/on drift.ps1" }).ExitCode | Should -Be 0
        @(Get-ChildItem $folder -Filter audit-*.jsonl).Count | Should -Be 1
        Test-Path "$folder/drift", "$TestDrive/told.json" | Should -Be $false, $false
    }

    It 'tells a script of what got worse, and ends with 1 from FailOn on' {
        $new = Get-ChildItem $folder -Filter audit-*.jsonl
        $old = Get-Content $new.FullName -Raw | ConvertFrom-Json -AsHashtable
        $old.assessedAt = '2026-01-01T00:00:00Z'
        $old.startTls.hosts[0].outcome = 'Encrypted'
        $old.startTls.hosts[0].encrypted = $true
        $old.startTls.hosts[0].verdict = $old.startTls.verdict = 'Pass'
        $old.findings = @()
        $old | ConvertTo-Json -Depth 12 -Compress | Set-Content "$folder/audit-20260101T000000Z.jsonl"
        Remove-Item $new.FullName
        $run = Invoke-Run @{ onDrift = "$TestDrive/on drift.ps1"; failOn = 'High' }
        $run.ExitCode | Should -Be 1 -Because $run.Said
        (Get-Content "$TestDrive/told.json" -Raw | ConvertFrom-Json).changes.kind | Should -Contain 'StartTlsVanished'
    }

    It 'reads domains from a file, says which are none, and ends with 2' {
        Set-Content "$TestDrive/list.txt" '# partners', '', 'good-rsa.lab.test # main', 'no domain'
        $run = Invoke-Run @{ domains = @(); domainFile = "$TestDrive/list.txt" }
        $run.ExitCode | Should -Be 2
        $run.Said | Should -BeLike "*'no domain' is not a domain name*"
    }

    It 'does not go on with a night that was killed, unless the settings say so' {
        $kept = @{ outputDirectory = "$TestDrive/nights"; domains = 'no-starttls.lab.test', 'good-rsa.lab.test'; auditParameter = $lab.Common + @{ StatePath = "$TestDrive/state" } }
        $null = New-Item $kept.outputDirectory -ItemType Directory
        Invoke-Run $kept
        $journal = Get-ChildItem "$TestDrive/state" -Filter *.journal
        $killed = (Get-Content $journal.FullName | Select-Object -First 2) -join "`n"
        [IO.File]::WriteAllText($journal.FullName, "$killed`n")
        $kept.auditParameter.Restart = $false
        $run = Invoke-Run $kept
        $run.ExitCode | Should -BeIn 0, 3 -Because $run.Said
        [IO.File]::ReadAllText($journal.FullName) | Should -BeLike "$killed*"
        [IO.File]::WriteAllText($journal.FullName, "$killed`n")
        $kept.auditParameter.Remove('Restart')
        $run = Invoke-Run $kept
        $run.ExitCode | Should -BeIn 0, 3 -Because $run.Said
        [IO.File]::ReadAllText($journal.FullName) | Should -Not -BeLike "$killed*"
        [IO.File]::ReadAllText(($journal.FullName -replace 'journal$', 'previous')) | Should -Be "$killed`n"
    }

    It 'ends with 3 where the first night could not see' {
        $dark = @{ outputDirectory = "$TestDrive/dark"; domains = @('dns-servfail.lab.test') }
        $null = New-Item $dark.outputDirectory -ItemType Directory
        (Invoke-Run $dark).ExitCode | Should -Be 3
    }

    It 'leaves no audit of a night without domains, which the next would complain of' {
        $bare = @{ outputDirectory = "$TestDrive/bare"; domains = @('no domain') }
        $null = New-Item $bare.outputDirectory -ItemType Directory
        $run = Invoke-Run $bare
        $run.ExitCode | Should -Be 2
        $run.Said | Should -BeLike "*'no domain' is not a domain name*Nothing was audited*"
        Get-ChildItem $bare.outputDirectory | Should -BeNullOrEmpty
        $bare.domains = @('no-starttls.lab.test')
        (Invoke-Run $bare).ExitCode | Should -Be 0
    }

    It 'ends with 4 where it cannot finish' {
        (Invoke-Run @{ outputDirectory = "$TestDrive/none" }).ExitCode | Should -Be 4
        (Invoke-Run @{ version = 2 }).Said | Should -BeLike '*version 2*reads version 1*'
    }
}
