#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force

    # An audit as smtptls audit --jsonl prints it, reduced to what decides here.
    function Get-AuditText([string] $Outcome, [int] $Day, [string] $Domain = 'contoso.com') {
        $verdict = switch ($Outcome) { Encrypted { 'Pass' } Timeout { 'Inconclusive' } default { 'Fail' } }
        [ordered]@{
            domain = $Domain; mxState = 'Found'; assessedAt = "2026-11-0$($Day)T03:00:00Z"; durationMs = 1.5
            mx = @(@{ host = 'mx1.contoso.com'; preference = 10; addresses = @('192.0.2.1'); security = $null })
            startTls = @{ verdict = $verdict; hosts = @(@{ domain = $Domain; host = 'mx1.contoso.com'; address = '192.0.2.1'; port = 25; outcome = $Outcome; verdict = $verdict; encrypted = $Outcome -eq 'Encrypted'; certificateVerdict = 'Unknown' }) }
            findings = @(if ($Outcome -eq 'NotOffered') { @{ id = 'STARTTLS-NOT-OFFERED'; severity = 'Critical'; subject = 'mx1.contoso.com'; title = 't'; detail = '=not offered'; remedy = 'Offer it.'; reference = 'RFC 3207' } })
        } | ConvertTo-Json -Depth 8 -Compress
    }
    $old = "$TestDrive/old.jsonl"
    $new = "$TestDrive/new.jsonl"
    Set-Content $old (Get-AuditText Encrypted 1)
    Set-Content $new (Get-AuditText NotOffered 2)
}

