#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $common = $lab.Common
}

AfterAll {
    Stop-Lab $lab
}

Describe 'Get-TlsaRecord' {
    It 'gets records with what DNSSEC says of them' {
        $set = Get-TlsaRecord dane-rollover.lab.test @common
        $set | Should -BeOfType SmtpTls.TlsaRecordSet
        $set.Name | Should -BeExactly "_$($lab.smtpPort)._tcp.mx.dane-rollover.lab.test"
        $set.State, $set.Security, $set.AddressSecurity, $set.MxSecurity | Should -Be 'Found', 'Secure', 'Secure', 'Secure'
        $set.Records | Should -HaveCount 2
        $set.Records[0].ToString() | Should -Match '^3 1 1 [0-9a-f]{64}$'
        $set.Ttl | Should -Be 300
    }

    It 'says <state> of <domain>' -ForEach @(
        @{ domain = 'good-ecdsa.lab.test'; state = 'Absent' }
        @{ domain = 'dane-servfail.lab.test'; state = 'Unknown' }
        @{ domain = 'dane-bogus.lab.test'; state = 'Unknown' }
        @{ domain = 'null-mx.lab.test'; state = 'NotAsked' }
        @{ domain = 'dns-servfail.lab.test'; state = 'Unknown' }
    ) {
        $set = Get-TlsaRecord $domain @common
        $set.State | Should -BeExactly $state
        $set.Reason | Should -Not -BeNullOrEmpty
    }

    It 'names the host that an alias leads to' {
        (Get-TlsaRecord dane-host-alias.lab.test @common).BaseDomain | Should -BeExactly 'real.dane-host-alias.lab.test'
    }

    It 'says what is wrong with a record' {
        $records = (Get-TlsaRecord dane-mixed.lab.test @common).Records
        $records.Usable | Should -Be $true, $false, $false, $false
        $records[3].Problem | Should -BeLike '*32 octets*31*'
    }

    It 'asks no mail server' {
        Get-TlsaRecord -ComputerName mx.silence.lab.test @common -TimeoutSec 1 | ForEach-Object State | Should -BeExactly 'Absent'
    }

    It 'fits 120 columns and keeps in Clixml' {
        $set = Get-TlsaRecord dane-many.lab.test @common
        ((($set | Out-String -Width 120) -split '\r?\n') | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
        $file = Join-Path $TestDrive 'tlsa.xml'
        $set | Export-Clixml $file
        (Import-Clixml $file).Records[299].Problem | Should -BeLike '*not looked at*'
    }

    It 'has an error of its own for names that are none' {
        Get-TlsaRecord -ComputerName 'no host' @common -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'HostNameInvalid,*'
    }
}
