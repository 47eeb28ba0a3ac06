#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $files = "$root/tests/Vectors/tlsrpt-report/files"
}

Describe 'Measure-TlsRptReport' {
    It 'counts a report that came twice once' {
        $summary = Read-TlsRptReport "$files/dup-a1.json", "$files/dup-a2.json", "$files/dup-b2.json" | Measure-TlsRptReport
        $summary | Should -BeOfType SmtpTls.TlsRptSummary
        $summary.Reports | Should -Be 2
        $summary.Duplicates | Should -Be 1
        $summary.SuccessfulSessions | Should -Be 17
    }

    It 'does not add sessions that a sender lists under MTA-STS and DANE' {
        $summary = Read-TlsRptReport (Get-Item "$files/microsoft*").FullName | Measure-TlsRptReport
        $summary.SuccessfulSessions | Should -Be 12
        $summary.Policies | Should -HaveCount 2
    }

    It 'explains each failure' {
        $failure = (Read-TlsRptReport "$files/rfc-shape.json" | Measure-TlsRptReport).Failures[0]
        $failure.ResultType | Should -BeExactly 'starttls-not-supported'
        $failure.MxHost | Should -BeExactly 'mx2.mail.company-z.example'
        $failure.FailedSessions | Should -Be 112
        $failure.Cause | Should -BeLike '*STARTTLS*'
        $failure.Remedy | Should -Not -BeNullOrEmpty
        $failure.Now | Should -BeNullOrEmpty
    }

    It 'takes reports that were kept' {
        Read-TlsRptReport "$files/google-style.json" | Export-Clixml "$TestDrive/r.xml"
        (Import-Clixml "$TestDrive/r.xml" | Measure-TlsRptReport).FailedSessions | Should -Be 5
        (Read-TlsRptReport "$files/google-style.json" | ConvertTo-Json -Depth 8 | ConvertFrom-Json | Measure-TlsRptReport).Failures[0].FirstSeen | Should -Be ([datetime]'2026-11-20')
    }

    It 'leaves out what is no report' {
        $summary = 1, (Read-TlsRptReport "$files/dane.json") | Measure-TlsRptReport -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -Be 'ReportObjectUnusable,SmtpTls.Commands.MeasureTlsRptReportCommand'
        $summary.Reports | Should -Be 1
    }

    It 'gives a summary of nothing' {
        $summary = Read-TlsRptReport "$files/zero.json" | Measure-TlsRptReport
        $summary.Unusable | Should -Be 1
        $summary.FailureRate | Should -BeNullOrEmpty
    }

    It 'says with -Live whether it is still so' {
        $lab = Start-Lab
        try {
            $options = $lab.Published.Clone()
            $options.Port = $lab.smtpPort
            $text = Get-Content -Raw "$files/google-style.json"
            $reports = foreach ($case in @(@('good-rsa.lab.test', 'certificate-expired'), @('expired.lab.test', 'certificate-expired'))) {
                ($text -replace 'mx1\.example\.com', "mx.$($case[0])" -replace 'example\.com', $case[0] -replace 'certificate-host-mismatch', $case[1]) | Read-TlsRptReport
            }
            $failures = ($reports | Measure-TlsRptReport -Live @options -WarningAction SilentlyContinue).Failures | Where-Object ResultType -eq certificate-expired
            ($failures | Where-Object Domain -eq good-rsa.lab.test).Now.State | Should -BeExactly 'Repaired'
            ($failures | Where-Object Domain -eq expired.lab.test).Now.State | Should -BeExactly 'StillFailing'
            ($failures | Where-Object Domain -eq expired.lab.test).Now.Detail | Should -BeLike '*Expired*'
        }
        finally {
            Stop-Lab $lab
        }
    }
}
