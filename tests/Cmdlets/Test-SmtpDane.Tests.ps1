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

Describe 'Test-SmtpDane' {
    It 'says of a good host that senders authenticate it' {
        $result = Test-SmtpDane dane-good.lab.test @common
        $result | Should -BeOfType SmtpTls.DaneResult
        $result.State | Should -BeExactly 'Matched'
        $result.Effect | Should -BeExactly 'Authenticate'
        $result.MxSecurity, $result.AddressSecurity, $result.TlsaSecurity | Should -Be 'Secure', 'Secure', 'Secure'
        $result.Records.Role | Should -BeExactly 'Matched'
        $result.Certificates.Matched | Should -BeTrue
    }

    It 'says <state>, <effect> and <verdict> of <domain>' -ForEach @(
        @{ domain = 'dane-ta.lab.test'; state = 'Matched'; effect = 'Authenticate'; verdict = 'Pass' }
        @{ domain = 'dane-ta-in-dns.lab.test'; state = 'Matched'; effect = 'Authenticate'; verdict = 'Pass' }
        @{ domain = 'dane-ta-key-in-dns.lab.test'; state = 'Matched'; effect = 'Authenticate'; verdict = 'Pass' }
        @{ domain = 'dane-partial.lab.test'; state = 'Partial'; effect = 'Authenticate'; verdict = 'Warn' }
        @{ domain = 'dane-stale.lab.test'; state = 'Failed'; effect = 'SkipHost'; verdict = 'Fail' }
        @{ domain = 'dane-unusable.lab.test'; state = 'Unusable'; effect = 'Encrypt'; verdict = 'Warn' }
        @{ domain = 'dane-servfail.lab.test'; state = 'Indeterminate'; effect = 'SkipHost'; verdict = 'Inconclusive' }
        @{ domain = 'dane-insecure.lab.test'; state = 'NotSecure'; effect = 'Opportunistic'; verdict = 'Warn' }
        @{ domain = 'dane-bogus.lab.test'; state = 'Bogus'; effect = 'SkipHost'; verdict = 'Fail' }
        @{ domain = 'good-ecdsa.lab.test'; state = 'Absent'; effect = 'Opportunistic'; verdict = 'NotPresent' }
        @{ domain = 'null-mx.lab.test'; state = 'NotApplicable'; effect = $null; verdict = 'NotPresent' }
        @{ domain = 'dnssec-expired.lab.test'; state = 'Bogus'; effect = 'Defer'; verdict = 'Fail' }
    ) {
        $result = Test-SmtpDane $domain @common
        $result.State | Should -BeExactly $state
        $result.Effect | Should -BeExactly $effect
        $result.Verdict | Should -BeExactly $verdict
    }

    It 'accounts for every record' {
        (Test-SmtpDane dane-mixed.lab.test @common).Records.Role | Should -Be 'Matched', 'Unusable', 'Unusable', 'Malformed'
        (Test-SmtpDane dane-rollover.lab.test @common).Records.Role | Should -Be 'Matched', 'Spare'
        (Test-SmtpDane dane-many.lab.test @common).Records | Should -HaveCount 300
    }

    It 'takes hosts by property name and domains from the pipeline, in their order' {
        ([pscustomobject]@{ NameExchange = 'mx.dane-good.lab.test' } | Test-SmtpDane @common).State | Should -BeExactly 'Matched'
        ('dane-stale.lab.test', [pscustomobject]@{ DomainName = 'dane-good.lab.test' } | Test-SmtpDane @common).Host | Should -Be 'mx.dane-stale.lab.test', 'mx.dane-good.lab.test'
    }

    It 'answers with a Boolean' {
        'dane-good.lab.test', 'dane-stale.lab.test', 'good-ecdsa.lab.test' | Test-SmtpDane @common -Quiet | Should -Be $true, $false, $false
        Test-SmtpDane dane-servfail.lab.test @common -Quiet -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeFalse
        $warnings[0].Message | Should -BeLike '*dane-servfail.lab.test*could not be determined*'
    }

    It 'asks no TLSA where DNSSEC is off, and says so' {
        $result = Test-SmtpDane dane-good.lab.test @common -DnssecMode Off
        $result.State, $result.Effect | Should -Be 'NotSecure', 'Opportunistic'
    }

    It 'goes on after a name that is none' {
        (Test-SmtpDane 'no domain', dane-good.lab.test @common -ErrorVariable errors -ErrorAction SilentlyContinue).State | Should -BeExactly 'Matched'
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'DomainNameInvalid,*'
    }

    It 'survives Clixml and JSON' {
        $result = Test-SmtpDane dane-rollover.lab.test @common
        $file = Join-Path $TestDrive 'dane.xml'
        $result | Export-Clixml $file
        $again = Import-Clixml $file
        $again.Records[1].Role | Should -BeExactly 'Spare'
        $again.Findings[0].Id | Should -BeExactly 'DANE-RECORD-SPARE'
        ($result | ConvertTo-Json -Depth 6 | ConvertFrom-Json).State | Should -BeExactly 'Matched'
    }

    It 'fits 120 columns' {
        $lines = (Test-SmtpDane dane-one-of-two.lab.test @common | Out-String -Width 120) -split '\r?\n'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
        $lines[1] | Should -BeLike 'Host*State*Effect*Verdict*MX*Records*Domain'
    }

    It 'stops when downstream has enough' {
        'dane-good.lab.test', 'silence.lab.test' | Test-SmtpDane @common | Select-Object -First 1 | ForEach-Object State | Should -BeExactly 'Matched'
        Get-LabConnection $lab | Should -BeNullOrEmpty
    }
}
