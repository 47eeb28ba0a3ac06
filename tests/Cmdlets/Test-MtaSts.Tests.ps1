#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $common = $lab.Published.Clone()
    $common.Port = $lab.smtpPort
}

AfterAll {
    Stop-Lab $lab
}

Describe 'Test-MtaSts' {
    It 'says of a good domain that mail is delivered, authenticated' {
        $result = Test-MtaSts good-rsa.lab.test @common
        $result | Should -BeOfType SmtpTls.MtaStsResult
        $result.State | Should -BeExactly 'Valid'
        $result.Verdict | Should -BeExactly 'Pass'
        $result.Policy.Mode | Should -BeExactly 'enforce'
        $result.Sender.Action | Should -BeExactly 'Deliver'
        $result.Sender.Tls | Should -BeExactly 'Authenticated'
        $result.MxResults.Deliverable | Should -BeTrue
        $result.DnsSecurity.Security | Should -BeExactly 'Secure'
    }

    It 'writes dates as the contract does in a session of <_>' -ForEach 'th-TH', 'fa-IR', 'fi-FI' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $finding = (Test-MtaSts sts-web-expires-soon.lab.test @common).Findings | Where-Object Id -EQ 'MTASTS-WEB-CERTIFICATE-EXPIRES-SOON'
        }
        finally {
            [cultureinfo]::CurrentCulture = $before
        }

        $finding.Detail -match 'expires on (\d{4}-\d\d-\d\d \d\d:\d\d) UTC' | Should -BeTrue
        $days = ([datetime]::ParseExact($Matches[1], 'yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture) - [datetime]::UtcNow).TotalDays
        $days | Should -BeGreaterThan 0
        $days | Should -BeLessThan 10
    }

    It 'says <verdict> <state> of <domain>' -ForEach @(
        @{ domain = 'sts-testing.lab.test'; state = 'Valid'; verdict = 'Warn' }
        @{ domain = 'sts-none.lab.test'; state = 'Valid'; verdict = 'Warn' }
        @{ domain = 'sts-wildcard.lab.test'; state = 'Valid'; verdict = 'Pass' }
        @{ domain = 'sts-wildcard-deep.lab.test'; state = 'Valid'; verdict = 'Fail' }
        @{ domain = 'sts-mx-expired.lab.test'; state = 'Valid'; verdict = 'Fail' }
        @{ domain = 'sts-mx-no-starttls.lab.test'; state = 'Valid'; verdict = 'Fail' }
        @{ domain = 'sts-two-records.lab.test'; state = 'InvalidRecord'; verdict = 'Fail' }
        @{ domain = 'sts-redirect.lab.test'; state = 'FetchFailed'; verdict = 'Fail' }
        @{ domain = 'sts-web-wrong-name.lab.test'; state = 'WebCertificateInvalid'; verdict = 'Fail' }
        @{ domain = 'sts-no-version.lab.test'; state = 'InvalidPolicy'; verdict = 'Fail' }
        @{ domain = 'sts-silent.lab.test'; state = 'Indeterminate'; verdict = 'Inconclusive' }
        @{ domain = 'no-starttls.lab.test'; state = 'Absent'; verdict = 'NotPresent' }
    ) {
        $result = Test-MtaSts $domain @common
        $result.State | Should -BeExactly $state
        $result.Verdict | Should -BeExactly $verdict
    }

    It 'takes domains by value and by property name, and answers in their order' {
        $objects = 'sts-testing.lab.test', [pscustomobject]@{ Name = 'Main'; DomainName = 'good-rsa.lab.test' }, [pscustomobject]@{ Domain = 'sts-none.lab.test' }
        ($objects | Test-MtaSts @common).Domain | Should -Be 'sts-testing.lab.test', 'good-rsa.lab.test', 'sts-none.lab.test'
    }

    It 'answers with a Boolean' {
        'good-rsa.lab.test', 'sts-mx-expired.lab.test' | Test-MtaSts @common -Quiet | Should -Be $true, $false
        Test-MtaSts sts-silent.lab.test @common -Quiet -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeFalse
        $warnings[0].Message | Should -BeLike '*sts-silent.lab.test*could not be determined*'
    }

    It 'foretells what a planned policy would break' {
        $plan = New-MtaStsPolicy two-mx.lab.test -Mode enforce -Mx '*.two-mx.lab.test'
        $result = $plan | Test-MtaSts @common
        $result.Domain | Should -Be 'two-mx.lab.test'
        $result.Verdict | Should -BeExactly 'Fail'
        $result.MxResults.Deliverable | Should -Be $true, $false
        $result.Policy.Url | Should -BeNullOrEmpty
    }

    It 'remembers what senders hold' {
        $null = Test-MtaSts good-rsa.lab.test @common -StatePath "$TestDrive/sts"
        Get-ChildItem "$TestDrive/sts" | Should -Not -BeNullOrEmpty
        (Test-MtaSts good-rsa.lab.test @common -StatePath "$TestDrive/sts" -WarningVariable warnings).Verdict | Should -Be 'Pass'
        $warnings | Should -BeNullOrEmpty
    }

    It 'ends with Select-Object -First 1 and leaves no connection' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        ('good-rsa.lab.test', 'silence.lab.test', 'sts-drip.lab.test' | Test-MtaSts @common | Select-Object -First 1).Domain | Should -Be 'good-rsa.lab.test'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        Get-LabConnection $lab | Should -BeNullOrEmpty
    }

    It 'goes on after a bad name' {
        $results = 'good-rsa.lab.test', 'bad..name', 'sts-none.lab.test' | Test-MtaSts @common -ErrorVariable problems -ErrorAction SilentlyContinue
        $results.Domain | Should -Be 'good-rsa.lab.test', 'sts-none.lab.test'
        $problems[0].FullyQualifiedErrorId | Should -Be 'DomainNameInvalid,SmtpTls.Commands.TestMtaStsCommand'
    }

    It 'says what is wrong with <name>' -ForEach @(
        @{ name = 'Proxy'; value = 'not a proxy'; id = 'ProxyInvalid' }
        @{ name = 'TrustAnchor'; value = 'no-such-file'; id = 'TrustAnchorUnreadable' }
        @{ name = 'HeloName'; value = 'a b'; id = 'HeloNameInvalid' }
    ) {
        $settings = $common.Clone()
        $settings[$name] = $value
        { Test-MtaSts good-rsa.lab.test @settings } | Should -Throw -ErrorId "$id,SmtpTls.Commands.TestMtaStsCommand"
    }

    It 'has a table of 120 columns, without an escape of a hostile policy' {
        $text = 'good-rsa.lab.test', 'sts-control.lab.test' | Test-MtaSts @common | Out-String -Width 120
        ($text -split "`n").TrimEnd().Length | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 120
        $list = Test-MtaSts sts-control.lab.test @common | Format-List * | Out-String -Width 120
        ($text + $list) -replace '\e\[[0-9;]*m' | Should -Not -Match '[\x1b\x07]'
        $text | Should -Match 'Deliver \(Authenticated\) via'
    }

    It 'stays the same after Clixml and JSON' {
        $result = Test-MtaSts sts-mx-expired.lab.test @common
        $result | Export-Clixml "$TestDrive/r.xml"
        $back = Import-Clixml "$TestDrive/r.xml"
        $back.MxResults[0].Problems[0] | Should -BeExactly 'Expired'
        $back.Verdict -eq 'Fail' | Should -BeTrue
        $back.Policy.Mx | Should -Be 'mx.expired.lab.test'
        ($result | ConvertTo-Json -Depth 5 | ConvertFrom-Json).Sender.Action | Should -BeExactly 'Defer'
    }

    It 'shows the proofs and the fetch when asked' {
        $lines = (Test-MtaSts good-rsa.lab.test @common -Verbose 4>&1 | Where-Object { $_ -is [Management.Automation.VerboseRecord] }).Message
        $lines -join "`n" | Should -Match 'HTTP 200'
        $lines -join "`n" | Should -Match 'DNSSEC: _mta-sts.good-rsa.lab.test TXT is Secure'
    }

    It 'says when DNSSEC is off' {
        $result = Test-MtaSts good-rsa.lab.test @common -DnssecMode Off
        $result.Verdict | Should -Be 'Pass'
        $result.DnsSecurity[0].Security | Should -BeNullOrEmpty
        $result.DnsSecurity[0].Reason | Should -Match 'DNSSEC is off'
    }

    It 'has help with examples' {
        $help = Get-Help Test-MtaSts -Full
        $help.Synopsis | Should -Match 'MTA-STS'
        @($help.examples.example).Count | Should -BeGreaterThan 2
    }
}