Describe 'Compare-SmtpTlsAudit' {
    It 'compares two files by position and by name' {
        $drift = Compare-SmtpTlsAudit $old $new
        $drift | Should -BeOfType SmtpTls.AuditDrift
        $drift.Drift | Should -BeExactly 'Worse'
        $drift.Changes[0].FindingId | Should -BeExactly 'STARTTLS-NOT-OFFERED'
        $drift.Changes.Kind | Should -Contain 'StartTlsVanished'
        $drift.Changes[0].Remedy | Should -Be 'Offer it.'
        $drift.NewAssessedAt.Kind | Should -Be 'Utc'
        (Compare-SmtpTlsAudit -Path $new -DifferencePath $old).Drift | Should -Be 'Better'
    }

    It 'compares files of a pipeline and a folder by their time' {
        $folder = New-Item "$TestDrive/folder" -ItemType Directory
        Set-Content "$folder/b.jsonl" (Get-AuditText Encrypted 1)
        Set-Content "$folder/a.json" "[$(Get-AuditText NotOffered 3)]"
        (Compare-SmtpTlsAudit $folder).Drift | Should -Be 'Worse'
        (Get-ChildItem $folder | Compare-SmtpTlsAudit).Drift | Should -Be 'Worse'
        (Compare-SmtpTlsAudit "$folder/*.json*").Drift | Should -Be 'Worse'
        (Compare-SmtpTlsAudit $folder).Open.FirstSeenAt | Should -Be ([datetime]::new(2026, 11, 3, 3, 0, 0, [DateTimeKind]::Utc))
    }

    It 'compares two folders that hold one audit each' {
        $before, $after = 'before', 'after' | ForEach-Object { New-Item "$TestDrive/$_" -ItemType Directory }
        Copy-Item $old $before
        Copy-Item $new $after
        (Compare-SmtpTlsAudit $before $after).Drift | Should -Be 'Worse'
        (Compare-SmtpTlsAudit $after -DifferencePath $old).Drift | Should -Be 'Better'
        (Compare-SmtpTlsAudit -Path $after, $before).Drift | Should -Be 'Worse'
        Copy-Item $old $after
        { Compare-SmtpTlsAudit $before $after } | Should -Throw -ErrorId 'AuditsIncomplete,*' -ExpectedMessage '*holds 2 audits*'
    }

    It 'compares objects of ConvertFrom-Json and of Import-Clixml' {
        $before = Get-Content $old | ConvertFrom-Json
        $after = Get-Content $new | ConvertFrom-Json
        ($after | Compare-SmtpTlsAudit -ReferenceObject $before).Changes.Kind | Should -Contain 'StartTlsVanished'
        $after | Export-Clixml "$TestDrive/new.xml" -Depth 8
        (Import-Clixml "$TestDrive/new.xml" | Compare-SmtpTlsAudit -ReferenceObject $before).Drift | Should -Be 'Worse'
    }

    It 'says nothing when nothing changed, unless it is asked to' {
        Compare-SmtpTlsAudit $old $old | Should -BeNullOrEmpty
        (Compare-SmtpTlsAudit $old $old -IncludeUnchanged).Drift | Should -Be 'Unchanged'
    }

    It 'never calls worse or fixed what could not be determined' {
        Set-Content "$TestDrive/dark.jsonl" (Get-AuditText Timeout 2)
        $drift = Compare-SmtpTlsAudit $old "$TestDrive/dark.jsonl"
        $drift.Drift | Should -Be 'Inconclusive'
        $drift.Changes | Should -BeNullOrEmpty
        $drift.Inconclusive | Should -BeLike '*Timeout*'
    }

    It 'tells of lines that are no audits and goes on' {
        Set-Content "$TestDrive/bad.jsonl" 'nonsense', (Get-AuditText NotOffered 2)
        $drift = Compare-SmtpTlsAudit $old "$TestDrive/bad.jsonl" -ErrorVariable problems -ErrorAction SilentlyContinue
        $drift.Drift | Should -Be 'Worse'
        $problems[0].FullyQualifiedErrorId | Should -Be 'AuditPieceUnreadable,SmtpTls.Commands.CompareSmtpTlsAuditCommand'
        $problems[0] | Should -BeLike '*line 1*no JSON*'
        1, 'x', [pscustomobject]@{ a = 1 } | Compare-SmtpTlsAudit -ReferenceObject @() -ErrorVariable others -ErrorAction SilentlyContinue
        $others.Count | Should -Be 3
        $others[0].FullyQualifiedErrorId | Should -BeLike 'AuditInvalid,*'
        { Compare-SmtpTlsAudit $old } | Should -Throw -ErrorId 'AuditsIncomplete,SmtpTls.Commands.CompareSmtpTlsAuditCommand'
        Compare-SmtpTlsAudit "$TestDrive/none.jsonl" $new -ErrorVariable missing -ErrorAction SilentlyContinue
        $missing.FullyQualifiedErrorId | Should -Contain 'AuditUnreadable,SmtpTls.Commands.CompareSmtpTlsAuditCommand'
    }

    It 'writes <Format>' -ForEach @(
        @{ Format = 'Text'; Part = 'contoso.com: Worse' }, @{ Format = 'Mail'; Part = 'Subject: Mail TLS: worse at contoso.com' }, @{ Format = 'Teams'; Part = 'AdaptiveCard' }
        @{ Format = 'EventLog'; Part = "Error`t1001`t" }, @{ Format = 'Syslog'; Part = '<18>1 ' }, @{ Format = 'JUnit'; Part = '<failure' }, @{ Format = 'Sarif'; Part = '"2.1.0"' }
        @{ Format = 'Prometheus'; Part = 'smtptls_drift_domains{' }
    ) {
        (Compare-SmtpTlsAudit $old $new -Format $Format) -join "`n" | Should -BeLike "*$Part*"
    }

    It 'writes rows that Import-Csv reads and no spreadsheet computes' {
        $rows = Compare-SmtpTlsAudit $old $new -Format Csv | ConvertFrom-Csv
        $rows[0].Domain | Should -Be 'contoso.com'
        ($rows | Where-Object FindingId).Detail | Should -BeLike "'=not offered*"
    }

    It 'completes its formats, survives Clixml, and fits 120 columns' {
        (TabExpansion2 'Compare-SmtpTlsAudit -Format S').CompletionMatches.CompletionText | Should -Be 'Sarif', 'Syslog'
        $drift = Compare-SmtpTlsAudit $old $new
        $drift | Export-Clixml "$TestDrive/drift.xml"
        (Import-Clixml "$TestDrive/drift.xml").Changes[0].FindingId | Should -Be 'STARTTLS-NOT-OFFERED'
        ($drift | Out-String -Width 120).Split("`n").TrimEnd().Length | Sort-Object | Select-Object -Last 1 | Should -BeLessOrEqual 120
        $drift | Out-String | Should -BeLike '*STARTTLS-NOT-OFFERED*'
    }
}
