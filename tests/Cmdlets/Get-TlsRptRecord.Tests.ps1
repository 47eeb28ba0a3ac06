#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $common = $lab.Published.Clone()
}

AfterAll {
    Stop-Lab $lab
}

Describe 'Get-TlsRptRecord' {
    It 'gets a record' {
        $record = Get-TlsRptRecord rpt-two.lab.test @common
        $record | Should -BeOfType SmtpTls.TlsRptRecord
        $record.State | Should -BeExactly 'Valid'
        $record.Verdict | Should -BeExactly 'Pass'
        $record.Rua | Should -Be 'mailto:tls-reports@lab.test', 'https://reports.lab.test/v1/tlsrpt'
        $record.Raw | Should -BeLike 'v=TLSRPTv1;*'
    }

    It 'says <state> <verdict> of <domain>' -ForEach @(
        @{ domain = 'rpt-two-records.lab.test'; state = 'Invalid'; verdict = 'Fail' }
        @{ domain = 'rpt-bad-uri.lab.test'; state = 'Invalid'; verdict = 'Fail' }
        @{ domain = 'rpt-old-name.lab.test'; state = 'Absent'; verdict = 'NotPresent' }
        @{ domain = 'dns-servfail.lab.test'; state = 'Indeterminate'; verdict = 'Inconclusive' }
    ) {
        $record = Get-TlsRptRecord $domain @common
        $record.State | Should -BeExactly $state
        $record.Verdict | Should -BeExactly $verdict
    }

    It 'notices the name of the early draft' {
        (Get-TlsRptRecord rpt-old-name.lab.test @common).Findings.Id | Should -Contain 'TLSRPT-OLD-NAME'
    }

    It 'takes names from the pipeline and goes on after a bad one' {
        $records = 'rpt-two.lab.test', 'bad..name', [pscustomobject]@{ DomainName = 'rpt-https.lab.test' } | Get-TlsRptRecord @common -ErrorVariable problems -ErrorAction SilentlyContinue
        $records.Domain | Should -Be 'rpt-two.lab.test', 'rpt-https.lab.test'
        $problems[0].FullyQualifiedErrorId | Should -Be 'DomainNameInvalid,SmtpTls.Commands.GetTlsRptRecordCommand'
    }

    It 'reads back what New-TlsRptRecord writes' {
        $plan = New-TlsRptRecord lab.test -Rua mailto:tls-reports@lab.test
        (Get-TlsRptRecord rpt-mailto.lab.test @common).Raw | Should -BeExactly $plan.Text
    }

    It 'is the same after Clixml' {
        Get-TlsRptRecord rpt-two.lab.test @common | Export-Clixml "$TestDrive/r.xml"
        (Import-Clixml "$TestDrive/r.xml").Rua | Should -HaveCount 2
    }
}
