#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $files = "$root/tests/Vectors/tlsrpt-report/files"
    $summary = Read-TlsRptReport "$files/rfc-shape.json" | Measure-TlsRptReport
}

Describe 'Export-SmtpTlsReport' {
    It 'writes one page' {
        $file = $summary | Export-SmtpTlsReport "$TestDrive/page.html" -Title 'Our <reports>'
        $file | Should -BeOfType IO.FileInfo
        $page = Get-Content -Raw $file
        $page | Should -BeLike '*<title>Our &lt;reports&gt;</title>*'
        $page | Should -BeLike "*default-src 'none'*"
        $page | Should -BeLike '*mx2.mail.company-z.example*'
        Get-ChildItem $TestDrive | Should -HaveCount 1
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

    It 'refuses what is neither summary nor report' {
        1 | Export-SmtpTlsReport "$TestDrive/no.html" -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'ReportObjectUnusable,SmtpTls.Commands.ExportSmtpTlsReportCommand'
        "$TestDrive/no.html" | Should -Not -Exist
    }
}
