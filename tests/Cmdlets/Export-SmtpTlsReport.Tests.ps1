#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $files = "$root/tests/Vectors/tlsrpt-report/files"
    $summary = Read-TlsRptReport "$files/rfc-shape.json" | Measure-TlsRptReport

    . "$PSScriptRoot/Lab.ps1"
    $lab = Start-Lab
    $common = $lab.Common + @{ MtaStsPort = $lab.mtaStsPort }
    $state = "$TestDrive/state"
    $audits = 'good-rsa.lab.test', 'expired.lab.test' | Invoke-SmtpTlsAudit @common -StatePath $state

    # The domains that a page lists, by name.
    function Get-Listed($File) { @([regex]::Match((Get-Content -Raw $File), '"domains":\[("[^]]*")\]').Groups[1].Value -split ',' -replace '"' | Sort-Object) }
    $both = 'expired.lab.test', 'good-rsa.lab.test'
}

AfterAll { Stop-Lab $lab }

Describe 'Export-SmtpTlsReport' {
    It 'writes one page' {
        New-Item -ItemType Directory "$TestDrive/own" | Out-Null
        $file = $summary | Export-SmtpTlsReport "$TestDrive/own/page.html" -Title 'Our <reports>'
        $file | Should -BeOfType IO.FileInfo
        $page = Get-Content -Raw $file
        $page | Should -BeLike '*<title>Our &lt;reports&gt;</title>*'
        $page | Should -BeLike "*default-src 'none'*"
        $page | Should -BeLike '*mx2.mail.company-z.example*'
        Get-ChildItem "$TestDrive/own" | Should -HaveCount 1
    }

    It 'adds reports up itself' {
        Read-TlsRptReport "$files/google-style.json" | Export-SmtpTlsReport "$TestDrive/own.html" | Get-Content -Raw | Should -BeLike '*certificate-host-mismatch*'
    }

    It 'replaces a file only with -Force' {
        Set-Content "$TestDrive/there.html" 'mine'
        { $summary | Export-SmtpTlsReport "$TestDrive/there.html" } | Should -Throw -ErrorId 'PageNotWritten,SmtpTls.Commands.ExportSmtpTlsReportCommand'
        Get-Content "$TestDrive/there.html" | Should -Be 'mine'
        $summary | Export-SmtpTlsReport "$TestDrive/there.html" -Force
        Get-Content "$TestDrive/there.html" -TotalCount 1 | Should -Be '<!DOCTYPE html>'
    }

    It 'writes nothing with -WhatIf' {
        $summary | Export-SmtpTlsReport "$TestDrive/what.html" -WhatIf | Should -BeNullOrEmpty
        "$TestDrive/what.html" | Should -Not -Exist
    }

    It 'writes a page of audits' {
        $file = $audits | Export-SmtpTlsReport "$TestDrive/audit.html" -Title 'Our <partners>'
        $file | Should -BeOfType IO.FileInfo
        $page = Get-Content -Raw $file
        $page | Should -BeLike '*<title>Our &lt;partners&gt;</title>*'
        $page | Should -BeLike "*default-src 'none'*"
        Get-Listed $file | Should -Be $both
        $page | Should -BeLike '*#domains?finding=CERT-EXPIRED*'
    }

    It 'takes audits that Clixml or JSON gave back, with their dialogue' {
        $audits | Export-Clixml "$TestDrive/audits.xml"
        $whole = ($audits | Export-SmtpTlsReport "$TestDrive/live.html").Length
        (Import-Clixml "$TestDrive/audits.xml" | Export-SmtpTlsReport "$TestDrive/clixml.html").Length | Should -BeGreaterThan ($whole - 2000)
        ($audits | ConvertTo-Json -Depth 12 | ConvertFrom-Json | Export-SmtpTlsReport "$TestDrive/json.html").Length | Should -BeGreaterThan ($whole - 2000)
    }

    It 'reads journals, files and what Get-ChildItem finds; the newest of a domain counts' {
        Get-Listed (Export-SmtpTlsReport "$TestDrive/journal.html" -AuditPath $state) | Should -Be $both
        Set-Content "$TestDrive/one.jsonl" ($audits[1].ToJson())
        Set-Content "$TestDrive/two.jsonl" ($audits | ForEach-Object ToJson)
        Get-Listed (Export-SmtpTlsReport "$TestDrive/files.html" -AuditPath "$TestDrive/*.jsonl") | Should -Be $both
        Get-Listed (Get-ChildItem "$TestDrive/one.jsonl" | Export-SmtpTlsReport "$TestDrive/one.html") | Should -Be 'expired.lab.test'
    }

    It 'says which piece of a file is no audit, and goes on' {
        Set-Content "$TestDrive/bad.jsonl" "{}`n$($audits[1].ToJson())"
        $file = Export-SmtpTlsReport "$TestDrive/bad.html" -AuditPath "$TestDrive/bad.jsonl" -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'AuditPieceUnreadable,SmtpTls.Commands.ExportSmtpTlsReportCommand'
        $file.Length | Should -BeGreaterThan 200000
        Export-SmtpTlsReport "$TestDrive/none.html" -AuditPath "$TestDrive/missing.jsonl" -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'AuditUnreadable,SmtpTls.Commands.ExportSmtpTlsReportCommand'
        "$TestDrive/none.html" | Should -Not -Exist
    }

    It 'makes no folder that was mistyped, and says so before anything is read' {
        $script:asked = $false
        { & { $script:asked = $true; $audits } | Export-SmtpTlsReport "$TestDrive/nowhere/page.html" } |
            Should -Throw -ErrorId 'PageNotWritten,SmtpTls.Commands.ExportSmtpTlsReportCommand' -ExpectedMessage '*there is no such folder*'
        $script:asked | Should -BeFalse
        "$TestDrive/nowhere" | Should -Not -Exist
    }

    It 'says that it wrote nothing where nothing came' {
        @() | Export-SmtpTlsReport "$TestDrive/none.html" -WarningVariable said -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$said" | Should -BeLike '*none.html*was not written.'
        "$TestDrive/none.html" | Should -Not -Exist
    }

    It 'makes no page of audits and reports together' {
        $file = @($audits[0]; $summary) | Export-SmtpTlsReport "$TestDrive/both.html" -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'ReportObjectUnusable,SmtpTls.Commands.ExportSmtpTlsReportCommand'
        Get-Listed $file | Should -Be 'good-rsa.lab.test'
    }

    It 'refuses what is neither audit, summary nor report' {
        1 | Export-SmtpTlsReport "$TestDrive/no.html" -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'ReportObjectUnusable,SmtpTls.Commands.ExportSmtpTlsReportCommand'
        "$TestDrive/no.html" | Should -Not -Exist
    }
}
